package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
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

    /** Creates the service. */
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

    /** A declaration cannot replace the state machine of another app. */
    @Override
    public Optional<String> declarationOfMissing(String arn) {
        String name = arn.substring(arn.lastIndexOf(':') + 1);
        return arn.equals(machines.arn(name))
                        && machines.all().stream()
                                .noneMatch(machine -> machine.arn().equals(arn))
                ? Optional.of("deploy its app first, with .andApp(…) or LocalAws.deploy(…)")
                : Optional.empty();
    }

    /**
     * Returns the ARN of a state machine.
     *
     * @param machine the name or ARN of the state machine
     * @throws IllegalArgumentException when it does not exist. The message lists the existing ones
     */
    public String arn(String machine) {
        return machines.all().stream()
                .filter(each -> each.name().equals(machine) || each.arn().equals(machine))
                .map(StateMachine::arn)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "There is no state machine '" + machine
                                        + "'; there are "
                                        + machines.all().stream()
                                                .map(StateMachine::name)
                                                .toList()
                                        + ". A state machine that an app only loads belongs to another app, which must also be deployed"));
    }

    /**
     * Starts an execution and returns its ARN.
     *
     * @param machine the name or ARN of the state machine
     * @param name the name of the execution; null for a generated name
     * @throws IllegalArgumentException when the state machine does not exist, or StartExecution refuses the name or the input
     */
    public String start(String machine, @Nullable String name, String input) {
        StateMachine found = machines.get(arn(machine));
        try {
            return executions.start(found, name, input).arn();
        } catch (AwsException e) {
            throw new IllegalArgumentException("The execution of " + machine + " can't start: " + e.message(), e);
        }
    }

    /**
     * Stops an execution.
     *
     * @throws IllegalArgumentException when the execution does not exist
     */
    public void stop(String executionArn) {
        known(executionArn).running().stop(null, null);
    }

    /** A running execution is in progress, unless it started the job that makes the request and waits for that job. */
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
     * @throws IllegalArgumentException when the execution does not exist
     */
    public ExecutionSnapshot await(String executionArn) throws InterruptedException {
        Execution execution = known(executionArn);
        execution.running().await();
        return executions.snapshot(execution);
    }

    /** Returns all executions that can be described, in the order of their start. */
    public List<ExecutionSnapshot> snapshots() {
        return executions.snapshots();
    }

    /** Returns the logs of state machines, one execution after the other. */
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
