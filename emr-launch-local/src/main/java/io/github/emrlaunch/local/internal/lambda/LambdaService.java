package io.github.emrlaunch.local.internal.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.LambdaInvocation;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.CommonErrors;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.aws.ServiceProtocol;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.DeadLetters;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.LogEntry;
import io.github.emrlaunch.local.internal.service.LogSource;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.states.time.Background;
import io.github.emrlaunch.states.time.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** AWS Lambda: functions with their versions and aliases, and their invocation. */
public final class LambdaService implements LocalService, LogSource {
    /** The error of an invocation whose function cannot be restored from its snapshot. */
    static final String SNAP_START_FAILED = "SnapStartException";

    static final String SNAP_START_TIMED_OUT = "SnapStartTimeoutException";

    private static final String FUNCTIONS = "/2015-03-31/functions";
    private static final String FUNCTION = FUNCTIONS + "/{FunctionName}";
    private static final List<ServiceProtocol.Route> ROUTES = List.of(
            new ServiceProtocol.Route(
                    "POST",
                    FUNCTION + "/invocations",
                    "Invoke",
                    new ServiceProtocol.Binding(
                            Map.of("Qualifier", "Qualifier"),
                            Map.of("x-amz-invocation-type", "InvocationType", "x-amz-log-type", "LogType"),
                            Map.of(
                                    "X-Amz-Function-Error", "FunctionError",
                                    "X-Amz-Log-Result", "LogResult",
                                    "X-Amz-Executed-Version", "ExecutedVersion"),
                            "Payload")),
            new ServiceProtocol.Route("GET", FUNCTION, "GetFunction").query("Qualifier"),
            new ServiceProtocol.Route("GET", FUNCTION + "/configuration", "GetFunctionConfiguration")
                    .query("Qualifier"),
            new ServiceProtocol.Route("GET", FUNCTIONS, "ListFunctions").query("FunctionVersion", "Marker", "MaxItems"),
            new ServiceProtocol.Route("GET", FUNCTIONS + "/", "ListFunctions")
                    .query("FunctionVersion", "Marker", "MaxItems"),
            new ServiceProtocol.Route("GET", FUNCTION + "/versions", "ListVersionsByFunction")
                    .query("Marker", "MaxItems"),
            new ServiceProtocol.Route("GET", FUNCTION + "/aliases", "ListAliases")
                    .query("FunctionVersion", "Marker", "MaxItems"),
            new ServiceProtocol.Route("GET", FUNCTION + "/aliases/{Name}", "GetAlias"),
            new ServiceProtocol.Route("GET", FUNCTION + "/policy", "GetPolicy").query("Qualifier"));

    private static final int MAX_PAYLOAD = 6 * 1024 * 1024;
    private static final int MAX_EVENT = 1024 * 1024;
    private static final int LOG_TAIL = 4096;
    /** "How Lambda handles errors and retries with asynchronous invocation", for throttled events. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int THROTTLED = 429;
    private static final int MAX_ERROR_MESSAGE = 1024;

    private final Account account;
    private final VirtualClock clock;
    private final FunctionRunners runners;
    private final FunctionStore store;
    private final Concurrency concurrency = new Concurrency();
    private final Map<String, AsynchronousInvocation> asynchronous = new ConcurrentHashMap<>();
    private final Map<String, Integer> timeouts = new ConcurrentHashMap<>();
    private final List<LogEntry> log = Collections.synchronizedList(new ArrayList<>());
    private final List<LambdaInvocation> invocations = Collections.synchronizedList(new ArrayList<>());

    private final DeadLetters deadLetters;
    private final LambdaResources resources;
    private final LambdaTaskIntegrations tasks;

    LambdaService(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.runners = new FunctionRunners(
                account,
                context.iam(),
                context.clock(),
                context.endpoint(),
                context.variables(),
                context.pythonFunctions());
        this.store = new FunctionStore(account, clock);
        this.deadLetters = new DeadLetters(context);
        this.resources = new LambdaResources(context, this);
        this.tasks = new LambdaTaskIntegrations(account, context.gateway());
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new LambdaService(context);
        }
    }

    @Override
    public AwsService api() {
        Map<String, Operation> operations =
                new HashMap<>(new FunctionDescriptions(account, store, concurrency).operations());
        operations.put(
                "Invoke",
                Operation.requiring(
                        input -> RequiredPermission.of(
                                "lambda:InvokeFunction",
                                FunctionName.of(account, input).arn(account)),
                        this::invoke));
        return new AwsService(
                "lambda",
                new ServiceProtocol.Rest(ROUTES, true),
                CommonErrors.REST.withThrottling("TooManyRequestsException", 429),
                operations);
    }

    @Override
    public ServiceTasks tasks() {
        return tasks.all();
    }

    @Override
    public Map<String, ResourceType> resources() {
        return resources.handlers();
    }

    /** Returns a checkpoint. After a restore, the processes of unchanged functions stay warm. */
    @Override
    public Checkpoint checkpoint() {
        List<Checkpoint> parts = new ArrayList<>(List.of(
                store.checkpoint(),
                resources.checkpoint(),
                concurrency.checkpoint(),
                Checkpoints.of(asynchronous),
                Checkpoints.of(timeouts)));
        synchronized (log) {
            parts.add(Checkpoints.of(log));
        }
        synchronized (invocations) {
            parts.add(Checkpoints.of(invocations));
        }
        parts.add(() -> runners.stopOthersThan(store.all()));
        return Checkpoints.all(parts);
    }

