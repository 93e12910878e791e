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
 * Starts launch functions, pipelines and job functions by name and follows what they do.
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
 * <p>Everything that fails at AWS is the SDK's own exception. One client may be used by several threads.
 */
public final class EmrLaunchClient implements AutoCloseable {
    /** How long to wait, unless said otherwise, before asking again how a launch is doing. */
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
     * Takes clients that stay the caller's to close. What asks EMR itself, {@link #cluster}, {@link #terminateCluster} and {@link
     * #steps}, takes a client that a {@link #builder()} was given.
     *
     * @param store where launch functions are looked up
     * @param stepFunctions where they run
     * @param pollInterval how long to wait, at most, before asking again how a launch is doing
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

    /** A client with the region and credentials that the AWS SDK finds by default. */
    public static EmrLaunchClient create() {
        return builder().build();
    }

    /** Starts a client with the AWS SDK's defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where definitions are read from: gets and lists all types, by name and by namespace. */
    public DefinitionStore definitions() {
        return store;
    }

    /**
     * What a launch may override, by name, with defaults and bounds; empty when nothing.
     *
     * @throws io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException when there is no such launch function
     */
    public Map<String, OverrideRule> allowedOverrides(DefinitionName launchFunction) {
        Map<String, OverrideRule> allowed = get(launchFunction).allowedClusterConfigOverrides();
        return allowed == null ? Map.of() : Collections.unmodifiableMap(allowed);
    }

    /**
     * Reads overrides that somebody typed, each as the type that the launch function takes.
     *
     * @param typed texts by the override's name
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException when one isn't allowed or of another type
     */
    public Map<String, JsonNode> parseOverrides(DefinitionName launchFunction, Map<String, String> typed) {
        return new LaunchInputCheck(store).parse(get(launchFunction), typed);
    }

    /**
     * Checks what a launch would be started with, as {@link #start(DefinitionName, LaunchInput)} does, and starts nothing.
     * Allowed overrides are read of the launch function and, where there are any, of its cluster configuration.
     */
    public void check(DefinitionName launchFunction, LaunchInput input) {
        ownStateMachine(checked(launchFunction, input));
    }

    /**
     * Starts a launch and returns at once.
     *
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException when the stored launch function names another state machine than
     *     its own, or is no launch function
     * @throws io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException when there is no such launch function
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException when an override isn't allowed, is out of bounds or of
     *     another type: nothing is started then
     * @throws io.github.emrlaunch.definitions.InvalidLaunchInputException when a tag isn't allowed
     */
    public Launch start(DefinitionName launchFunction, LaunchInput input) {
        return start(launchFunction, input, newName());
    }

    /** Step Functions would make a name for each call, also for one that the SDK repeats because the answer was lost: two launches. */
    private static String newName() {
        return UUID.randomUUID().toString();
    }

    /**
     * The launch of this name of a launch function, whether there is one or not.
     *
     * @param executionName 1 to 80 letters, digits, {@code _}, {@code .} and {@code -}
     */
    public Launch launch(DefinitionName launchFunction, String executionName) {
        requireExecutionName(executionName);
        return Launch.of(ownStateMachine(get(launchFunction)), executionName);
    }

    /**
     * Starts a launch once: however often it is called with the same name and input, there is one launch, for as long as Step
     * Functions keeps the name (90 days after the end). So a call whose answer was lost can be repeated.
     *
     * @param executionName 1 to 80 letters, digits, {@code _}, {@code .} and {@code -}; unique in the launch function
     * @return the launch of that name, which may have ended long ago
     * @throws LaunchExistsException when the name was used with another input
     * @see #start(DefinitionName, LaunchInput)
     */
    public Launch start(DefinitionName launchFunction, LaunchInput input, String executionName) {
        requireExecutionName(executionName);
        EmrLaunchFunctionDefinition definition = checked(launchFunction, input);
        return startOnce(request(definition, input), input.toJson(), executionName);
    }

    /**
     * Reads overrides of a job that somebody typed, each as the type that the job function takes.
     *
     * @param typed texts by the override's name
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException when one isn't allowed
     */
    public Map<String, JsonNode> parseJobOverrides(DefinitionName jobFunction, Map<String, String> typed) {
        return new JobInputCheck(getJob(jobFunction)).parse(typed);
    }

    /** Checks what a job function would be started with, as {@link #startJob(DefinitionName, ObjectNode)} does, and starts nothing. */
    public void checkJob(DefinitionName jobFunction, ObjectNode input) {
        jobRequest(jobFunction, input);
    }

    /**
     * Starts a job function of EMR Serverless and returns at once.
     *
     * @param input the execution's input: overrides as {@code JobRunOverrides}, and what the job refers to
     * @throws io.github.emrlaunch.definitions.ServerlessJobFunctionNotFoundException when there is no such job function
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException when an override isn't allowed, is out of bounds or of
     *     another type: nothing is started then
     */
    public Launch startJob(DefinitionName jobFunction, ObjectNode input) {
        return startJob(jobFunction, input, newName());
    }

