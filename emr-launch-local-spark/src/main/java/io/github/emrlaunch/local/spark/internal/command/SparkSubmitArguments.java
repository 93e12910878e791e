package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.spark.internal.JobFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code spark-submit}, parsed as Spark's {@code SparkSubmitOptionParser} does: options end at the first argument that is not one.
 *
 * @param options those with a value by their long names, without {@code --conf}
 * @param switches those without a value
 * @param settings those of {@code --conf}
 * @param resource the script or jar; null without one
 * @param arguments of the job itself
 */
record SparkSubmitArguments(
        Map<String, String> options,
        List<String> switches,
        Map<String, String> settings,
        @Nullable String resource,
        List<String> arguments) {
    // https://github.com/apache/spark/blob/v3.5.6/launcher/src/main/java/org/apache/spark/launcher/SparkSubmitOptionParser.java
    private static final Set<String> WITH_VALUE = Set.of(
            "--archives",
            "--class",
            "--conf",
            "--deploy-mode",
            "--driver-class-path",
            "--driver-cores",
            "--driver-java-options",
            "--driver-library-path",
            "--driver-memory",
            "--exclude-packages",
            "--executor-cores",
            "--executor-memory",
            "--files",
            "--jars",
            "--keytab",
            "--kill",
            "--master",
            "--name",
            "--num-executors",
            "--packages",
            "--principal",
            "--properties-file",
            "--proxy-user",
            "--py-files",
            "--queue",
            "--remote",
            "--repositories",
            "--status",
            "--total-executor-cores");
    private static final Set<String> SWITCHES =
            Set.of("--help", "--supervise", "--usage-error", "--verbose", "--version");
    private static final Map<String, String> SHORT = Map.of("-c", "--conf", "-h", "--help", "-v", "--verbose");
    private static final Pattern WITH_EQUALS = Pattern.compile("(--[^=]+)=(.+)", Pattern.DOTALL);

    SparkSubmitArguments {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        switches = List.copyOf(switches);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        arguments = List.copyOf(arguments);
    }

    /**
     * Parses the arguments after {@code spark-submit}.
     *
     * @throws JobFailure as Spark refuses them
     */
    static SparkSubmitArguments parse(List<String> words) throws JobFailure {
        Map<String, String> options = new LinkedHashMap<>();
        List<String> switches = new ArrayList<>();
        Map<String, String> settings = new LinkedHashMap<>();
        int next = 0;
        while (next < words.size()) {
            String word = words.get(next);
            Matcher equals = WITH_EQUALS.matcher(word);
            boolean inOne = equals.matches();
            String name = inOne ? equals.group(1) : SHORT.getOrDefault(word, word);
            if (WITH_VALUE.contains(name)) {
                String value;
                if (inOne) {
                    value = equals.group(2);
                } else {
                    next++;
                    if (next == words.size()) {
                        throw new JobFailure("spark-submit: Missing argument for option '" + word + "'.");
                    }
                    value = words.get(next);
                }
                if (name.equals("--conf")) {
                    setting(settings, value);
                } else {
                    options.put(name, value);
                }
            } else if (SWITCHES.contains(name)) {
                switches.add(name);
            } else if (word.startsWith("-")) {
                throw new JobFailure("spark-submit: Unrecognized option: " + word
                        + ". Arguments of the job itself come after the script or jar");
            } else {
                return new SparkSubmitArguments(
                        options, switches, settings, word, words.subList(next + 1, words.size()));
            }
            next++;
        }
        return new SparkSubmitArguments(options, switches, settings, null, List.of());
    }

    /** Whether a text is an option of Spark, also in the form {@code --option=value}. */
    static boolean isOption(String word) {
        Matcher equals = WITH_EQUALS.matcher(word);
        String name = equals.matches() ? equals.group(1) : SHORT.getOrDefault(word, word);
        return WITH_VALUE.contains(name) || SWITCHES.contains(name);
    }

    /** Whether a text is an option of Spark whose value is the next argument. */
    static boolean takesValue(String word) {
        return WITH_VALUE.contains(SHORT.getOrDefault(word, word));
    }

    private static void setting(Map<String, String> settings, String text) throws JobFailure {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new JobFailure("spark-submit: Spark config without '=': " + text + ". The form is --conf name=value");
        }
        // Spark trims a name when it reads it; of two values for one name the last counts.
        settings.remove(text.substring(0, equals).trim());
        settings.put(text.substring(0, equals).trim(), text.substring(equals + 1));
    }

    /**
     * Splits a text such as {@code sparkSubmitParameters} into arguments, as a shell does: single and double quotes keep an argument
     * together, a backslash keeps the next character.
     *
     * @throws JobFailure a quote is not closed
     */
    static List<String> words(String text) throws JobFailure {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int at = 0; at < text.length(); at++) {
            char next = text.charAt(at);
            if (quote != 0) {
                if (next == quote) {
                    quote = 0;
                } else if (next == '\\'
                        && quote == '"'
                        && at + 1 < text.length()
                        && "\"\\$`".indexOf(text.charAt(at + 1)) >= 0) {
                    at++;
                    word.append(text.charAt(at));
                } else {
                    word.append(next);
                }
            } else if (next == '\'' || next == '"') {
                quote = next;
                inWord = true;
            } else if (next == '\\' && at + 1 < text.length()) {
                at++;
                word.append(text.charAt(at));
                inWord = true;
            } else if (Character.isWhitespace(next)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(next);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new JobFailure("A quote (" + quote + ") is not closed in: " + text);
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