    /** Makes the next invocations of a function time out after they have done their work. */
    public void timeOut(String functionName, int times) {
        requireFunction(functionName);
        timeouts.merge(functionName, times, Integer::sum);
    }

    /** Removes all planned timeouts. */
    public void clearTimeOuts() {
        timeouts.clear();
    }

    /**
     * Sets the reserved concurrency of a function.
     *
     * @throws IllegalArgumentException when the function does not exist
     * @throws AwsException when the account does not have enough concurrency
     */
    public void limitConcurrency(String functionName, int executions) {
        requireFunction(functionName);
        concurrency.reserve(functionName, executions);
    }

    /** Limits the concurrent executions of all functions. */
    public void limitConcurrency(int executions) {
        concurrency.limitAccount(executions);
    }

    private void requireFunction(String name) {
        if (find(name).isEmpty()) {
            throw new IllegalArgumentException("There is no function " + name);
        }
    }

    /**
     * Sets or removes the reserved concurrency of a function.
     *
     * @param executions the number of executions; null for no reservation
     * @throws AwsException when the account does not have enough concurrency
     */
    void reserveConcurrency(String functionName, @Nullable Integer executions) {
        concurrency.reserve(functionName, executions);
    }

    /** Creates or replaces a function. The process of the replaced function is stopped. */
    void put(LambdaFunction function) {
        store.put(function).filter(before -> !before.equals(function)).ifPresent(runners::stop);
    }

    /** Returns the reason why a function cannot run on this machine; null when it can. */
    @Nullable String refusal(LambdaFunction function) {
        return runners.runtimes().refusal(function);
    }

    /** Returns the differences from Lambda for a function; empty when there are none. */
    String note(LambdaFunction function) {
        return runners.runtimes().note(function);
    }

    /** Deletes a function, a version or an alias by its name or ARN. */
    void remove(String identifier) {
        FunctionName name = FunctionName.parse(account, identifier);
        store.remove(name).forEach(runners::stop);
        if (name.qualifier() == null) {
            concurrency.reserve(name.function(), null);
            asynchronous.remove(name.function());
        }
    }

    /** Removes a statement of a policy. */
    void removeStatement(String arn, String id) {
        store.removeStatement(arn, id);
    }

    /** Publishes the deployed code as a version. Version numbers increase. */
    String publish(String name) {
        return store.publish(name);
    }

    /** Adds or replaces an alias. */
    void putAlias(String name, String alias, String version, String description) {
        store.put(name, new FunctionStore.Alias(alias, version, description));
    }

    /** Adds or replaces a statement in the function's policy that clients can read. */
    void putStatement(String arn, JsonNode statement) {
        store.putStatement(arn, statement);
    }

    /** Finds a function by name or ARN, each with or without a version or an alias. */
    public Optional<LambdaFunction> find(String identifier) {
        return store.find(FunctionName.parse(account, identifier));
    }

    public List<LambdaInvocation> invocations() {
        synchronized (invocations) {
            return List.copyOf(invocations);
        }
    }

