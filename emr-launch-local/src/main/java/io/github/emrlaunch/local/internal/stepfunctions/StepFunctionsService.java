package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.ExecutionSnapshot;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.LogEntry;
import io.github.emrlaunch.local.internal.service.LogSource;
import io.github.emrlaunch.local.internal.service.ProgressSource;
import io.github.emrlaunch.local.internal.service.ReferenceCheck;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operations of Step Functions, see the <a
 * href="https://docs.aws.amazon.com/step-functions/latest/apireference/">API reference</a>.
 */
public final class StepFunctionsService implements LocalService, LogSource, ProgressSource, ReferenceCheck {
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

    /** Nothing could be declared that does what another app's state machine does. */
    @Override
    public Optional<String> declarationOfMissing(String arn) {
        String name = arn.substring(arn.lastIndexOf(':') + 1);
        return arn.equals(machines.arn(name))
                        && machines.all().stream()
                                .noneMatch(machine -> machine.arn().equals(arn))
                ? Optional.of("deploy the app that has it, before with .andApp(…) or LocalAws.deploy(…)")
                : Optional.empty();
    }

    /**
     * The ARN of a state machine.
     *
     * @param machine its name or ARN
     * @throws IllegalArgumentException when there is none, naming those that there are
     */
    public String arn(String machine) {
        return machines.all().stream()
                .filter(each -> each.name().equals(machine) || each.arn().equals(machine))
                .map(StateMachine::arn)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no state machine '" + machine
                        + "'; there are "
                        + machines.all().stream().map(StateMachine::name).toList()
                        + ". A state machine that an app only loads is of another app, which has to be deployed, too"));
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
    public ExecutionSnapshot await(String executionArn) throws InterruptedException {
        Execution execution = known(executionArn);
        execution.running().await();
        return executions.snapshot(execution);
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
    public Checkpoint checkpoint() {
        return Checkpoints.all(machines.checkpoint(), executions.checkpoint());
    }

    @Override
    public void close() {
        executions.stopAll();
    }
}
