package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Page;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.LogEntry;
import io.github.emrlaunch.local.internal.service.LogSource;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.states.ExecutionResult;
import io.github.emrlaunch.states.HistoryEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operations of Step Functions, see the <a
 * href="https://docs.aws.amazon.com/step-functions/latest/apireference/">API reference</a>.
 */
public final class StepFunctionsService implements LocalService, LogSource {
    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1000;

    private final StateMachines machines;
    private final ExecutionStore executions;

    private final ExecutionTasks tasks;

    StepFunctionsService(ServiceContext context) {
        this.machines = new StateMachines(context);
        this.executions = new ExecutionStore(
                context.account(), context.iam(), context.clock(), machines.resources(), context.events());
        this.tasks = new ExecutionTasks(context.gateway());
    }

    /** Makes the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new StepFunctionsService(context);
        }
    }

    @Override
    public ServiceTasks tasks() {
        return ServiceTasks.of(tasks.table())
                .with(ServiceTasks.Sdk.inCamelCase("sfn", "Sfn").withDeclared(Set.of("ValidationException")));
    }

    @Override
    public Map<String, ResourceType> resources() {
        return new StateMachineResources(machines).handlers();
    }

    @Override
    public AwsService api() {
        Map<String, Operation> operations = new HashMap<>(machines.tokens().operations());
        operations.putAll(Map.of(
                "CreateStateMachine", new Operation(this::creation, this::createStateMachine),
                "DescribeStateMachine", onMachine("DescribeStateMachine", this::describeStateMachine),
                "ListStateMachines",
                        Operation.requiring(
                                input -> RequiredPermission.of("states:ListStateMachines", machines.arn("*")),
                                this::listStateMachines),
                "StartExecution", onMachine("StartExecution", this::startExecution),
                "DescribeExecution", onExecution("DescribeExecution", this::describeExecution),
                "ListExecutions", onMachine("ListExecutions", this::listExecutions),
                "StopExecution", onExecution("StopExecution", this::stopExecution),
                "GetExecutionHistory", onExecution("GetExecutionHistory", this::getExecutionHistory)));
        return AwsService.json("states", "AWSStepFunctions", operations);
    }

    private static Operation onMachine(String name, Operation.Handler handler) {
        return on("stateMachineArn", name, handler);
    }

    private static Operation onExecution(String name, Operation.Handler handler) {
        return on("executionArn", name, handler);
    }

    private static Operation on(String member, String name, Operation.Handler handler) {
        return Operation.requiring(
                input -> RequiredPermission.of("states:" + name, Inputs.required(input, member)), handler);
    }

    private List<RequiredPermission> creation(ObjectNode input) {
        return List.of(
                RequiredPermission.of("states:CreateStateMachine", machines.arn(Inputs.required(input, "name"))),
                RequiredPermission.passRole(Inputs.required(input, "roleArn"), "states.amazonaws.com"));
    }

    /**
     * Starts an execution and returns its ARN.
     *
     * @param name null for any
     */
    public String start(String stateMachineArn, @Nullable String name, String input) {
        return executions.start(machine(stateMachineArn), name, input).arn();
    }

    /**
     * Stops an execution.
     *
     * @throws IllegalArgumentException when there is no such execution
     */
    public void stop(String executionArn) {
        known(executionArn).running().stop(null, null);
    }

    private Execution known(String executionArn) {
        return executions
                .find(executionArn)
                .orElseThrow(() -> new IllegalArgumentException("There is no execution " + executionArn));
    }

    /**
     * Waits in real time until an execution has ended.
     *
     * @throws IllegalArgumentException when there is no such execution
     */
    public LocalExecution await(String executionArn) throws InterruptedException {
        Execution execution = known(executionArn);
        ExecutionResult result = execution.running().await();
        return new LocalExecution(
                execution.arn(),
                result.status().name(),
                execution.input(),
                result.output() == null ? null : result.output().toString(),
                result.error(),
                result.cause(),
                execution.events().stream().<JsonNode>map(HistoryEvent::toJson).toList());
    }

    /** What state machines have logged, one execution after the other. */
    @Override
    public List<LogEntry> logs() {
        List<LogEntry> entries = new ArrayList<>();
        for (Execution execution : executions.all()) {
            ExecutionLog log = execution.machine().log();
            execution.events().stream()
                    .filter(log::has)
                    .forEach(event -> entries.add(new LogEntry(
                            log.logGroup(),
                            execution.logStream(),
                            event.timestamp(),
                            log.line(execution.arn(), event))));
        }
        return entries;
    }

    private JsonNode createStateMachine(CallContext context, ObjectNode input) {
        String name = Inputs.required(input, "name");
        String definition = Inputs.required(input, "definition");
        machines.find(machines.arn(name)).ifPresent(existing -> {
            if (!existing.text().equals(definition)) {
                throw AwsException.client(
                        "StateMachineAlreadyExists", "State Machine Already Exists: '" + existing.arn() + "'");
            }
        });
        String arn = machines.put(name, definition, Inputs.required(input, "roleArn"), ExecutionLog.NONE);
        return AwsJson.object()
                .put("stateMachineArn", arn)
                .put("creationDate", AwsJson.timestamp(machine(arn).created()));
    }

