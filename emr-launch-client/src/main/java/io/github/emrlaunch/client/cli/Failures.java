package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.IncompleteCopyException;
import io.github.emrlaunch.client.LaunchExistsException;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionNotFoundException;
import io.github.emrlaunch.definitions.EmrLaunchException;
import io.github.emrlaunch.definitions.NearestNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;

/** Converts failures to messages (what, why, remedy) and exit codes. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    /** The environment variable that prints stack traces, for bug reports. */
    private static final String TRACE = "EMR_LAUNCH_TRACE";

    private final Terminal terminal;
    private final EmrLaunch emrLaunch;

    Failures(Terminal terminal, EmrLaunch emrLaunch) {
        this.terminal = terminal;
        this.emrLaunch = emrLaunch;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        say(String.valueOf(e.getMessage()).replace("option option", "option"));
        CommandLine command = e.getCommandLine();
        if (e instanceof MissingParameterException missing) {
            missing.getMissing().forEach(this::hintAtValues);
        }
        if (e instanceof UnmatchedArgumentException unmatched) {
            NearestNames.to(unmatched.getUnmatched().get(0), wordsOf(command.getCommandSpec())).stream()
                    .findFirst()
                    .ifPresent(word -> hint("Did you mean %s?".formatted(word)));
        }
        hint("See %s --help".formatted(command.getCommandSpec().qualifiedName()));
        return ExitCode.INVALID;
    }

    /** Names the values of a parameter or an option that has a fixed set of them. */
    private void hintAtValues(ArgSpec missing) {
        if (missing.completionCandidates() != null) {
            hint("%s is one of %s"
                    .formatted(
                            missing.paramLabel(),
                            String.join(", ", missing.completionCandidates()).toLowerCase(Locale.ROOT)));
        }
    }

    private static List<String> wordsOf(CommandSpec command) {
        return Stream.concat(
                        command.subcommands().keySet().stream(),
                        command.options().stream().map(OptionSpec::longestName))
                .toList();
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult parsed) {
        return handle(e, commandLine.getCommandSpec().qualifiedName());
    }

    int handle(Throwable e, String command) {
        if (e instanceof DefinitionNotFoundException notFound) {
            say(notFound.getMessage());
            suggest(notFound);
            return ExitCode.NOT_FOUND;
        }
        if (e instanceof ExecutionDoesNotExistException missing) {
            say(AwsFailures.text(missing));
            hint(
                    emrLaunch.isLocal()
                            ? "Check the address of the server. The local emulator forgets all executions when it ends"
                            : "Check region and account; Step Functions forgets an execution 90 days after its end");
            return ExitCode.NOT_FOUND;
        }
        if (e instanceof NoSuchStepException) {
            say(e.getMessage());
            return ExitCode.NOT_FOUND;
        }
        if (e instanceof LaunchExistsException exists) {
            say(exists.getMessage());
            hint("See " + emrLaunch.followUp("status", terminal.shown(exists.launch())));
            return ExitCode.INVALID;
        }
        if (e instanceof OutputClosedException) {
            return ExitCode.OK;
        }
        if (e instanceof IncompleteCopyException) {
            say(e.getMessage());
            return ExitCode.AWS;
        }
        if (e instanceof InterruptedException) {
            return ExitCode.INTERRUPTED;
        }
        if (e instanceof SdkException || AwsFailures.isOfTheSdk(e)) {
            say(new AwsFailures(emrLaunch.settings(), command).explain(e));
            return ExitCode.AWS;
        }
        if (e instanceof UncheckedIOException unchecked) {
            say(FileFailures.explain(unchecked));
            return ExitCode.INVALID;
        }
        if (e instanceof IOException io) {
            say(FileFailures.explain(io));
            return ExitCode.INVALID;
        }
        if (e instanceof EmrLaunchException
                || e instanceof IllegalArgumentException
                || e instanceof TypeConversionException) {
            say(e.getMessage());
            return ExitCode.INVALID;
        }
        return bug(e);
    }

    private int bug(Throwable e) {
        if (System.getenv(TRACE) != null) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            hint(trace.toString());
        }
        say("This is a bug of %s: %s".formatted(new EmrLaunch.Version().getVersion()[0], e));
        if (System.getenv(TRACE) == null) {
            hint("Please report it, with what the command shows when %s=1 is set".formatted(TRACE));
        }
        return ExitCode.BUG;
    }

    private void suggest(DefinitionNotFoundException notFound) {
        try {
            List<DefinitionName> near = NearestNames.to(notFound, emrLaunch.store());
            if (!near.isEmpty()) {
                hint("Did you mean %s?"
                        .formatted(near.stream().map(DefinitionName::toString).collect(Collectors.joining(", or "))));
            }
        } catch (SdkException notAllowedToList) {
            hint("What there is can't be listed to find a similar name: " + AwsFailures.text(notAllowedToList));
        }
    }

    private void say(Explanation explanation) {
        say(explanation.what());
        if (explanation.wayOut() != null) {
            hint(explanation.wayOut());
        }
    }

    private void say(@Nullable String message) {
        terminal.note(terminal.bad("emr-launch: " + message));
    }

    private void hint(String hint) {
        terminal.note(hint);
    }
}
