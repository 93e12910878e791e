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
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.LogEntry;
import io.github.emrlaunch.local.internal.service.LogSource;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.states.time.Background;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Lambda: functions with their versions and aliases, and their invocation. */
public final class LambdaService implements LocalService, LogSource {
    private static final int RETRIES = 2;

    private final Account account;
    private final VirtualClock clock;
    private final FunctionRunners runners;
    /** By name and qualifier, joined by a colon. */
    private final Map<String, LambdaFunction> functions = new ConcurrentHashMap<>();

    private final Map<String, String> aliases = new ConcurrentHashMap<>();
    private final Map<String, Integer> retries = new ConcurrentHashMap<>();
    private final Map<String, Integer> timeouts = new ConcurrentHashMap<>();
    private final List<LogEntry> log = Collections.synchronizedList(new ArrayList<>());
    private final List<LambdaInvocation> invocations = Collections.synchronizedList(new ArrayList<>());

    private final LambdaResources resources;
    private final LambdaTaskIntegrations tasks;

    LambdaService(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.runners = new FunctionRunners(account, context.iam(), context.endpoint(), context.variables());
        this.resources = new LambdaResources(context, this);
        this.tasks = new LambdaTaskIntegrations(account, context.gateway());
    }

    /** Makes the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new LambdaService(context);
        }
    }

    @Override
    public AwsService api() {
        return AwsService.rest(
                        "lambda",
                        List.of(),
                        Map.of(
                                "Invoke",
                                Operation.requiring(
                                        input -> RequiredPermission.of("lambda:InvokeFunction", arn(input)),
                                        this::invoke)))
                .with(CommonErrors.REST.withThrottling("TooManyRequestsException", 429));
    }

    @Override
    public ServiceTasks tasks() {
        return tasks.all();
    }

    @Override
    public Map<String, ResourceType> resources() {
        return resources.handlers();
    }

    /** The next invocations of a function do their work and time out then. */
    public void timeOut(String functionName, int times) {
        latest(functionName);
        timeouts.merge(functionName, times, Integer::sum);
    }

    /** Creates or replaces a function; a JVM of the replaced one ends. */
    void put(LambdaFunction function) {
        LambdaFunction replaced = functions.put(key(function.name(), LambdaFunction.LATEST), function);
        if (replaced != null && !replaced.equals(function)) {
            runners.stop(replaced);
        }
    }

    /** Deletes a function with its versions and aliases. */
    void remove(String name) {
        String prefix = key(name, "");
        aliases.keySet().removeIf(alias -> alias.startsWith(prefix));
        functions.keySet().stream().filter(version -> version.startsWith(prefix)).forEach(this::removeFunction);
    }

    void removeVersion(String arn) {
        removeFunction(nameAndQualifier(arn));
    }

    void removeAlias(String arn) {
        aliases.remove(nameAndQualifier(arn));
    }

    private String nameAndQualifier(String arn) {
        return arn.replace(account.arn("lambda", "function:"), "");
    }

    private void removeFunction(String key) {
        LambdaFunction removed = functions.remove(key);
        if (removed != null) {
            runners.stop(removed);
        }
    }

    /** Publishes what is deployed now as a version; the number counts up. */
    String publish(String name) {
        int number = 1;
        while (functions.containsKey(key(name, Integer.toString(number)))) {
            number++;
        }
        String version = Integer.toString(number);
        functions.put(key(name, version), latest(name).withVersion(version));
        return version;
    }

    void putAlias(String name, String alias, String version) {
        aliases.put(key(name, alias), version);
    }

    private LambdaFunction latest(String name) {
        return find(name).orElseThrow(() -> notFound(name));
    }

    /** Finds a function by name or ARN, each with or without a version or an alias. */
    public Optional<LambdaFunction> find(String identifier) {
        String prefix = account.arn("lambda", "function:");
        String bare = identifier.startsWith(prefix) ? identifier.substring(prefix.length()) : identifier;
        int colon = bare.indexOf(':');
        String name = colon < 0 ? bare : bare.substring(0, colon);
        String qualifier = colon < 0 ? LambdaFunction.LATEST : bare.substring(colon + 1);
        String version = aliases.getOrDefault(key(name, qualifier), qualifier);
        return Optional.ofNullable(functions.get(key(name, version)));
    }

    public List<LambdaInvocation> invocations() {
        synchronized (invocations) {
            return List.copyOf(invocations);
        }
    }

    /** What functions have written, one invocation after the other. */
    @Override
    public List<LogEntry> logs() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    /** The ARN of a function, version or alias by its name or ARN. */
    public String arn(String identifier) {
        return identifier.startsWith("arn:") ? identifier : account.arn("lambda", "function:" + identifier);
    }

    /** How often a failed asynchronous invocation of a function is tried again; twice where nothing is said. */
    void setRetries(String identifier, int times) {
        find(identifier).ifPresent(function -> retries.put(function.name(), times));
    }

    /** The ARN of what is invoked: the function, or the version or alias that is named. */
    private String arn(ObjectNode input) {
        return arn(identifier(input));
    }

    private static String identifier(ObjectNode input) {
        String function = Inputs.required(input, "FunctionName");
        String qualifier = AwsJson.text(input, "Qualifier");
        return qualifier == null ? function : function + ":" + qualifier;
    }

    private JsonNode invoke(CallContext context, ObjectNode input) {
        LambdaFunction function = find(identifier(input)).orElseThrow(() -> notFound(arn(input)));
        String payload = input.has("Payload")
                ? input.get("Payload").toString()
                : AwsJson.object().toString();
        String type = AwsJson.text(input, "InvocationType", "RequestResponse");
        if (type.equals("Event")) {
            Background.start(clock, "invocation of " + function.name(), worker -> retry(function, payload, worker));
            return AwsJson.object().put("StatusCode", 202);
        }
        LambdaInvocation invocation = run(function, payload);
        ObjectNode output = AwsJson.object().put("StatusCode", 200).put("ExecutedVersion", function.version());
        if (invocation.functionError() != null) {
            output.put("FunctionError", invocation.functionError());
        }
        output.set("Payload", parsed(invocation.response()));
        return output;
    }

    private LambdaInvocation run(LambdaFunction function, String payload) {
        LambdaInvocation invocation = timedOut(function, runners.invoke(function, payload));
        invocations.add(invocation);
        String stream = FunctionRunners.logStream(function);
        Instant end = clock.now();
        log.addAll(invocation.log().stream()
                .map(line -> new LogEntry(function.logGroup(), stream, end, line))
                .toList());
        return invocation;
    }

    /** Nobody waits for the answer, so a failure is tried again, a minute later and two minutes after that. */
    private void retry(LambdaFunction function, String payload, VirtualClock.Worker worker)
            throws InterruptedException {
        int attempts = 1 + retries.getOrDefault(function.name(), RETRIES);
        for (int attempt = 1; attempt <= attempts; attempt++) {
            try {
                if (run(function, payload).functionError() == null) {
                    return;
                }
            } catch (AwsException notRun) {
                // As good as a failure of the function; the next attempt may find it better.
            }
            if (attempt < attempts) {
                worker.sleepUntil(clock.now().plus(Duration.ofMinutes(attempt)));
            }
        }
    }

    /** The invocation, or what it would have been with less time, where a test wants that. */
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

    private AwsException notFound(String identifier) {
        return AwsException.of("ResourceNotFoundException", 404, "Function not found: " + arn(identifier));
    }

    private static String key(String name, String qualifier) {
        return name + ":" + qualifier;
    }

    @Override
    public void close() {
        runners.close();
    }
}
