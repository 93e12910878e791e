package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.definitions.JobRunOverride;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Settings that a job is given as options on one line, some fixed, some for an execution to say. EMR Serverless splits the line
 * at spaces and reads quotes in it, so no value has any.
 *
 * @param option what precedes each, such as {@code --conf}
 */
record JobSettings(String option, Map<String, String> fixed, Map<String, JobRunOverride> overridden) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");
    private static final Pattern VALUE = Pattern.compile("[^\\s'\"\\\\]+");

    static JobSettings of(String option) {
        return new JobSettings(option, Map.of(), Map.of());
    }

    JobSettings with(String name, String value) {
        requireName(name);
        if (!VALUE.matcher(DefinitionParameter.withoutTokens(value) + "x").matches()) {
            throw new IllegalArgumentException(
                    ("Setting '%s' must not have spaces, quotes or backslashes, in which another option could hide, got: %s. "
                                    + "Set it by a configuration of the job function")
                            .formatted(name, value));
        }
        Map<String, String> more = new TreeMap<>(fixed);
        more.put(name, value);
        Map<String, JobRunOverride> others = new TreeMap<>(overridden);
        others.remove(name);
        return new JobSettings(option, more, others);
    }

    JobSettings with(String name, JobRunOverride override) {
        requireName(name);
        if (override.pattern() != null) {
            throw new IllegalArgumentException(
                    ("Setting '%s': override '%s' allows %s, in which another option could hide. Allow an integer or some "
                                    + "values")
                            .formatted(name, override.name(), override.rule()));
        }
        override.allowedValues().stream()
                .filter(value -> !VALUE.matcher(value).matches())
                .findFirst()
                .ifPresent(value -> {
                    throw new IllegalArgumentException(
                            ("Setting '%s': override '%s' must not allow spaces, quotes or backslashes, in which another "
                                            + "option could hide, got: %s")
                                    .formatted(name, override.name(), value));
                });
        Map<String, String> others = new TreeMap<>(fixed);
        others.remove(name);
        Map<String, JobRunOverride> more = new TreeMap<>(overridden);
        more.put(name, override);
        return new JobSettings(option, others, more);
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name of a setting must be a letter, then letters, digits, and ._-, got: " + name);
        }
    }

    /** The fixed ones on one line. */
    String fixedText() {
        return fixed.entrySet().stream()
                .map(setting -> "%s %s=%s".formatted(option, setting.getKey(), setting.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** The whole line as an expression. What is fixed may hold what an expression would have to escape, so it is referred to. */
    String expression(String fixedPath, boolean hasFixed, JobRunState state) {
        if (overridden.isEmpty()) {
            return fixedPath;
        }
        List<String> texts = new ArrayList<>();
        List<String> values = new ArrayList<>();
        if (hasFixed) {
            texts.add("{}");
            values.add(fixedPath);
        }
        overridden.forEach((name, override) -> {
            texts.add("%s %s={}".formatted(option, name));
            values.add(state.value(override));
        });
        return "States.Format('%s', %s)".formatted(String.join(" ", texts), String.join(", ", values));
    }
}