    /**
     * Starts a job function once: however often it is called with the same name and input, there is one execution.
     *
     * @param executionName 1 to 80 letters, digits, {@code _}, {@code .} and {@code -}; unique in the job function
     * @throws LaunchExistsException when the name was used with another input
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
     * Reads arguments of steps that somebody typed, each {@code STEP.ARGUMENT=VALUE}.
     *
     * @return values by step and argument
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException when one is none of the pipeline, may be of two arguments, or is given twice
     */
    public Map<String, Map<String, String>> parseStepArguments(DefinitionName pipeline, List<String> typed) {
        return new PipelineInputCheck(getPipeline(pipeline)).parse(typed);
    }

    /**
     * Reads overrides of the cluster that a pipeline launches, each as the type that its launch function takes.
     *
     * @param typed texts by the override's name
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException when one isn't allowed or of another type, or the pipeline launches no cluster
     */
    public Map<String, JsonNode> parsePipelineOverrides(DefinitionName pipeline, Map<String, String> typed) {
        return new PipelineLaunchCheck(store, note).parse(getPipeline(pipeline), typed);
    }

    /** Checks what a pipeline would be started with, as {@link #startPipeline(DefinitionName, PipelineRunInput)} does, and starts nothing. */
    public void checkPipeline(DefinitionName pipeline, PipelineRunInput input) {
        pipelineRequest(pipeline, input);
    }

    /**
     * Starts a pipeline and returns at once. What the launch of its cluster would refuse is checked where the launch function may be read; the
     * launch checks it all the same.
     *
     * @throws io.github.emrlaunch.definitions.PipelineNotFoundException when there is no such pipeline
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException when the stored pipeline names another state machine than its own, or is
     *     no pipeline
     * @throws io.github.emrlaunch.definitions.InvalidOverrideException when an argument or an override isn't allowed, or has a value that isn't: nothing is started then
     * @throws io.github.emrlaunch.definitions.InvalidLaunchInputException when anything else of the input is wrong
     */
    public Launch startPipeline(DefinitionName pipeline, PipelineRunInput input) {
        return startPipeline(pipeline, input, newName());
    }

    /**
     * Starts a pipeline once: however often it is called with the same name and input, there is one execution.
     *
     * @param executionName 1 to 80 letters, digits, {@code _}, {@code .} and {@code -}; unique in the pipeline
     * @throws LaunchExistsException when the name was used with another input
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

    /** The state machine of a launch function. A document that names another one is refused: its writer would choose what others start. */
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

    /** How a launch is doing now. */
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
     * The last launches of a launch function, the newest first.
     *
     * @param limit how many at most
     */
    public List<LaunchSummary> launches(DefinitionName launchFunction, int limit) {
        return executions(ownStateMachine(get(launchFunction)), null, limit);
    }

    /**
     * The last executions of a pipeline, the newest first.
     *
     * @param limit how many at most
     */
    public List<LaunchSummary> pipelineRuns(DefinitionName pipeline, int limit) {
        return executions(ownStateMachine(getPipeline(pipeline)), null, limit);
    }

    /**
     * The last executions of a job function, the newest first.
     *
     * @param limit how many at most
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
     * How long launches of this launch's function take: the median of the last 20 that succeeded. Empty when none has.
     *
     * @param stateMachine as {@link LaunchStatus#stateMachine()} says
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
     * Waits until a launch has ended. An interruption ends the waiting, not the launch.
     *
     * @param listener told of every event of the execution's history, in order, as it happens
     */
    public LaunchResult follow(Launch launch, Consumer<LaunchEvent> listener) throws InterruptedException {
        return new LaunchFollower(stepFunctions, launch, listener).follow(pollInterval);
    }

    /**
     * Follows a launch in the common pool.
     *
     * @see #followAsync(Launch, Consumer, Executor)
     */
    public CompletableFuture<LaunchResult> followAsync(Launch launch, Consumer<LaunchEvent> listener) {
        return followAsync(launch, listener, ForkJoinPool.commonPool());
    }

    /**
     * Follows a launch without a thread that waits: the executor is used for each look at it, a few milliseconds every few
     * seconds. Cancelling the future ends the following, not the launch.
     *
     * @param listener told of every event of the execution's history, in order, as it happens
     * @return completed with the result, or exceptionally when AWS can't be asked
     */
    public CompletableFuture<LaunchResult> followAsync(
            Launch launch, Consumer<LaunchEvent> listener, Executor executor) {
        return new LaunchFollower(stepFunctions, launch, listener).follow(pollInterval, executor);
    }

