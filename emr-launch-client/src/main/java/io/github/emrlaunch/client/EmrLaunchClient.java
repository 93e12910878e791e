package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.internal.AwsClients;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.ParameterStore;
import io.github.emrlaunch.definitions.PipelineDefinition;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.definitions.PipelineRunInput;
import io.github.emrlaunch.definitions.ServerlessJobFunctionDefinition;
import io.github.emrlaunch.definitions.Tag;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;

/**
 * A client that starts launch functions, pipelines and job functions by name and follows their executions.
 *
 * <pre>{@code
 * try (EmrLaunchClient client = EmrLaunchClient.create()) {
 *     Launch launch = client.start(
 *             new DefinitionName("analytics", "nightly"),
 *             LaunchInput.builder().override("CoreInstanceCount", 4).tag("team", "etl").build());
 *     LaunchResult result = client.follow(launch, event -> System.out.println(event.state()));
 *     System.out.println(result.clusterId());
 * }
 * }</pre>
 *
 * <p>If a call to AWS fails, the exception of the AWS SDK is thrown. A client is thread-safe.
 */
public final class EmrLaunchClient implements AutoCloseable {
    /** The default time between two polls of a launch. */
    public static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    private static final int TYPICAL_OF = 20;
    private static final Pattern EXECUTION_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,80}");

    private final DefinitionStore store;
    private final SfnClient stepFunctions;
    private final Supplier<EmrClient> emr;
    private final StepClient steps;
    private final Duration pollInterval;
    private final Consumer<String> note;
    private final Runnable close;

    private EmrLaunchClient(
            DefinitionStore store,
            SfnClient stepFunctions,
            Supplier<EmrClient> emr,
            Supplier<S3Client> s3,
            Duration pollInterval,
            Consumer<String> note,
            Runnable close) {
        this.store = store;
        this.stepFunctions = stepFunctions;
        this.emr = emr;
        this.steps = new StepClient(stepFunctions, emr, s3, pollInterval);
        this.pollInterval = pollInterval;
        this.note = note;
        this.close = close;
    }

    /**
     * Creates a client from AWS clients that the caller closes. {@link #cluster}, {@link #terminateCluster} and {@link #steps} call EMR:
     * they need a client that was created by a {@link #builder()}.
     *
     * @param store the store that has the launch functions
     * @param stepFunctions the client of Step Functions
     * @param pollInterval the longest time between two polls of a launch
     */
    public EmrLaunchClient(DefinitionStore store, SfnClient stepFunctions, Duration pollInterval) {
        this(store, stepFunctions, missing("EMR"), missing("S3"), pollInterval, text -> {}, () -> {});
    }

    private static <T> Supplier<T> missing(String service) {
        return () -> {
            throw new IllegalStateException(
                    "This client was made without a client of %s: use EmrLaunchClient.builder()".formatted(service));
        };
    }

    /** Creates a client with the default region and credentials of the AWS SDK. */
    public static EmrLaunchClient create() {
        return builder().build();
    }

    /** Returns a builder with the defaults of the AWS SDK. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the store of the definitions. It gets and lists all types, by name and by namespace. */
    public DefinitionStore definitions() {
        return store;
    }

    /**
     * Returns the overrides that a launch may have, by name, with defaults and bounds; empty if it may have none.
     *
     * @throws io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException if there is no launch function with this name
     */
    public Map<String, OverrideRule> allowedOverrides(DefinitionName launchFunction) {
        Map<String, OverrideRule> allowed = get(launchFunction).allowedClusterConfigOverrides();
        return allowed == null ? Map.of() : Collections.unmodifiableMap(allowed);
    }

    /**
     * Converts overrides from text to the types that the launch function takes.
     *
     * @param typed texts by the name of the override
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException if an override is not allowed or has another type
     */
    public Map<String, JsonNode> parseOverrides(DefinitionName launchFunction, Map<String, String> typed) {
        return new LaunchInputCheck(store).parse(get(launchFunction), typed);
    }

    /**
     * Checks the input of a launch as {@link #start(DefinitionName, LaunchInput)} does, without starting it. The allowed overrides
     * are those of the launch function and of its cluster configuration.
     */
    public void check(DefinitionName launchFunction, LaunchInput input) {
        ownStateMachine(checked(launchFunction, input));
    }

    /**
     * Starts a launch and returns immediately.
     *
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException if the stored launch function names a state machine other than
     *     its own, or is not a launch function
     * @throws io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException if there is no launch function with this name
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException if an override is not allowed, is out of bounds or has
     *     another type; nothing is started
     * @throws io.github.emrlaunch.definitions.InvalidLaunchInputException if a tag is not allowed
     */
    public Launch start(DefinitionName launchFunction, LaunchInput input) {
        return start(launchFunction, input, newName());
    }

    /** Without a name, Step Functions generates one for each call. A call that the SDK retries after a lost response would start two launches. */
    private static String newName() {
        return UUID.randomUUID().toString();
    }

    /**
     * Returns the launch of a launch function with this execution name. Does not check that it exists.
     *
     * @param executionName 1 to 80 letters, digits, {@code _}, {@code .} and {@code -}
     */
    public Launch launch(DefinitionName launchFunction, String executionName) {
        requireExecutionName(executionName);
        return Launch.of(ownStateMachine(get(launchFunction)), executionName);
    }

    /**
     * Starts a launch exactly once. Repeated calls with the same name and input start one launch, for as long as Step Functions keeps
     * the name (90 days after the end of the execution). A call whose response was lost can therefore be repeated.
     *
     * @param executionName 1 to 80 letters, digits, {@code _}, {@code .} and {@code -}; unique in the launch function
     * @return the launch with that name, which may already have ended
     * @throws LaunchExistsException if the name was used with another input
     * @see #start(DefinitionName, LaunchInput)
     */
    public Launch start(DefinitionName launchFunction, LaunchInput input, String executionName) {
        requireExecutionName(executionName);
        EmrLaunchFunctionDefinition definition = checked(launchFunction, input);
        return startOnce(request(definition, input), input.toJson(), executionName);
    }

    /**
     * Converts overrides of a job from text to the types that the job function takes.
     *
     * @param typed texts by the name of the override
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException if an override is not allowed
     */
    public Map<String, JsonNode> parseJobOverrides(DefinitionName jobFunction, Map<String, String> typed) {
        return new JobInputCheck(getJob(jobFunction)).parse(typed);
    }

    /** Checks the input of a job function as {@link #startJob(DefinitionName, ObjectNode)} does, without starting it. */
    public void checkJob(DefinitionName jobFunction, ObjectNode input) {
        jobRequest(jobFunction, input);
    }

    /**
     * Starts a job function of EMR Serverless and returns immediately.
     *
     * @param input the input of the execution: overrides as {@code JobRunOverrides}, and the values that the job refers to
     * @throws io.github.emrlaunch.definitions.ServerlessJobFunctionNotFoundException if there is no job function with this name
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException if an override is not allowed, is out of bounds or has
     *     another type; nothing is started
     */
    public Launch startJob(DefinitionName jobFunction, ObjectNode input) {
        return startJob(jobFunction, input, newName());
    }

    /**
     * Starts a job function exactly once. Repeated calls with the same name and input start one execution.
     *
     * @param executionName 1 to 80 letters, digits, {@code _}, {@code .} and {@code -}; unique in the job function
     * @throws LaunchExistsException if the name was used with another input
     * @see #startJob(DefinitionName, ObjectNode)
     */
    public Launch startJob(DefinitionName jobFunction, ObjectNode input, String executionName) {
        requireExecutionName(executionName);
        return startOnce(jobRequest(jobFunction, input), input, executionName);
    }

    private StartExecutionRequest.Builder jobRequest(DefinitionName jobFunction, ObjectNode input) {
        ServerlessJobFunctionDefinition definition = getJob(jobFunction);
        new JobInputCheck(definition).check(input);
        return StartExecutionRequest.builder()
                .stateMachineArn(ownStateMachine(definition))
                .input(Json.write(input));
    }

    private String ownStateMachine(ServerlessJobFunctionDefinition definition) {
        return definition.ownStateMachine(
                account(DefinitionType.SERVERLESS_JOB_FUNCTION, definition.definitionName()), region());
    }

    private ServerlessJobFunctionDefinition getJob(DefinitionName jobFunction) {
        return store.get(DefinitionType.SERVERLESS_JOB_FUNCTION, jobFunction);
    }

    /**
     * Parses arguments of steps, each in the form {@code STEP.ARGUMENT=VALUE}.
     *
     * @return values by step and argument
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException if the pipeline has no such argument, or an argument is ambiguous or given twice
     */
    public Map<String, Map<String, String>> parseStepArguments(DefinitionName pipeline, List<String> typed) {
        return new PipelineInputCheck(getPipeline(pipeline)).parse(typed);
    }

    /**
     * Converts overrides of the cluster that a pipeline launches from text to the types that its launch function takes.
     *
     * @param typed texts by the name of the override
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException if an override is not allowed or has another type, or if the pipeline launches no cluster
     */
    public Map<String, JsonNode> parsePipelineOverrides(DefinitionName pipeline, Map<String, String> typed) {
        return new PipelineLaunchCheck(store, note).parse(getPipeline(pipeline), typed);
    }

    /** Checks the input of a pipeline as {@link #startPipeline(DefinitionName, PipelineRunInput)} does, without starting it. */
    public void checkPipeline(DefinitionName pipeline, PipelineRunInput input) {
        pipelineRequest(pipeline, input);
    }

    /**
     * Starts a pipeline and returns immediately. If the caller may read the launch function, the input of its launch is checked, too. The launch
     * checks its input in any case.
     *
     * @throws io.github.emrlaunch.definitions.PipelineNotFoundException if there is no pipeline with this name
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException if the stored pipeline names a state machine other than its own, or is
     *     not a pipeline
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException if an argument, an override or its value is not allowed; nothing is started
     * @throws io.github.emrlaunch.definitions.InvalidLaunchInputException if another part of the input is invalid
     */
    public Launch startPipeline(DefinitionName pipeline, PipelineRunInput input) {
        return startPipeline(pipeline, input, newName());
    }

    /**
     * Starts a pipeline exactly once. Repeated calls with the same name and input start one execution.
     *
     * @param executionName 1 to 80 letters, digits, {@code _}, {@code .} and {@code -}; unique in the pipeline
     * @throws LaunchExistsException if the name was used with another input
     * @see #startPipeline(DefinitionName, PipelineRunInput)
     */
    public Launch startPipeline(DefinitionName pipeline, PipelineRunInput input, String executionName) {
        requireExecutionName(executionName);
        return startOnce(pipelineRequest(pipeline, input), input.toJson(), executionName);
    }

    private StartExecutionRequest.Builder pipelineRequest(DefinitionName pipeline, PipelineRunInput input) {
        PipelineDefinition definition = getPipeline(pipeline);
        String stateMachine = ownStateMachine(definition);
        new PipelineInputCheck(definition).check(input.toJson());
        new PipelineLaunchCheck(store, note).check(definition, input);
        return StartExecutionRequest.builder().stateMachineArn(stateMachine).input(Json.write(input.toJson()));
    }

    private PipelineDefinition getPipeline(DefinitionName pipeline) {
        return store.get(DefinitionType.PIPELINE, pipeline);
    }

    private String ownStateMachine(PipelineDefinition definition) {
        return definition.ownStateMachine(account(DefinitionType.PIPELINE, definition.definitionName()), region());
    }

    private static void requireExecutionName(String executionName) {
        if (!EXECUTION_NAME.matcher(executionName).matches()) {
            throw new IllegalArgumentException(
                    "'executionName' must match %s, got: %s".formatted(EXECUTION_NAME, executionName));
        }
    }

    private Launch startOnce(StartExecutionRequest.Builder request, JsonNode input, String executionName) {
        StartExecutionRequest named = request.name(executionName).build();
        try {
            return new Launch(stepFunctions.startExecution(named).executionArn());
        } catch (ExecutionAlreadyExistsException e) {
            Launch existing = Launch.of(named.stateMachineArn(), executionName);
            if (Json.parse(describe(existing).input()).equals(input)) {
                return existing;
            }
            throw new LaunchExistsException(existing);
        }
    }

    private StartExecutionRequest.Builder request(EmrLaunchFunctionDefinition definition, LaunchInput input) {
        return StartExecutionRequest.builder()
                .stateMachineArn(ownStateMachine(definition))
                .input(Json.write(input.toJson()));
    }

    /** The state machine of a launch function. A document that names another one is refused, so that its writer cannot choose what others start. */
    private String ownStateMachine(EmrLaunchFunctionDefinition definition) {
        return definition.ownStateMachine(
                account(DefinitionType.EMR_LAUNCH_FUNCTION, definition.definitionName()), region());
    }

    private @Nullable String account(DefinitionType<?> type, DefinitionName name) {
        return store.account(type, name).orElse(null);
    }

    private String region() {
        return stepFunctions.serviceClientConfiguration().region().id();
    }

    private EmrLaunchFunctionDefinition checked(DefinitionName launchFunction, LaunchInput input) {
        EmrLaunchFunctionDefinition definition = get(launchFunction);
        new LaunchInputCheck(store).check(definition, input);
        return definition;
    }

    private EmrLaunchFunctionDefinition get(DefinitionName launchFunction) {
        return store.get(DefinitionType.EMR_LAUNCH_FUNCTION, launchFunction);
    }

    /** Returns the current status of a launch. */
    public LaunchStatus status(Launch launch) {
        DescribeExecutionResponse execution = describe(launch);
        LaunchHistory history = new LaunchHistory(stepFunctions, launch);
        return new LaunchStatus(
                launch,
                execution.stateMachineArn(),
                execution.statusAsString(),
                execution.startDate(),
                Json.parse(execution.input()),
                history.currentState(),
                history.cluster(),
                LaunchFollower.result(execution).orElse(null));
    }

    private DescribeExecutionResponse describe(Launch launch) {
        return stepFunctions.describeExecution(request -> request.executionArn(launch.executionArn()));
    }

    /**
     * Returns the last launches of a launch function, newest first.
     *
     * @param limit the maximum number of results
     */
    public List<LaunchSummary> launches(DefinitionName launchFunction, int limit) {
        return executions(ownStateMachine(get(launchFunction)), null, limit);
    }

    /**
     * Returns the last executions of a pipeline, newest first.
     *
     * @param limit the maximum number of results
     */
    public List<LaunchSummary> pipelineRuns(DefinitionName pipeline, int limit) {
        return executions(ownStateMachine(getPipeline(pipeline)), null, limit);
    }

    /**
     * Returns the last executions of a job function, newest first.
     *
     * @param limit the maximum number of results
     */
    public List<LaunchSummary> jobRuns(DefinitionName jobFunction, int limit) {
        return executions(ownStateMachine(getJob(jobFunction)), null, limit);
    }

    private List<LaunchSummary> executions(String stateMachine, @Nullable ExecutionStatus status, int limit) {
        return stepFunctions
                .listExecutionsPaginator(request -> request.stateMachineArn(stateMachine)
                        .statusFilter(status)
                        .maxResults(Math.min(limit, 1000)))
                .executions()
                .stream()
                .limit(limit)
                .map(EmrLaunchClient::summary)
                .toList();
    }

    private static LaunchSummary summary(ExecutionListItem execution) {
        return new LaunchSummary(
                new Launch(execution.executionArn()),
                execution.statusAsString(),
                execution.startDate(),
                execution.stopDate());
    }

    /**
     * Returns the median duration of the last 20 successful launches of a launch function. Empty if none has succeeded.
     *
     * @param stateMachine the ARN of {@link LaunchStatus#stateMachine()}
     */
    public Optional<Duration> typicalDuration(String stateMachine) {
        List<Duration> durations =
                new ArrayList<>(
                        executions(stateMachine, ExecutionStatus.SUCCEEDED, TYPICAL_OF).stream()
                                .flatMap(launch -> Optional.ofNullable(launch.ended())
                                        .map(ended -> Duration.between(launch.started(), ended))
                                        .stream())
                                .sorted()
                                .toList());
        return durations.isEmpty() ? Optional.empty() : Optional.of(durations.get(durations.size() / 2));
    }

    /** Waits until a launch has ended. */
    public LaunchResult await(Launch launch) throws InterruptedException {
        return follow(launch, event -> {});
    }

    /**
     * Waits until a launch has ended. An interrupt stops the wait, not the launch.
     *
     * @param listener receives every event of the execution's history, in order, as it happens
     */
    public LaunchResult follow(Launch launch, Consumer<LaunchEvent> listener) throws InterruptedException {
        return new LaunchFollower(stepFunctions, launch, listener).follow(pollInterval);
    }

    /**
     * Follows a launch in the common fork-join pool.
     *
     * @see #followAsync(Launch, Consumer, Executor)
     */
    public CompletableFuture<LaunchResult> followAsync(Launch launch, Consumer<LaunchEvent> listener) {
        return followAsync(launch, listener, ForkJoinPool.commonPool());
    }

    /**
     * Follows a launch without a waiting thread: the executor runs each poll, which takes a few milliseconds every few seconds.
     * Cancelling the future stops the polls, not the launch.
     *
     * @param listener receives every event of the execution's history, in order, as it happens
     * @return a future that completes with the result, or exceptionally if a call to AWS fails
     */
    public CompletableFuture<LaunchResult> followAsync(
            Launch launch, Consumer<LaunchEvent> listener, Executor executor) {
        return new LaunchFollower(stepFunctions, launch, listener).follow(pollInterval, executor);
    }

    /**
     * Stops a launch. The clean-up of the launch function's stack then terminates the cluster, usually within seconds, or else by its sweep. The
     * cluster of a launch function with {@code cleanUp(false)} or of the Python library continues to run and to cost money: terminate it by
     * {@link #terminateCluster}.
     *
     * @param cause the cause that the execution shows; at most 32,768 characters
     * @return the cluster that the launch has started; empty if the launch has no cluster yet
     */
    public Optional<ClusterStatus> stop(Launch launch, String cause) {
        stepFunctions.stopExecution(
                request -> request.executionArn(launch.executionArn()).cause(cause));
        return Optional.ofNullable(new LaunchHistory(stepFunctions, launch).cluster());
    }

    /** Returns a client for the steps of clusters and executions and their logs. */
    public StepClient steps() {
        return steps;
    }

    /** Returns the URL of a pipeline's state machine in the AWS console; empty if the console of the partition is not known. */
    public Optional<URI> pipelineLink(DefinitionName pipeline) {
        return console().stateMachine(ownStateMachine(getPipeline(pipeline)));
    }

    /** Returns the URL of a job function's state machine in the AWS console; empty if the console of the partition is not known. */
    public Optional<URI> jobLink(DefinitionName jobFunction) {
        return console().stateMachine(ownStateMachine(getJob(jobFunction)));
    }

    /** Returns the URL of a launch function's state machine in the AWS console; empty if the console of the partition is not known. */
    public Optional<URI> link(DefinitionName launchFunction) {
        return console().stateMachine(ownStateMachine(get(launchFunction)));
    }

    /** Returns the URL of a cluster in the AWS console; empty if the console of the partition is not known. */
    public Optional<URI> clusterLink(String clusterId) {
        return console().cluster(clusterId);
    }

    private AwsConsole console() {
        return new AwsConsole(PartitionMetadata.of(Region.of(region())).id(), region());
    }

    /** Returns the status of a cluster from EMR. */
    public ClusterStatus cluster(String clusterId) {
        Cluster cluster = emr.get()
                .describeCluster(request -> request.clusterId(clusterId))
                .cluster();
        var reason = cluster.status().stateChangeReason();
        return new ClusterStatus(
                clusterId,
                cluster.status().stateAsString(),
                reason == null ? null : ClusterStatus.reason(reason.codeAsString(), reason.message()));
    }

    /** Returns the launch function that launched a cluster, from the cluster's tag; empty for a cluster without the tag. */
    public Optional<DefinitionName> launchFunction(String clusterId) {
        return emr.get().describeCluster(request -> request.clusterId(clusterId)).cluster().tags().stream()
                .filter(tag -> tag.key().equals(Tag.FUNCTION_KEY))
                .map(tag -> tag.value().split("/", -1))
                // The tag has the path of the construct, the namespace and the name.
                .filter(parts -> parts.length >= 2)
                .map(parts -> new DefinitionName(parts[parts.length - 2], parts[parts.length - 1]))
                .findFirst();
    }

    /**
     * Terminates the cluster of a launch, or of the launch that a pipeline's execution started. EMR refuses to terminate a cluster with
     * termination protection.
     *
     * @throws ForeignClusterException if the cluster does not have the tag of that execution
     */
    public void terminateCluster(Launch launch, String clusterId) {
        requireOwn(launch, clusterId);
        emr.get().terminateJobFlows(request -> request.jobFlowIds(clusterId));
    }

    /**
     * Terminates the cluster of a launch. Termination protection is disabled first.
     *
     * @see #terminateCluster
     */
    public void terminateProtectedCluster(Launch launch, String clusterId) {
        if (Boolean.TRUE.equals(requireOwn(launch, clusterId).terminationProtected())) {
            emr.get().setTerminationProtection(request -> request.jobFlowIds(clusterId)
                    .terminationProtected(false));
        }
        emr.get().terminateJobFlows(request -> request.jobFlowIds(clusterId));
    }

    private Cluster requireOwn(Launch launch, String clusterId) {
        Cluster cluster = emr.get()
                .describeCluster(request -> request.clusterId(clusterId))
                .cluster();
        if (cluster.tags().stream()
                .noneMatch(tag -> tag.key().equals(Tag.EXECUTION_KEY) && isOf(launch, tag.value()))) {
            throw new ForeignClusterException(launch, clusterId);
        }
        return cluster;
    }

    private static boolean isOf(Launch launch, String executionArn) {
        return executionArn.equals(launch.executionArn()) || PipelineLaunch.isOf(launch.executionArn(), executionArn);
    }

    /** Closes the AWS clients that this client created. */
    @Override
    public void close() {
        close.run();
    }

    /** A builder of clients. Every setting is optional. */
    public static final class Builder {
        private @Nullable DefinitionStore store;
        private @Nullable SfnClient stepFunctions;
        private @Nullable EmrClient emr;
        private @Nullable S3Client s3;
        private @Nullable AwsCredentialsProvider credentials;
        private Duration pollInterval = POLL_INTERVAL;
        private @Nullable String region;
        private @Nullable String profile;
        private @Nullable URI endpoint;
        private Consumer<Retry> onRetry = retry -> {};
        private Consumer<String> onNote = text -> {};

        private Builder() {}

        /** The store of the definitions. Default: Parameter Store. */
        public Builder definitions(DefinitionStore value) {
            store = value;
            return this;
        }

        /** The client of Step Functions, which the caller closes. Default: a new client. */
        public Builder stepFunctions(SfnClient value) {
            stepFunctions = value;
            return this;
        }

        /** The client of EMR, which the caller closes. Default: a new client. */
        public Builder emr(EmrClient value) {
            emr = value;
            return this;
        }

        /** The client of S3 for the logs of steps, which the caller closes. Default: a new client. */
        public Builder s3(S3Client value) {
            s3 = value;
            return this;
        }

        /**
         * The time between two polls of a launch. The first polls follow faster, since most failures happen early. Default:
         * 5 seconds.
         */
        public Builder pollInterval(Duration value) {
            pollInterval = value;
            return this;
        }

        /** The region of the clients that this builder creates. Default: the region that the AWS SDK finds. */
        public Builder region(String value) {
            region = value;
            return this;
        }

        /** The profile in the AWS configuration files for the clients that this builder creates. Default: {@code AWS_PROFILE}. */
        public Builder profile(String value) {
            profile = value;
            return this;
        }

        /** The credentials of the clients that this builder creates. Default: those of {@link #profile}, or those that the AWS SDK finds. */
        public Builder credentials(AwsCredentialsProvider value) {
            credentials = value;
            return this;
        }

        /** The endpoint of all clients that this builder creates, such as the local emulator's. Default: {@code AWS_ENDPOINT_URL}, or AWS. */
        public Builder endpoint(URI value) {
            endpoint = value;
            return this;
        }

        /** A listener that receives each failed call that is retried. A call is made 8 times at most. Default: none. */
        public Builder onRetry(Consumer<Retry> value) {
            onRetry = value;
            return this;
        }

        /** A listener that receives a line for each check that only the state machine can make. Default: none. */
        public Builder onNote(Consumer<String> value) {
            onNote = value;
            return this;
        }

        /**
         * Creates the client.
         *
         * @throws software.amazon.awssdk.core.exception.SdkClientException if no region is set
         */
        public EmrLaunchClient build() {
            AwsClients clients = new AwsClients(
                    region,
                    profile,
                    endpoint,
                    credentials,
                    (failure, delay) -> onRetry.accept(new Retry(failure, delay)));
            EmrClient givenEmr = emr;
            S3Client givenS3 = s3;
            return new EmrLaunchClient(
                    store == null ? new ParameterStore(clients.ssm()) : store,
                    stepFunctions == null ? clients.stepFunctions() : stepFunctions,
                    givenEmr == null ? clients::emr : () -> givenEmr,
                    givenS3 == null ? clients::s3 : () -> givenS3,
                    pollInterval,
                    onNote,
                    clients::close);
        }
    }
}
