package io.github.emrlaunch.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ActionOnFailure;
import software.amazon.awssdk.services.emr.model.AddJobFlowStepsRequest;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.StepConfig;
import software.amazon.awssdk.services.emr.model.StepStatus;
import software.amazon.awssdk.services.emr.model.StepSummary;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * The steps of clusters, and the logs of what executions have EMR do; {@link EmrLaunchClient#steps()} is one.
 *
 * <p>Everything that fails at AWS is the SDK's own exception.
 */
public final class StepClient {
    /** The most that ListSteps takes. */
    private static final int IDS_AT_ONCE = 10;

    /** Polls of a step for one of its log. */
    private static final int LOG_POLLS = 6;

    private final SfnClient stepFunctions;
    private final Supplier<EmrClient> emr;
    private final LogReader logs;
    private final Duration pollInterval;

    StepClient(SfnClient stepFunctions, Supplier<EmrClient> emr, Supplier<S3Client> s3, Duration pollInterval) {
        this.stepFunctions = stepFunctions;
        this.emr = emr;
        this.logs = new LogReader(s3);
        this.pollInterval = pollInterval;
    }

    /** All steps of a cluster, in the order in which they were added. */
    public List<ClusterStep> of(String clusterId) {
        return listed(clusterId, List.of());
    }

    /**
     * The steps of an execution, in the order in which they were added: those of the clusters that it launched, and on other clusters
     * those that its own tasks added.
     */
    public List<ClusterStep> of(Launch launch) {
        ExecutionWork work = ExecutionWork.of(stepFunctions, launch);
        List<ClusterStep> steps = new ArrayList<>();
        work.launchedClusters().forEach(clusterId -> steps.addAll(of(clusterId)));
        for (Map.Entry<String, Set<String>> added : work.addedSteps().entrySet()) {
            if (!work.launchedClusters().contains(added.getKey())) {
                List<String> ids = List.copyOf(added.getValue());
                for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
                    steps.addAll(listed(added.getKey(), ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE))));
                }
            }
        }
        return steps;
    }

    /** The job runs of EMR Serverless that an execution started, in that order. */
    public List<StartedJobRun> jobs(Launch launch) {
        return List.copyOf(ExecutionWork.of(stepFunctions, launch).jobs());
    }

    /** EMR lists the newest first, unless it was asked for ids. */
    private List<ClusterStep> listed(String clusterId, List<String> ids) {
        List<ClusterStep> steps = new ArrayList<>(emr
                .get()
                .listStepsPaginator(request -> request.clusterId(clusterId).stepIds(ids.isEmpty() ? null : ids))
                .steps()
                .stream()
                .map(step -> step(clusterId, step))
                .toList());
        if (ids.isEmpty()) {
            Collections.reverse(steps);
        }
        return steps;
    }

    /** How a step is doing now. */
    public ClusterStep get(String clusterId, String stepId) {
        return listed(clusterId, List.of(stepId)).stream()
                .findFirst()
                .orElseThrow(() ->
                        SdkClientException.create("EMR lists no step %s of cluster %s".formatted(stepId, clusterId)));
    }

    private static ClusterStep step(String clusterId, StepSummary step) {
        StepStatus status = step.status();
        return new ClusterStep(
                clusterId,
                step.id(),
                step.name(),
                status.stateAsString(),
                reason(status),
                status.timeline().creationDateTime(),
                status.timeline().startDateTime(),
                status.timeline().endDateTime(),
                step.logUri(),
                status.failureDetails() == null ? null : status.failureDetails().logFile());
    }

    private static @Nullable String reason(StepStatus status) {
        if (status.failureDetails() != null) {
            return ClusterStatus.reason(
                    status.failureDetails().reason(), status.failureDetails().message());
        }
        return status.stateChangeReason() == null
                ? null
                : ClusterStatus.reason(
                        status.stateChangeReason().codeAsString(),
                        status.stateChangeReason().message());
    }

    /**
     * Adds a step that runs a command on the primary node. When it fails, the cluster goes on.
     *
     * @param command such as {@code spark-submit} and its arguments
     * @param executionRoleArn the runtime role of the step; null for the role of the cluster's instances
     */
    public ClusterStep add(String clusterId, String name, List<String> command, @Nullable String executionRoleArn) {
        String id = emr.get()
                .addJobFlowSteps(AddJobFlowStepsRequest.builder()
                        .jobFlowId(clusterId)
                        .executionRoleArn(executionRoleArn)
                        .steps(StepConfig.builder()
                                .name(name)
                                .actionOnFailure(ActionOnFailure.CONTINUE)
                                .hadoopJarStep(
                                        jar -> jar.jar("command-runner.jar").args(command))
                                .build())
                        .build())
                .stepIds()
                .get(0);
        return get(clusterId, id);
    }

    /**
     * Waits until a step has ended. An interruption ends the waiting, not the step.
     *
     * @param listener told of the step whenever its state is another
     */
    public ClusterStep await(ClusterStep step, Consumer<ClusterStep> listener) throws InterruptedException {
        ClusterStep now = step;
        Duration pause = LaunchFollower.first(pollInterval);
        while (!now.hasEnded()) {
            Thread.sleep(pause.toMillis());
            pause = LaunchFollower.next(pause, pollInterval);
            ClusterStep next = get(step.clusterId(), step.id());
            if (!next.state().equals(now.state())) {
                listener.accept(next);
            }
            now = next;
        }
        return now;
    }

    /** Where the logs of a step are in S3; empty when its cluster writes none there. */
    public Optional<LogFolder> logs(ClusterStep step) {
        Cluster cluster = emr.get()
                .describeCluster(request -> request.clusterId(step.clusterId()))
                .cluster();
        return Stream.of(Optional.ofNullable(step.logUri()), Optional.ofNullable(cluster.logUri()))
                .flatMap(Optional::stream)
                .filter(uri -> !uri.isEmpty())
                .findFirst()
                .map(uri -> LogFolder.ofStep(uri, step, account(cluster.clusterArn())));
    }

    /**
     * Where the logs of a job run are in S3: those of its last attempt. Empty when its request doesn't say.
     *
     * @param launch the execution that started it
     */
    public Optional<LogFolder> logs(Launch launch, StartedJobRun job) {
        return Optional.ofNullable(job.logUri())
                .map(uri -> LogFolder.ofJob(uri, job, account(launch.executionArn())))
                .map(first -> logs.lastAttempt(first, job.driver()));
    }

    private static @Nullable String account(@Nullable String arn) {
        return arn == null ? null : arn.split(":", -1)[4];
    }

    /**
     * Reads a log.
     *
     * @param lines told of each line
     * @return false when it isn't there: EMR writes logs to S3 every few minutes, and after the end
     */
    public boolean readLog(LogFolder folder, LogFile file, Consumer<String> lines) {
        LogPrinter printer = new LogPrinter(lines);
        return logs.read(folder, file, null, content -> printer.print(content, true))
                .isPresent();
    }

    /**
     * Reads a log as it grows, until the step has ended and what came last has arrived in S3, or did not in time.
     *
     * @param patience how long to wait for the log after the step's end: EMR takes some minutes, the local emulator none
     * @param lines told of each line, as it arrives
     * @return how much of the log has arrived
     */
    public LogArrival followLog(
            ClusterStep step, LogFolder folder, LogFile file, Duration patience, Consumer<String> lines)
            throws InterruptedException {
        return follow(
                () -> Optional.of(get(step.clusterId(), step.id()))
                        .filter(ClusterStep::hasEnded)
                        .map(ended -> Optional.ofNullable(ended.ended()).orElse(Instant.MAX)),
                folder,
                file,
                patience,
                lines);
    }

    /**
     * Reads the log of a job run as it grows, until the execution that started it has ended.
     *
     * @see #followLog(ClusterStep, LogFolder, LogFile, Duration, Consumer)
     */
    public LogArrival followLog(
            Launch launch, LogFolder folder, LogFile file, Duration patience, Consumer<String> lines)
            throws InterruptedException {
        return follow(
                () -> Optional.ofNullable(stepFunctions
                        .describeExecution(request -> request.executionArn(launch.executionArn()))
                        .stopDate()),
                folder,
                file,
                patience,
                lines);
    }

    private LogArrival follow(
            Supplier<Optional<Instant>> end, LogFolder folder, LogFile file, Duration patience, Consumer<String> lines)
            throws InterruptedException {
        // Logs come every few minutes; where no patience is needed, at once.
        Duration pause = patience.isZero() ? pollInterval : pollInterval.multipliedBy(LOG_POLLS);
        return new LogFollower(logs, Pauses.of(pause), end).follow(folder, file, patience, lines);
    }
}