    /**
     * Stops a launch. The clean-up of the launch function's stack then ends the cluster, within seconds as a rule and else by its sweep. One of
     * a launch function with {@code cleanUp(false)}, or of the Python library, goes on and costs money: {@link #terminateCluster} ends it.
     *
     * @param cause told to whoever looks at the execution; at most 32,768 characters
     * @return the cluster that the launch has started; empty when there is none that the launch knows of
     */
    public Optional<ClusterStatus> stop(Launch launch, String cause) {
        stepFunctions.stopExecution(
                request -> request.executionArn(launch.executionArn()).cause(cause));
        return Optional.ofNullable(new LaunchHistory(stepFunctions, launch).cluster());
    }

    /** The steps of clusters and executions, and their logs. */
    public StepClient steps() {
        return steps;
    }

    /** The state machine of a pipeline in the AWS console; empty for a partition whose console's address isn't known. */
    public Optional<URI> pipelineLink(DefinitionName pipeline) {
        return console().stateMachine(ownStateMachine(getPipeline(pipeline)));
    }

    /** The state machine of a job function in the AWS console; empty for a partition whose console's address isn't known. */
    public Optional<URI> jobLink(DefinitionName jobFunction) {
        return console().stateMachine(ownStateMachine(getJob(jobFunction)));
    }

    /** The state machine of a launch function in the AWS console; empty for a partition whose console's address isn't known. */
    public Optional<URI> link(DefinitionName launchFunction) {
        return console().stateMachine(ownStateMachine(get(launchFunction)));
    }

    /** A cluster in the AWS console; empty for a partition whose console's address isn't known. */
    public Optional<URI> clusterLink(String clusterId) {
        return console().cluster(clusterId);
    }

    private AwsConsole console() {
        return new AwsConsole(PartitionMetadata.of(Region.of(region())).id(), region());
    }

    /** Asks EMR how a cluster is doing. */
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

    /** The launch function that launched a cluster, as its tag says; empty for a cluster without one. */
    public Optional<DefinitionName> launchFunction(String clusterId) {
        return emr.get().describeCluster(request -> request.clusterId(clusterId)).cluster().tags().stream()
                .filter(tag -> tag.key().equals(Tag.FUNCTION_KEY))
                .map(tag -> tag.value().split("/", -1))
                // The path of the construct, the namespace, the name.
                .filter(parts -> parts.length >= 2)
                .map(parts -> new DefinitionName(parts[parts.length - 2], parts[parts.length - 1]))
                .findFirst();
    }

    /**
     * Terminates the cluster of a launch, or of the launch that a pipeline's execution made. One with termination protection is refused by
     * EMR.
     *
     * @throws ForeignClusterException when the cluster does not carry the tag of that execution
     */
    public void terminateCluster(Launch launch, String clusterId) {
        requireOwn(launch, clusterId);
        emr.get().terminateJobFlows(request -> request.jobFlowIds(clusterId));
    }

    /**
     * Terminates the cluster of a launch, also one with termination protection, which is lifted.
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

    /** Closes the AWS clients that this client made itself. */
    @Override
    public void close() {
        close.run();
    }

    /** Collects what a client is made of; everything is optional. */
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

        /** Where definitions are read from. Default: Parameter Store. */
        public Builder definitions(DefinitionStore value) {
            store = value;
            return this;
        }

        /** Step Functions; stays the caller's to close. Default: a client of its own. */
        public Builder stepFunctions(SfnClient value) {
            stepFunctions = value;
            return this;
        }

        /** EMR; stays the caller's to close. Default: a client of its own. */
        public Builder emr(EmrClient value) {
            emr = value;
            return this;
        }

        /** S3, which has the logs of steps; stays the caller's to close. Default: a client of its own. */
        public Builder s3(S3Client value) {
            s3 = value;
            return this;
        }

        /**
         * How long to wait before asking again how a launch is doing; the first times less, since a launch that fails mostly
         * fails at once. Default: 5 seconds.
         */
        public Builder pollInterval(Duration value) {
            pollInterval = value;
            return this;
        }

        /** The region of the clients that are made here. Default: as the AWS SDK finds it. */
        public Builder region(String value) {
            region = value;
            return this;
        }

        /** The profile, in the AWS configuration files, of the clients that are made here. Default: {@code AWS_PROFILE}. */
        public Builder profile(String value) {
            profile = value;
            return this;
        }

        /** The credentials of the clients that are made here. Default: as the AWS SDK finds them, or those of {@link #profile}. */
        public Builder credentials(AwsCredentialsProvider value) {
            credentials = value;
            return this;
        }

        /** One endpoint for all clients that are made here, such as a local emulator's. Default: {@code AWS_ENDPOINT_URL}, or AWS. */
        public Builder endpoint(URI value) {
            endpoint = value;
            return this;
        }

        /** Told of each call that failed and is made again, up to 8 times in all. Default: nobody is. */
        public Builder onRetry(Consumer<Retry> value) {
            onRetry = value;
            return this;
        }

        /** Told, in one line, of each check that cannot be made here and is left to what is started. Default: nobody is. */
        public Builder onNote(Consumer<String> value) {
            onNote = value;
            return this;
        }

        /**
         * The client.
         *
         * @throws software.amazon.awssdk.core.exception.SdkClientException when no region is known
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
