package io.github.emrlaunch.local;

import io.github.emrlaunch.states.time.ClockMode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The local emulator for clients in other processes. It has control operations, see {@link ControlPaths}, and pages of runs, see
 * {@link RunPaths}.
 */
final class LocalAwsServer implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(50);

    private final LocalAws aws;
    private final Map<String, List<DeployedResource>> skipped = new LinkedHashMap<>();
    private final Thread ticker = new Thread(this::tickAgainAndAgain, "clock");

    private LocalAwsServer(LocalAws aws) {
        this.aws = aws;
    }

    /** Starts the server. Only {@link #tick()} moves its clock with the wall clock. */
    static LocalAwsServer start(LocalAws.Builder settings, ClockMode mode) {
        LocalAwsServer server = new LocalAwsServer(settings.start());
        server.aws.clock().setMode(mode);
        server.aws.handle(ControlPaths.ROOT, new ControlPaths(server));
        server.aws.handle(RunPaths.ROOT, new RunPaths(server.aws.pages()));
        return server;
    }

    LocalAws aws() {
        return aws;
    }

    URI endpoint() {
        return aws.endpoint();
    }

    /** Performs the actions that are due on the wall clock. */
    void tick() {
        aws.clock().tick();
    }

    /** Polls the wall clock continuously until the server is closed. */
    void tickByItself() {
        ticker.setDaemon(true);
        ticker.start();
    }

    private void tickAgainAndAgain() {
        try {
            while (true) {
                Thread.sleep(TICK.toMillis());
                tick();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Deploys a cloud assembly. Deployments run one at a time. Stacks that were deployed before are updated.
     *
     * @throws DeploymentException when something in it cannot be deployed
     */
    Deployment deploy(Path assembly) {
        synchronized (skipped) {
            Deployment deployment = aws.deploy(assembly);
            deployment.outputs().keySet().forEach(stack -> skipped.put(stack, new ArrayList<>()));
            deployment.skipped().forEach(resource -> skipped.computeIfAbsent(
                            resource.stackName(), unused -> new ArrayList<>())
                    .add(resource));
            return deployment;
        }
    }

    /** Returns everything in the stacks that the emulator skips, as of their last deployments. */
    List<DeployedResource> skipped() {
        synchronized (skipped) {
            return skipped.values().stream().flatMap(List::stream).toList();
        }
    }

    @Override
    public void close() {
        ticker.interrupt();
        aws.close();
    }
}
