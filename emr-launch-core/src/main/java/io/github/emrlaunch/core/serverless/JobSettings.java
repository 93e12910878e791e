package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The settings of a job, some fixed, some overridable. They are options on one command line, which EMR Serverless splits at spaces and in
 * which it processes
 * quotes. A value with any of these becomes a property of a configuration instead, which is used unchanged.
 *
 * @param option the option before each setting on the command line, such as {@code --conf}
 * @param classification the classification of the configuration, such as {@code spark-defaults}
 * @param values the values by name
 */
record JobSettings(String option, String classification, Map<String, JobText> values) {
    private static final int MAX_PROPERTY = 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");
    private static final Pattern VALUE = Pattern.compile("[^\\s'\"\\\\]+");

    static JobSettings ofSpark() {
        return new JobSettings("--conf", "spark-defaults", Map.of());
    }

    static JobSettings ofHive() {
        return new JobSettings("--hiveconf", "hive-site", Map.of());
    }

    JobSettings with(String name, String value) {
        return with(name, JobText.fixed(value));
    }

    JobSettings with(String name, OverrideRule rule) {
        if (rule.isOpenText()) {
            throw new IllegalArgumentException(
                    ("Setting '%s': override '%s' allows %s, which could contain another option. Allow a number or some "
                                    + "values")
                            .formatted(name, rule.target(), rule.constraint()));
        }
        return with(name, JobText.of(rule));
    }

    private JobSettings with(String name, JobText value) {
        Validation.requireKnown("name", name, "it is the name of a setting");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name of a setting must be a letter, then letters, digits, and ._-, got: " + name);
        }
        if (!fitsOnLine(value) && !fitsProperty(value)) {
            throw new IllegalArgumentException(
                    "Setting '%s' must not be blank; with spaces, quotes or backslashes it has at most %d characters, got: %s"
                            .formatted(name, MAX_PROPERTY, value.possibleTexts()));
        }
        Map<String, JobText> more = new TreeMap<>(values);
        more.put(name, value);
        return new JobSettings(option, classification, more);
    }

    /** Returns the files of code that settings name, or may name. */
    List<String> codeUris() {
        List<String> uris = new ArrayList<>();
        values.forEach((name, text) -> {
            text.possibleTexts().stream()
                    .filter(value -> CodeProtection.isOfCode(name, value))
                    .forEach(uris::add);
        });
        return uris;
    }

    private static boolean fitsOnLine(JobText value) {
        return value.possibleTexts().stream()
                .allMatch(text -> Reference.isExpression(text)
                        || VALUE.matcher(DefinitionParameter.withoutTokens(text) + "x")
                                .matches());
    }

    private static boolean fitsProperty(JobText value) {
        return value.possibleTexts().stream().noneMatch(text -> text.isBlank() || text.length() > MAX_PROPERTY);
    }

    /** Returns the options on the command line, sorted by name. */
    List<JobText> options(JobReferences references) {
        return values.entrySet().stream()
                .filter(setting -> fitsOnLine(setting.getValue()))
                .map(setting -> JobText.fixed("%s %s=".formatted(option, setting.getKey()))
                        .and(references.setting(setting.getKey(), setting.getValue())))
                .toList();
    }

    /** Returns the properties of the configuration, by name, as values of a state. */
    Map<String, String> properties(JobReferences references) {
        Map<String, String> properties = new TreeMap<>();
        values.forEach((name, value) -> {
            if (!fitsOnLine(value)) {
                properties.put(name, references.setting(name, value).inStateMachine());
            }
        });
        return properties;
    }
}
