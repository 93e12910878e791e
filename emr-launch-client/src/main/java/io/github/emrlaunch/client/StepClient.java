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
 * A client for the steps of clusters and for the logs of steps and job runs. {@link EmrLaunchClient#steps()} returns one.
 *
 * <p>If a call to AWS fails, the exception of the AWS SDK is thrown.
 */
public final class StepClient {
    /** The most step ids that ListSteps accepts. */
    private static final int IDS_AT_ONCE = 10;

    /** The number of polls of a step for each poll of its log. */
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

    /** Returns all steps of a cluster in the order in which they were added. */
    public List<ClusterStep> of(String clusterId) {
        return listed(clusterId, List.of());
    }

    /**
     * Returns the steps of an execution in the order in which they were added: all steps of the clusters that it launched, and the steps that
     * its own tasks added to other clusters.
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

    /** Returns the job runs of EMR Serverless that an execution started, in the order of their start. */
    public List<StartedJobRun> jobs(Launch launch) {
        return List.copyOf(ExecutionWork.of(stepFunctions, launch).jobs());
    }

    /** EMR lists the newest first, unless the request has ids. */
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

    /** Returns the current status of a step. */
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
     * Adds a step that runs a command on the primary node. If the step fails, the cluster continues to run.
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
     * Waits until a step has ended. An interrupt stops the wait, not the step.
     *
     * @param listener receives the step each time its state has changed
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

    /** Returns the folder in S3 with the logs of a step; empty if its cluster writes no logs to S3. */
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
     * Returns the folder in S3 with the logs of the last attempt of a job run. Empty if its request has no log location.
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
     * @param lines receives each line
     * @return false if the log does not exist yet: EMR writes logs to S3 every few minutes, and after the end
     */
    public boolean readLog(LogFolder folder, LogFile file, Consumer<String> lines) {
        LogPrinter printer = new LogPrinter(lines);
        return logs.read(folder, file, null, content -> printer.print(content, true))
                .isPresent();
    }

    /**
     * Reads a log as it grows, until the step has ended and its log is complete in S3, or until the wait time is over.
     *
     * @param patience the time to wait for the log after the end of the step: EMR needs some minutes, the local emulator none
     * @param lines receives each line as it arrives
     * @return the completeness of the log
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
        // EMR writes logs every few minutes; without patience, they are expected immediately.
        Duration pause = patience.isZero() ? pollInterval : pollInterval.multipliedBy(LOG_POLLS);
        return new LogFollower(logs, Pauses.of(pause), end).follow(folder, file, patience, lines);
    }
}