    /** Returns the logs of functions, one invocation after the other. */
    @Override
    public List<LogEntry> logs() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    /** Returns the ARN of a function, version or alias by its name or ARN. */
    public String arn(String identifier) {
        return identifier.startsWith("arn:") ? identifier : account.arn("lambda", "function:" + identifier);
    }

    /** Changes the settings of a function's asynchronous invocations. */
    void setAsynchronous(String identifier, UnaryOperator<AsynchronousInvocation> change) {
        find(identifier)
                .ifPresent(function -> asynchronous.compute(
                        function.name(),
                        (name, before) -> change.apply(before == null ? AsynchronousInvocation.DEFAULT : before)));
    }

    private JsonNode invoke(CallContext context, ObjectNode input) {
        FunctionName name = FunctionName.of(account, input);
        LambdaFunction function = store.find(name).orElseThrow(() -> store.notFound(name));
        String payload = input.has("Payload")
                ? input.get("Payload").toString()
                : AwsJson.object().toString();
        String execution = context.principal().execution();
        String type = AwsJson.text(input, "InvocationType", "RequestResponse");
        checkSize(payload, type.equals("Event") ? MAX_EVENT : MAX_PAYLOAD);
        return switch (type) {
            case "DryRun" -> AwsJson.object().put("StatusCode", 204);
            case "Event" -> {
                Background.start(
                        clock,
                        "invocation of " + function.name(),
                        worker -> retry(function, payload, execution, worker));
                yield AwsJson.object().put("StatusCode", 202);
            }
            case "RequestResponse" -> answer(function, run(function, payload, execution), input);
            default ->
                throw Inputs.constraint(
                        "'" + type + "'",
                        "InvocationType",
                        "Member must satisfy enum value set: [Event, RequestResponse, DryRun]");
        };
    }

    /** "Lambda quotas": the maximum size of a request and an event. */
    private static void checkSize(String payload, int maximum) {
        if (payload.getBytes(StandardCharsets.UTF_8).length > maximum) {
            throw AwsException.of(
                    "RequestTooLargeException",
                    413,
                    "Request must be smaller than " + maximum + " bytes for the InvokeFunction operation");
        }
    }

    private static ObjectNode answer(LambdaFunction function, LambdaInvocation invocation, ObjectNode input) {
        ObjectNode output = AwsJson.object().put("StatusCode", 200).put("ExecutedVersion", function.version());
        if (invocation.functionError() != null) {
            output.put("FunctionError", invocation.functionError());
        }
        if (AwsJson.text(input, "LogType", "None").equals("Tail")) {
            output.put("LogResult", logTail(function, invocation));
        }
        output.set("Payload", parsed(invocation.response()));
        return output;
    }

    /** Returns the last 4 KB of the log of an invocation. */
    private static String logTail(LambdaFunction function, LambdaInvocation invocation) {
        StringBuilder log = new StringBuilder(
                "START RequestId: %s Version: %s\n".formatted(invocation.requestId(), function.version()));
        invocation.log().forEach(line -> log.append(line).append('\n'));
        log.append("END RequestId: %s\n".formatted(invocation.requestId()));
        byte[] bytes = log.toString().getBytes(StandardCharsets.UTF_8);
        int from = Math.max(0, bytes.length - LOG_TAIL);
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
    }

    /**
     * Runs a function.
     *
     * @throws AwsException when the concurrency limit is reached, or when the snapshot of the function cannot be restored
     */
    private LambdaInvocation run(LambdaFunction function, String payload, @Nullable String execution) {
        concurrency.enter(function.name());
        LambdaInvocation invocation;
        try {
            invocation = timedOut(function, runners.invoke(function, payload, execution));
        } finally {
            concurrency.leave(function.name());
        }
        invocations.add(invocation);
        String stream = FunctionRunners.logStream(function);
        Instant end = clock.now();
        log.addAll(invocation.log().stream()
                .map(line -> new LogEntry(function.logGroup(), stream, end, line))
                .toList());
        if (SNAP_START_FAILED.equals(invocation.functionError())) {
            throw AwsException.of(
                    SNAP_START_FAILED,
                    400,
                    "The afterRestore() runtime hook encountered an error. For more information, check the Amazon"
                            + " CloudWatch logs.");
        }
        if (SNAP_START_TIMED_OUT.equals(invocation.functionError())) {
            throw AwsException.of(
                    SNAP_START_TIMED_OUT, 408, "Lambda couldn't restore the snapshot within the timeout limit.");
        }
        return invocation;
    }

