package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.ClusterStatus;
import io.github.emrlaunch.client.ClusterStep;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.client.LogArrival;
import io.github.emrlaunch.client.LogFile;
import io.github.emrlaunch.client.LogFolder;
import io.github.emrlaunch.client.StepClient;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.LaunchInput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run: the cluster, the step, its logs, and the termination of a cluster that was launched for it. */
final class RunSession {
    private static final int LAST_LINES = 40;

    private final EmrLaunchClient client;
    private final Terminal terminal;
    private final RunCommand command;
    private final LaunchWaiter waiter;
    private final boolean json;
    private final Thread onInterrupt = new Thread(this::interrupted, "on-interrupt");

    /** The launch whose cluster must be terminated; null if there is none. */
    private @Nullable Launch launch;

    private @Nullable String launchedCluster;
    private @Nullable String executionArn;

    /** The last known status of the step; null before it is added. */
    private @Nullable ClusterStep step;

    RunSession(EmrLaunchClient client, Terminal terminal, RunCommand command) {
        this.client = client;
        this.terminal = terminal;
        this.command = command;
        this.waiter = new LaunchWaiter(command);
        this.json = command.json();
    }

    /**
     * Runs the code.
     *
     * @param input the input of the launch; null for a given cluster
     */
    int run(@Nullable LaunchInput input, SparkUpload upload) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            String clusterId = input == null ? command.cluster() : launched(input);
            return clusterId == null ? ExitCode.NEGATIVE : step(clusterId, upload);
        } catch (RuntimeException | InterruptedException e) {
            endClusterAfter(e);
            throw e;
        } finally {
            LaunchWaiter.forget(onInterrupt);
        }
    }

    private @Nullable String launched(LaunchInput input) throws InterruptedException {
        DefinitionName function = Objects.requireNonNull(command.launchFunction());
        Launch started = start(function, input);
        tell("Started %s: %s".formatted(function, command.shown(started)));
        LaunchResult result = json ? client.await(started) : waiter.follow(started);
        String clusterId = ended(started, result);
        if (result.succeeded() && clusterId != null) {
            return clusterId;
        }
        if (json) {
            terminal.print(LaunchWaiter.json(started, result));
        } else if (result.succeeded()) {
            terminal.note("The launch has reported no cluster");
        }
        return null;
    }

    /** An interrupt waits for the response, so that no launch is lost. */
    private synchronized Launch start(DefinitionName function, LaunchInput input) {
        String name = command.executionName();
        Launch started = name == null ? client.start(function, input) : client.start(function, input, name);
        launch = started;
        executionArn = started.executionArn();
        return started;
    }

    /** Returns the cluster of a launch that has ended. A failed launch may have left one, such as a cluster that started too late. */
    private synchronized @Nullable String ended(Launch started, LaunchResult result) {
        launchedCluster = Optional.ofNullable(result.clusterId())
                .or(() -> Optional.ofNullable(client.status(started).cluster()).map(ClusterStatus::clusterId))
                .orElse(null);
        if (launchedCluster == null) {
            launch = null;
        } else if (!result.succeeded()) {
            if (hasEnded(client.cluster(launchedCluster))) {
                launch = null;
            } else {
                endCluster();
                tellOfCost();
            }
        }
        return launchedCluster;
    }

    private static boolean hasEnded(ClusterStatus cluster) {
        return String.valueOf(cluster.state()).startsWith("TERMINAT");
    }

    private synchronized ClusterStep add(String clusterId, SparkUpload upload) {
        step = client.steps().add(clusterId, command.stepName(), command.command(upload), command.role());
        return step;
    }

    private synchronized void seen(ClusterStep now) {
        step = now;
    }

    private int step(String clusterId, SparkUpload upload) throws InterruptedException {
        StepClient steps = client.steps();
        ClusterStep added = add(clusterId, upload);
        tell("Step %s '%s' on cluster %s".formatted(added.id(), added.name(), added.clusterId()));
        if (!command.waits()) {
            if (json) {
                terminal.print(json(added));
            }
            tellWhereToLook(added);
            tellOfCost();
            return ExitCode.OK;
        }
        ClusterStep ended = steps.await(added, now -> {
            seen(now);
            if (!now.hasEnded()) {
                tell("  Step is " + now.state());
            }
        });
        boolean ending = endCluster();
        if (json) {
            terminal.print(json(ended).put("ClusterTerminated", ending));
        } else {
            showOutput(steps, ended);
            String result =
                    "%s %s%s".formatted(ended.id(), ended.state(), ended.reason() == null ? "" : ": " + ended.reason());
            terminal.print(ended.succeeded() ? terminal.good(result) : terminal.bad(result));
        }
        tellOfCost();
        return ended.succeeded() ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    /** A log that cannot be read does not change the exit code, which is that of the step. */
    private void showOutput(StepClient steps, ClusterStep ended) throws InterruptedException {
        try {
            LogFolder logs = steps.logs(ended).orElse(null);
            if (logs == null) {
                terminal.note(
                        "Cluster %s writes no logs to S3: its profile has no logs bucket".formatted(ended.clusterId()));
            } else if (command.deployMode().equals("cluster")) {
                terminal.note("What the driver prints is in the log of its container, below containers/ beside "
                        + logs.uri());
            } else {
                show(steps, ended, logs);
            }
        } catch (OutputClosedException e) {
            return;
        } catch (RuntimeException e) {
            terminal.note("The log can't be read: " + (e.getCause() instanceof IOException io ? io : e).getMessage());
        }
        tellWhereToLook(ended);
    }

    private void show(StepClient steps, ClusterStep ended, LogFolder logs) throws InterruptedException {
        if (!command.emrLaunch().isLocal()) {
            terminal.note(
                    terminal.faint("Waiting for the log: EMR copies logs to S3 every five minutes, and at the end"));
        }
        boolean found =
                steps.followLog(ended, logs, LogFile.STDOUT, command.emrLaunch().logPatience(), terminal::printRaw)
                        != LogArrival.MISSING;
        if (!ended.succeeded()) {
            Deque<String> last = new ArrayDeque<>();
            found |= steps.readLog(logs, LogFile.STDERR, line -> {
                last.addLast(line);
                if (last.size() > LAST_LINES) {
                    last.removeFirst();
                }
            });
            last.forEach(line -> terminal.note(terminal.faint(line)));
        }
        if (!found) {
            terminal.note("There is no log in %s%s"
                    .formatted(
                            logs.uri(),
                            command.emrLaunch().isLocal() && ended.reason() == null
                                    ? ": the local emulator runs jobs with serve --jobs"
                                    : ""));
        }
    }

    private void tellWhereToLook(ClusterStep of) {
        terminal.note("All logs: " + command.followUp("logs", of.clusterId(), of.id(), "--file", "stderr"));
    }

    private synchronized void tellOfCost() {
        if (launch != null && launchedCluster != null) {
            terminal.note("Cluster %s costs money until it was idle for its idle time-out, if it has one. To end it: %s"
                    .formatted(
                            launchedCluster, command.followUp("stop", command.shown(launch), "--terminate-cluster")));
        }
    }

    /** Terminates the launched cluster, unless it is kept. Runs once. */
    private synchronized boolean endCluster() {
        Launch mine = launch;
        if (mine == null || command.keeps()) {
            return false;
        }
        launch = null;
        if (launchedCluster == null) {
            // The clean-up of the stack terminates a cluster that is being created.
            tell("Stopping " + command.shown(mine));
            client.stop(mine, "Stopped with emr-launch run").ifPresent(found -> terminate(mine, found.clusterId()));
        } else {
            terminate(mine, launchedCluster);
        }
        return true;
    }

    private void endClusterAfter(Exception failure) {
        try {
            endCluster();
        } catch (RuntimeException e) {
            sayThatItGoesOn(e);
            failure.addSuppressed(e);
        }
    }

    private synchronized void sayThatItGoesOn(RuntimeException e) {
        terminal.note(terminal.bad("emr-launch: %s was not ended, and costs money: %s"
                .formatted(
                        launchedCluster == null
                                ? "What execution %s launches".formatted(executionArn)
                                : "Cluster " + launchedCluster,
                        e.getMessage())));
    }

    private void terminate(Launch mine, String clusterId) {
        tell("Terminating cluster " + clusterId);
        client.terminateProtectedCluster(mine, clusterId);
    }

    /** Terminates the cluster of this run while the JVM shuts down. */
    private void interrupted() {
        waiter.stopTelling();
        try {
            if (!endCluster()) {
                terminal.note("No longer waiting. " + stepNow());
                tellOfCost();
            }
        } catch (RuntimeException e) {
            sayThatItGoesOn(e);
        }
    }

    private synchronized String stepNow() {
        if (step == null) {
            return "No step was added";
        }
        return step.hasEnded()
                ? "Step %s %s".formatted(step.id(), step.state())
                : "Step %s continues. To show its status: %s"
                        .formatted(step.id(), command.followUp("steps", step.clusterId()));
    }

    private synchronized ObjectNode json(ClusterStep shown) {
        ObjectNode json = StepsCommand.json(shown);
        return executionArn == null ? json : json.put("ExecutionArn", executionArn);
    }

    /** Prints progress for users. */
    private void tell(String line) {
        if (!json) {
            terminal.print(line);
        }
    }
}
