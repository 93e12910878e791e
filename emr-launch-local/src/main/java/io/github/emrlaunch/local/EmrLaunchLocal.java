package io.github.emrlaunch.local;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The command line of the local emulator. */
@Command(
        name = "emr-launch-local",
        description = "Runs what a CDK app synthesizes on this machine.",
        mixinStandardHelpOptions = true,
        versionProvider = EmrLaunchLocal.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or interrupted with Ctrl-C",
            "2:not valid: an option, a file, an assembly, a port that is in use",
            "70:a bug"
        })
public final class EmrLaunchLocal {
    private static final int INVALID = 2;
    private static final int BUG = 70;

    private EmrLaunchLocal() {}

    /** Runs one command and exits with its exit code. */
    public static void main(String[] args) {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(() -> end(interrupted, done), "interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        int code = run(VisibleWriter.to(System.out), VisibleWriter.to(System.err), interrupted, args);
        done.countDown();
        if (interrupted.getCount() > 0) {
            Runtime.getRuntime().removeShutdownHook(hook);
            System.exit(code);
        }
    }

    /** Exits with 0 after an interrupt: stopping a server is not a failure, unlike the exit code of the JVM would show. */
    private static void end(CountDownLatch interrupted, CountDownLatch done) {
        interrupted.countDown();
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }

    /**
     * Runs one command.
     *
     * @param interrupted stops a server
     */
    static int run(PrintWriter out, PrintWriter err, CountDownLatch interrupted, String... args) {
        CommandLine commandLine = new CommandLine(new EmrLaunchLocal())
                .addSubcommand(new ServeCommand(interrupted))
                .setOut(out)
                .setErr(err)
                // Without a console, ANSI styles would be printed as escape sequences.
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setParameterExceptionHandler((e, unused) -> refuse(err, describe(e)))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(err, e));
        if (args.length == 0) {
            return refuse(err, "A command is missing; see emr-launch-local --help");
        }
        return commandLine.execute(args);
    }

    private static String describe(ParameterException e) {
        String message =
                String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst("^Error: ", "");
        return message + "; see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    }

    private static int failed(PrintWriter err, Exception e) {
        if (e instanceof IllegalArgumentException
                || e instanceof DeploymentException
                || e instanceof UncheckedIOException) {
            return refuse(err, String.valueOf(e.getMessage()));
        }
        e.printStackTrace(err);
        err.println("emr-launch-local: This is a bug of emr-launch-local: " + e);
        return BUG;
    }

    private static int refuse(PrintWriter err, String message) {
        err.println("emr-launch-local: " + message.replaceAll("\\s*\\R\\s*", " "));
        err.flush();
        return INVALID;
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = EmrLaunchLocal.class.getPackage().getImplementationVersion();
            return new String[] {"emr-launch-local " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
