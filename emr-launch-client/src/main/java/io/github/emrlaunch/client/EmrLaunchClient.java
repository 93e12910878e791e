package io.github.emrlaunch.client;

import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** Starts launch functions by name and follows what they do. */
public final class EmrLaunchClient {
    private static final Set<ExecutionStatus> RUNNING =
            Set.of(ExecutionStatus.RUNNING, ExecutionStatus.PENDING_REDRIVE);

    private final DefinitionStore store;
    private final SfnClient stepFunctions;
    private final Duration pollInterval;

    /**
     * Takes clients that stay the caller's to close.
     *
     * @param store where launch functions are looked up
     * @param stepFunctions where they run
     * @param pollInterval how long to wait before asking again how a launch is doing
     */
    public EmrLaunchClient(DefinitionStore store, SfnClient stepFunctions, Duration pollInterval) {
        this.store = store;
        this.stepFunctions = stepFunctions;
        this.pollInterval = pollInterval;
    }

    /**
     * Starts a launch and returns at once.
     *
     * @throws io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException when there is no such launch function
     */
    public Launch start(DefinitionName launchFunction, LaunchInput input) {
        String stateMachine =
                store.get(DefinitionType.EMR_LAUNCH_FUNCTION, launchFunction).stateMachine();
        return new Launch(stepFunctions
                .startExecution(request -> request.stateMachineArn(stateMachine).input(Json.write(input.toJson())))
                .executionArn());
    }

    /**
     * Waits until a launch has ended.
     *
     * @param listener told of every event of the execution's history, in order, as it happens
     */
    public LaunchResult follow(Launch launch, Consumer<LaunchEvent> listener) throws InterruptedException {
        long seen = 0;
        while (true) {
            // Asked before the history is read, so that nothing that led to the end is missed.
            DescribeExecutionResponse execution =
                    stepFunctions.describeExecution(request -> request.executionArn(launch.executionArn()));
            seen = tellNews(launch, seen, listener);
            if (!RUNNING.contains(execution.status())) {
                return result(execution);
            }
            Thread.sleep(pollInterval.toMillis());
        }
    }

    private long tellNews(Launch launch, long seen, Consumer<LaunchEvent> listener) {
        long last = seen;
        for (HistoryEvent event : stepFunctions
                .getExecutionHistoryPaginator(
                        request -> request.executionArn(launch.executionArn()).maxResults(1000))
                .events()) {
            if (event.id() > last) {
                listener.accept(LaunchEvents.of(event));
                last = event.id();
            }
        }
        return last;
    }

    private static LaunchResult result(DescribeExecutionResponse execution) {
        return new LaunchResult(
                execution.statusAsString(),
                execution.output() == null ? null : Json.parse(execution.output()),
                execution.error(),
                execution.cause(),
                Duration.between(execution.startDate(), execution.stopDate()));
    }
}