    /**
     * Runs an asynchronous invocation. A failed invocation is retried after one minute and again after two more minutes. A throttled
     * event is retried with increasing pauses until it reaches its maximum age. Unprocessed events go to the function's dead-letter
     * queue.
     */
    private void retry(LambdaFunction function, String payload, @Nullable String execution, VirtualClock.Worker worker)
            throws InterruptedException {
        AsynchronousInvocation settings = asynchronous.getOrDefault(function.name(), AsynchronousInvocation.DEFAULT);
        Instant expiry = clock.now().plus(settings.maximumAge());
        int failures = 0;
        Duration pause = FIRST_PAUSE;
        while (true) {
            @Nullable Instant next;
            Failure failure;
            try {
                LambdaInvocation invocation = run(function, payload, execution);
                if (invocation.functionError() == null) {
                    return;
                }
                failure = new Failure(invocation.requestId(), 200, errorMessage(invocation.response()));
            } catch (AwsException notRun) {
                // This counts as a failure of the function, unless it is throttled. The next attempt may succeed.
                failure = new Failure(UUID.randomUUID().toString(), notRun.status(), notRun.message());
            }
            if (failure.code() == THROTTLED) {
                Integer reserved = concurrency.reservedFor(function.name());
                next = reserved != null && reserved == 0 ? null : clock.now().plus(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            } else {
                failures++;
                next = failures > settings.retries() ? null : clock.now().plus(Duration.ofMinutes(failures));
            }
            if (next == null || next.isAfter(expiry)) {
                sendToDeadLetters(function, settings.deadLetterQueueArn(), payload, failure);
                return;
            }
            worker.sleepUntil(next);
        }
    }

    /**
     * The reason why an event was not processed, for its dead-letter queue.
     *
     * @param code the HTTP status; 200 when the function failed
     */
    private record Failure(String requestId, int code, String message) {}

    private static String errorMessage(String response) {
        String message = parsed(response).path("errorMessage").asText();
        return message.length() <= MAX_ERROR_MESSAGE ? message : message.substring(0, MAX_ERROR_MESSAGE);
    }

    /** Sends an event to the dead-letter queue with the role of the function. Lambda counts failures as {@code DeadLetterErrors}. */
    private void sendToDeadLetters(
            LambdaFunction function, @Nullable String queueArn, String payload, Failure failure) {
        if (queueArn == null) {
            return;
        }
        ObjectNode attributes = AwsJson.object();
        attributes.set("RequestID", DeadLetters.text(failure.requestId()));
        attributes.set("ErrorCode", DeadLetters.number(failure.code()));
        attributes.set("ErrorMessage", DeadLetters.text(failure.message()));
        try {
            deadLetters.send(CallContext.of(runners.principal(function)), queueArn, payload, attributes);
        } catch (AwsException e) {
            // On AWS, only a CloudWatch metric shows this.
        }
    }

    /** Returns the invocation, or its timeout when a test has planned one. */
    private LambdaInvocation timedOut(LambdaFunction function, LambdaInvocation invocation) {
        boolean planned =
                timeouts.computeIfPresent(function.name(), (name, left) -> left > 0 ? left - 1 : null) != null;
        if (!planned) {
            return invocation;
        }
        runners.stop(function);
        FunctionInvocation.Outcome outcome = FunctionInvocation.timedOut(function, invocation.requestId());
        List<String> log = new ArrayList<>(invocation.log());
        log.add(FunctionInvocation.timeoutMessage(function));
        return new LambdaInvocation(
                function.name(),
                invocation.requestId(),
                invocation.coldStart(),
                invocation.duration(),
                "Unhandled",
                outcome.body(),
                log);
    }

    private static JsonNode parsed(String response) {
        try {
            return response.isEmpty() ? AwsJson.object().nullNode() : AwsJson.parse(response);
        } catch (JsonProcessingException e) {
            throw AwsException.of(
                    "InvalidRequestContentException", 400, "The function's response is not JSON: " + response);
        }
    }

    @Override
    public void close() {
        runners.close();
    }
}
