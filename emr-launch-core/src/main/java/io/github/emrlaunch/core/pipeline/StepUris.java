package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.CodeProtection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of code that a step names: its jar, the program that a runner runs, and files in options and properties. */
final class StepUris {
    /** Options of spark-submit, of Hadoop's commands and of Hive, without hyphens. */
    private static final Set<String> OPTIONS =
            Set.of("archives", "file", "files", "jar", "jars", "libjars", "py-files", "run-pyspark-script");

    /** Options of Hive that name scripts. Other commands have different options with these names. */
    private static final Set<String> HIVE_OPTIONS = Set.of("f", "i");

    private StepUris() {}

    /** Returns the URIs, including those outside of S3. */
    static List<String> of(EmrStep step) {
        List<String> uris = new ArrayList<>(List.of(step.jar()));
        step.properties().forEach((name, value) -> {
            if (CodeProtection.isOfCode(name, value)) {
                uris.add(value);
            }
        });
        if (step.isRunner() && !step.arguments().isEmpty()) {
            addCommand(uris, step.arguments());
        }
        return uris;
    }

    private static void addCommand(List<String> uris, List<String> command) {
        uris.add(command.get(0));
        int application = SparkCommand.application(command);
        if (application >= 0 && application < command.size()) {
            uris.add(command.get(application));
        }
        // The arguments after the application are its own.
        List<String> options = application < 0 ? command : command.subList(0, Math.min(application, command.size()));
        boolean isHive = command.get(0).contains("hive");
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i).replaceFirst("^-+", "");
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String value =
                    equals >= 0 ? option.substring(equals + 1) : i + 1 < options.size() ? options.get(i + 1) : "";
            if (namesCode(name, value, isHive)) {
                uris.add(value);
            } else if (name.equals("conf") || name.equals("hiveconf")) {
                addSetting(uris, value);
            }
        }
    }

    private static boolean namesCode(String option, String value, boolean isHive) {
        return CodeProtection.isOfCode(option, value)
                || (OPTIONS.contains(option) && !CodeProtection.isData(option, value))
                || (isHive && HIVE_OPTIONS.contains(option));
    }

    private static void addSetting(List<String> uris, String setting) {
        int equals = setting.indexOf('=');
        if (equals > 0 && CodeProtection.isOfCode(setting.substring(0, equals), setting.substring(equals + 1))) {
            uris.add(setting.substring(equals + 1));
        }
    }
}
