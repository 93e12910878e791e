package io.github.emrlaunch.local.internal.emr;

import java.util.List;
import java.util.Optional;

/**
 * The jar that runs a command on the primary node, see <a
 * href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-commandrunner.html">Command Runner</a>. The first argument is the
 * program. There is no shell.
 */
final class CommandRunner {
    private static final String JAR = "command-runner.jar";

    private CommandRunner() {}

    /** Returns the failure of a step whose first argument is a complete command line; empty for other steps (aws-cdk issue 8490). */
    static Optional<String> failure(Step step) {
        List<String> arguments = step.arguments();
        return isCommandRunner(step.jar())
                        && !arguments.isEmpty()
                        && arguments.get(0).contains(" ")
                ? Optional.of("Caused by: java.io.IOException: Cannot run program \"" + arguments.get(0)
                        + "\" (in directory \".\"): error=2, No such file or directory")
                : Optional.empty();
    }

    private static boolean isCommandRunner(String jar) {
        return jar.equals(JAR) || jar.endsWith("/" + JAR);
    }
}
