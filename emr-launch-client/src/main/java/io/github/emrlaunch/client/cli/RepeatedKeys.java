package io.github.emrlaunch.client.cli;

import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Check of options that collect {@code KEY=VALUE}, such as {@code --set}: a key must not be given twice. */
final class RepeatedKeys {
    private RepeatedKeys() {}

    /** Checks the options of a command and of its parent commands. */
    static void refuse(ParseResult parsed) {
        for (ParseResult level = parsed; level != null; level = level.subcommand()) {
            for (OptionSpec option : level.matchedOptionsSet()) {
                if (option.typeInfo().isMap()) {
                    refuse(option, level);
                }
            }
        }
    }

    private static void refuse(OptionSpec option, ParseResult level) {
        Set<String> keys = new HashSet<>();
        for (String text : option.originalStringValues()) {
            String key = text.substring(0, Math.max(0, text.indexOf('=')));
            if (!keys.add(key)) {
                throw new ParameterException(
                        level.commandSpec().commandLine(),
                        "%s %s is given twice. Give each %s once"
                                .formatted(
                                        option.longestName(),
                                        key,
                                        option.paramLabel().split("=", -1)[0]));
            }
        }
    }
}
