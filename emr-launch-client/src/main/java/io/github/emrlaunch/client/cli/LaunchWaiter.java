package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.client.LaunchStatus;
import io.github.emrlaunch.definitions.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.SfnException;

/** Waits for a launch and shows its progress. Ctrl-C stops only the wait, with a message. */
final class LaunchWaiter {
    private final AwsCommand command;
    private final EmrLaunchClient client;
    private final Terminal terminal;
    private volatile @Nullable LaunchProgress progress;

    LaunchWaiter(AwsCommand command) {
        this.command = command;
        this.client = command.client();
        this.terminal = command.terminal();
    }

    /** Waits and returns the exit code of the command. */
    int await(Launch launch) throws InterruptedException {
        Thread onInterrupt = new Thread(() -> sayThatItGoesOn(launch), "on-interrupt");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            return follow(launch).succeeded() ? ExitCode.OK : ExitCode.NEGATIVE;
        } catch (ExecutionDoesNotExistException e) {
            throw e;
        } catch (SdkException e) {
            sayThatItGoesOn(launch);
            throw e;
        } finally {
            forget(onInterrupt);
        }
    }

    /** Waits. The caller handles Ctrl-C. */
    LaunchResult follow(Launch launch) throws InterruptedException {
        LaunchStatus status = client.status(launch);
        Duration typical = typicalDuration(status.stateMachine());
        try (LaunchProgress shown =
                new LaunchProgress(command.json() ? quiet() : terminal, status.started(), typical)) {
            progress = shown;
            LaunchResult result = client.follow(launch, shown::tell);
            shown.stop();
            tell(launch, result, typical);
            return result;
        }
    }

    /** Optional information: a caller without permission to list executions goes without it. */
    private @Nullable Duration typicalDuration(String stateMachine) {
        try {
            return client.typicalDuration(stateMachine).orElse(null);
        } catch (SfnException notAllowed) {
            return null;
        }
    }

    private static Terminal quiet() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(0), false, StandardCharsets.UTF_8);
        return new Terminal(nowhere, nowhere, false, false);
    }

    private void sayThatItGoesOn(Launch launch) {
        stopTelling();
        terminal.note("No longer waiting. The execution continues. To show its status, or to stop it:");
        terminal.note("  " + command.followUp("status", terminal.shown(launch)));
        terminal.note("  " + command.followUp("stop", terminal.shown(launch)));
    }

    /** Clears the progress line. */
    void stopTelling() {
        LaunchProgress shown = progress;
        if (shown != null) {
            shown.stop();
        }
    }

    /** Removes a shutdown hook, unless it already runs. */
    static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // already running
        }
    }

    private void tell(Launch launch, LaunchResult result, @Nullable Duration typical) {
        String clusterId = result.clusterId();
        if (command.json()) {
            terminal.print(json(launch, result));
            return;
        }
        String ending = "%s after %s%s%s"
                .formatted(
                        result.status(),
                        Texts.clock(result.elapsed()),
                        typical == null ? "" : " (typically %s)".formatted(Texts.clock(typical)),
                        clusterId == null ? "" : ": cluster " + clusterId);
        terminal.print(result.succeeded() ? terminal.good(ending) : terminal.bad(ending));
        if (result.error() != null) {
            terminal.print("  %s: %s".formatted(result.error(), Texts.orEmpty(result.cause())));
        }
        Optional<URI> link = clusterId == null ? Optional.empty() : command.clusterLink(launch, clusterId);
        link.ifPresent(address -> terminal.print("  " + address));
    }

    static ObjectNode json(Launch launch, LaunchResult result) {
        ObjectNode json = Json.object()
                .put("ExecutionArn", launch.executionArn())
                .put("Status", result.status())
                .put("ElapsedSeconds", result.elapsed().toSeconds())
                .put("ClusterId", result.clusterId())
                .put("Error", result.error())
                .put("Cause", result.cause());
        json.set("Output", result.output());
        return json;
    }
}
