package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.ExecutionSnapshot;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.LogEntry;
import io.github.emrlaunch.local.internal.service.LogSource;
import io.github.emrlaunch.local.internal.service.ProgressSource;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.states.ExecutionResult;
import io.github.emrlaunch.states.HistoryEvent;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operations of Step Functions, see the <a
 * href="https://docs.aws.amazon.com/step-functions/latest/apireference/">API reference</a>.
 */
public final class StepFunctionsService implements LocalService, LogSource, ProgressSource {
    private final VirtualClock clock;
    private final StateMachines machines;
    private final ExecutionStore executions;
    private final ExecutionTasks tasks;

    StepFunctionsService(ServiceContext context) {
        this.machines = new StateMachines(context);
        this.executions = new ExecutionStore(context, machines.resources());
        this.tasks = new ExecutionTasks(context.gateway());
        this.clock = context.clock();
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
        operations.putAll(new StateMachineOperations(machines, executions).table());
        operations.putAll(new ExecutionOperations(machines, executions, clock).table());
        return AwsService.json("states", "AWSStepFunctions", operations);
    }

    /**
     * Starts an execution and returns its ARN.
     *
     * @param name null for any
     */
    public String start(String stateMachineArn, @Nullable String name, String input) {
        return executions.start(machines.get(stateMachineArn), name, input).arn();
    }

    /**
     * Stops an execution.
     *
     * @throws IllegalArgumentException when there is no such execution
     */
    public void stop(String executionArn) {
        known(executionArn).running().stop(null, null);
    }

    /** An execution that runs is under way, unless it has started the job that asks and waits for it. */
    @Override
    public boolean isUnderWay(String action, ObjectNode input, String jobId) {
        return (action.equals("states:DescribeExecution") || action.equals("states:GetExecutionHistory"))
                && executions
                        .find(AwsJson.text(input, "executionArn", ""))
                        .filter(execution -> execution.running().result().isEmpty() && !execution.hasStarted(jobId))
                        .isPresent();
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

    /** All executions that can be asked for, in the order of their start. */
    public List<ExecutionSnapshot> snapshots() {
        return executions.snapshots();
    }

    /** What state machines have logged, one execution after the other. */
    @Override
    public List<LogEntry> logs() {
        return executions.logs();
    }

    @Override
    public void close() {
        executions.stopAll();
    }
}
