package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.IncompleteCopyException;
import io.github.emrlaunch.client.LaunchExistsException;
import io.github.emrlaunch.client.NearestNames;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionNotFoundException;
import io.github.emrlaunch.definitions.EmrLaunchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;

/** What a failure means to who typed the command: what, why, what to do, and the exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Terminal terminal;
    private final EmrLaunch emrLaunch;

    Failures(Terminal terminal, EmrLaunch emrLaunch) {
        this.terminal = terminal;
        this.emrLaunch = emrLaunch;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        say(String.valueOf(e.getMessage()));
        CommandLine command = e.getCommandLine();
        if (e instanceof UnmatchedArgumentException unmatched) {
            NearestNames.to(unmatched.getUnmatched().get(0), wordsOf(command.getCommandSpec())).stream()
                    .findFirst()
                    .ifPresent(word -> hint("Did you mean %s?".formatted(word)));
        }
        hint("See %s --help".formatted(command.getCommandSpec().qualifiedName()));
        return ExitCode.INVALID;
    }

    private static List<String> wordsOf(CommandSpec command) {
        return Stream.concat(
                        command.subcommands().keySet().stream(),
                        command.options().stream().map(OptionSpec::longestName))
                .toList();
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult parsed) {
        if (e instanceof DefinitionNotFoundException notFound) {
            say(notFound.getMessage());
            suggest(notFound);
            return ExitCode.NOT_FOUND;
        }
        if (e instanceof ExecutionDoesNotExistException missing) {
            say(text(missing));
            hint("Check region and account; Step Functions forgets an execution 90 days after its end");
            return ExitCode.NOT_FOUND;
        }
        if (e instanceof LaunchExistsException exists) {
            say(exists.getMessage());
            hint("See emr-launch status " + exists.launch().executionArn());
            return ExitCode.INVALID;
        }
        if (e instanceof IncompleteCopyException) {
            say(e.getMessage());
            return ExitCode.AWS;
        }
        if (e instanceof EmrLaunchException
                || e instanceof IllegalArgumentException
                || e instanceof UncheckedIOException) {
            say(e.getMessage());
            return ExitCode.INVALID;
        }
        if (e instanceof SdkException fromAws) {
            aws(fromAws);
            return ExitCode.AWS;
        }
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        terminal.note(trace.toString());
        say("This is a bug of emr-launch: " + e);
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
            hint("What there is can't be listed to find a similar name: " + text(notAllowedToList));
        }
    }

    private void aws(SdkException e) {
        if (e instanceof AwsServiceException service) {
            if (service.isThrottlingException()) {
                say("AWS still throttles after several attempts: " + text(service));
                hint("Try again later, or ask for a higher quota");
            } else {
                say("AWS refuses: " + text(service));
            }
            return;
        }
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("Unable to load region")) {
            say("No AWS region is known");
            hint("Set AWS_REGION, give --region, or name a profile that has one with AWS_PROFILE or --profile");
        } else if (message.startsWith("Unable to load credentials")) {
            say("No AWS credentials were found");
            hint("Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile that has some with --profile");
        } else if (e instanceof SdkClientException && rootCause(e) instanceof IOException io) {
            say("AWS can't be reached: " + io);
            hint("Check the network, the region, and --endpoint-url or AWS_ENDPOINT_URL if one is set");
        } else {
            // Of a profile without credentials the SDK tells all other profiles, too.
            say(message.replaceAll(": ProfileFile\\(.*", ""));
        }
    }

    private static Throwable rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** What AWS says, without what the SDK adds to it. */
    private static String text(SdkException e) {
        if (e instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            String message = service.awsErrorDetails().errorMessage();
            return message == null || message.isEmpty()
                    ? service.awsErrorDetails().errorCode()
                    : message;
        }
        return String.valueOf(e.getMessage());
    }

    private void say(@Nullable String message) {
        terminal.note(terminal.bad("emr-launch: " + message));
    }

    private void hint(String hint) {
        terminal.note(hint);
    }
}