    private JsonNode describeStateMachine(CallContext context, ObjectNode input) {
        StateMachine machine = machine(Inputs.required(input, "stateMachineArn"));
        return summary(machine)
                .put("definition", machine.text())
                .put("roleArn", machine.role().arn())
                .put("status", "ACTIVE");
    }

    private JsonNode listStateMachines(CallContext context, ObjectNode input) {
        return page(input, machines.all(), "stateMachines", StepFunctionsService::summary);
    }

    private static ObjectNode summary(StateMachine machine) {
        return AwsJson.object()
                .put("stateMachineArn", machine.arn())
                .put("name", machine.name())
                .put("type", "STANDARD")
                .put("creationDate", AwsJson.timestamp(machine.created()));
    }

    private JsonNode startExecution(CallContext context, ObjectNode input) {
        StateMachine machine = machine(Inputs.required(input, "stateMachineArn"));
        Execution execution =
                executions.start(machine, AwsJson.text(input, "name"), AwsJson.text(input, "input", "{}"));
        return AwsJson.object()
                .put("executionArn", execution.arn())
                .put("startDate", AwsJson.timestamp(execution.started()));
    }

    private JsonNode describeExecution(CallContext context, ObjectNode input) {
        return execution(Inputs.required(input, "executionArn")).description();
    }

    private JsonNode listExecutions(CallContext context, ObjectNode input) {
        StateMachine machine = machine(Inputs.required(input, "stateMachineArn"));
        String status = AwsJson.text(input, "statusFilter");
        List<Execution> newestFirst = executions.all();
        Collections.reverse(newestFirst);
        List<Execution> matching = newestFirst.stream()
                .filter(execution -> execution.machine().arn().equals(machine.arn()))
                .filter(execution -> status == null || execution.status().equals(status))
                .toList();
        return page(input, matching, "executions", Execution::summary);
    }

    private JsonNode stopExecution(CallContext context, ObjectNode input) {
        Execution execution = execution(Inputs.required(input, "executionArn"));
        execution.running().stop(AwsJson.text(input, "error"), AwsJson.text(input, "cause"));
        ExecutionResult result = execution.running().result().orElseThrow();
        return AwsJson.object().put("stopDate", AwsJson.timestamp(result.stopTime()));
    }

    private JsonNode getExecutionHistory(CallContext context, ObjectNode input) {
        List<HistoryEvent> events = new ArrayList<>(
                execution(Inputs.required(input, "executionArn")).events());
        if (input.path("reverseOrder").asBoolean()) {
            Collections.reverse(events);
        }
        boolean withData = input.path("includeExecutionData").asBoolean(true);
        return page(input, events, "events", event -> withData ? event.toJson() : withoutData(event.toJson()));
    }

    private static ObjectNode withoutData(ObjectNode event) {
        event.forEach(details -> {
            if (details instanceof ObjectNode object) {
                object.remove(List.of("input", "output"));
            }
        });
        return event;
    }

    private static <T> ObjectNode page(
            JsonNode input, List<T> all, String member, Function<T, ? extends JsonNode> toJson) {
        int size = Inputs.number(input, "maxResults", 0, 0, MAX_PAGE);
        Page<T> page = Page.of(
                all,
                AwsJson.text(input, "nextToken"),
                size == 0 ? DEFAULT_PAGE : size,
                () -> AwsException.client("InvalidToken", "Invalid Token: '" + AwsJson.text(input, "nextToken") + "'"));
        ObjectNode output = AwsJson.object();
        ArrayNode elements = output.putArray(member);
        page.elements().forEach(element -> elements.add(toJson.apply(element)));
        if (page.next() != null) {
            output.put("nextToken", page.next());
        }
        return output;
    }

    private StateMachine machine(String arn) {
        requireArn(arn, "stateMachine");
        return machines.find(arn)
                .orElseThrow(() ->
                        AwsException.client("StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + "'"));
    }

    /** What is no ARN of that kind is another error than an ARN of nothing. */
    private static void requireArn(String arn, String kind) {
        if (!arn.matches("arn:[^:]+:states:[^:]+:\\d+:" + kind + ":.+")) {
            throw AwsException.client("InvalidArn", "Invalid Arn: '" + arn + "'");
        }
    }

    private Execution execution(String arn) {
        requireArn(arn, "execution");
        return executions
                .find(arn)
                .orElseThrow(
                        () -> AwsException.client("ExecutionDoesNotExist", "Execution Does Not Exist: '" + arn + "'"));
    }

    @Override
    public void close() {
        executions.stopAll();
    }
}
