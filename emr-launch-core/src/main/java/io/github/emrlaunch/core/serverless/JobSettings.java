package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Settings that a job is given as options on one line, some fixed, some to be overridden. EMR Serverless splits the line at spaces and
 * reads quotes in it, so no value has any.
 *
 * @param option what precedes each, such as {@code --conf}
 * @param values by name
 */
record JobSettings(String option, Map<String, JobText> values) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");
    private static final Pattern VALUE = Pattern.compile("[^\\s'\"\\\\]+");

    static JobSettings of(String option) {
        return new JobSettings(option, Map.of());
    }

    JobSettings with(String name, String value) {
        if (!VALUE.matcher(DefinitionParameter.withoutTokens(value) + "x").matches()) {
            throw new IllegalArgumentException(
                    ("Setting '%s' must not have spaces, quotes or backslashes, in which another option could hide, got: %s. "
                                    + "Set it by a configuration of the job function")
                            .formatted(name, value));
        }
        return with(name, JobText.fixed(value));
    }

    JobSettings with(String name, OverrideRule rule) {
        if (rule.isOpenText()) {
            throw new IllegalArgumentException(
                    ("Setting '%s': override '%s' allows %s, in which another option could hide. Allow a number or some "
                                    + "values")
                            .formatted(name, rule.target(), rule.constraint()));
        }
        rule.allowedValues().stream()
                .filter(value -> !VALUE.matcher(value.asText()).matches())
                .findFirst()
                .ifPresent(value -> {
                    throw new IllegalArgumentException(
                            ("Setting '%s': override '%s' must not allow spaces, quotes or backslashes, in which another "
                                            + "option could hide, got: %s")
                                    .formatted(name, rule.target(), value.asText()));
                });
        return with(name, JobText.of(rule));
    }

    private JobSettings with(String name, JobText value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name of a setting must be a letter, then letters, digits, and ._-, got: " + name);
        }
        Map<String, JobText> more = new TreeMap<>(values);
        more.put(name, value);
        return new JobSettings(option, more);
    }

    /** The files of code that settings name, or may name. */
    List<String> codeUris() {
        List<String> uris = new ArrayList<>();
        values.forEach((name, text) -> {
            text.possibleTexts().stream()
                    .filter(value -> CodeProtection.isOfCode(name, value))
                    .forEach(uris::add);
        });
        return uris;
    }

    /** The options in the order of their names. */
    List<JobText> options() {
        return values.entrySet().stream()
                .map(setting -> JobText.fixed("%s %s=".formatted(option, setting.getKey()))
                        .and(setting.getValue()))
                .toList();
    }
}
