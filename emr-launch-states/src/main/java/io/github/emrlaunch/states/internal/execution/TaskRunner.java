package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskAttempt;
import io.github.emrlaunch.states.TaskRequest;
import io.github.emrlaunch.states.internal.definition.State;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.Amount;
import io.github.emrlaunch.states.internal.query.ErrorNames;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Scope;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs an attempt of a Task state. */
final class TaskRunner {
    private final ExecutionRun run;
    private final VirtualClock.Worker worker;
    private final BranchRunner branch;
    private final StateVisit visit;
    private final State.Task task;
    private final Integration integration;

    TaskRunner(ExecutionRun run, VirtualClock.Worker worker, BranchRunner branch, StateVisit visit, State.Task task) {
        this.run = run;
        this.worker = worker;
        this.branch = branch;
        this.visit = visit;
        this.task = task;
        this.integration = Integration.of(task.resource());
    }

    JsonNode run(Scope entered) throws StatesError, EvaluationException, InterruptedException {
        JsonNode parameters = visit.limited(task.flow().arguments(entered));
        Integer timeout = seconds(task.timeoutSeconds(), entered);
        Integer heartbeat = seconds(task.heartbeatSeconds(), entered);
        JsonNode credentials =
                task.credentials() == null ? null : task.credentials().evaluate(entered);
        recordScheduled(parameters, timeout, heartbeat, credentials);
        branch.record("TaskStarted", "taskStartedEventDetails", integration.details());
        Instant deadline = timeout == null ? Instant.MAX : run.clock().now().plusSeconds(timeout);
        try {
            // Copies, so that changes by a handler do not change the data of the execution.
            JsonNode result = run.tasks()
                    .run(new TaskRequest(
                            task.resource(),
                            parameters.deepCopy(),
                            entered.context().deepCopy(),
                            credentials == null ? null : credentials.deepCopy(),
                            new Attempt(deadline, heartbeat)));
            run.requireRunning();
            if (run.clock().now().isAfter(deadline)) {
                throw timeout();
            }
            StateVisit.limited(integration.type(), result);
            branch.record(
                    "TaskSucceeded",
                    "taskSucceededEventDetails",
                    EventDetails.payload(integration.details(), "output", result));
            return result;
        } catch (StatesError e) {
            recordFailure(e);
            throw e;
        }
    }

    /** Returns the scope of a task. Only a callback task has a token. */
    static Scope withToken(State.Task task, Scope scope) {
        if (!task.resource().endsWith(".waitForTaskToken")) {
            return scope;
        }
        ObjectNode context = scope.context().deepCopy();
        context.putObject("Task").put("Token", UUID.randomUUID().toString());
        return scope.withContext(context);
    }

    private static @Nullable Integer seconds(@Nullable Amount amount, Scope scope) throws EvaluationException {
        return amount == null ? null : amount.evaluateInt(scope);
    }

    private void recordScheduled(
            JsonNode parameters, @Nullable Integer timeout, @Nullable Integer heartbeat, @Nullable JsonNode credentials)
            throws StatesError {
        ObjectNode details = integration.details();
        details.put("region", run.identity().region());
        details.put("parameters", JsonValues.text(parameters));
        if (timeout != null) {
            details.put("timeoutInSeconds", timeout);
        }
        if (heartbeat != null) {
            details.put("heartbeatInSeconds", heartbeat);
        }
        if (credentials != null) {
            details.putObject("taskCredentials")
                    .put("roleArn", credentials.path("RoleArn").asText());
        }
        branch.record("TaskScheduled", "taskScheduledEventDetails", details);
    }

    private void recordFailure(StatesError error) throws StatesError {
        boolean timedOut =
                error.error().equals(ErrorNames.TIMEOUT) || error.error().equals(ErrorNames.HEARTBEAT_TIMEOUT);
        branch.record(
                timedOut ? "TaskTimedOut" : "TaskFailed",
                timedOut ? "taskTimedOutEventDetails" : "taskFailedEventDetails",
                EventDetails.failure(integration.details(), EventDetails.recorded(error.error()), error.cause()));
    }

    private static StatesError timeout() {
        return new StatesError(ErrorNames.TIMEOUT, "");
    }

    /** The ARN of a resource, split as in the history: {@code lambda} and {@code invoke}. */
    private record Integration(String type, String resource) {
        static Integration of(String arn) {
            int start = arn.indexOf(":states:::");
            if (start < 0) {
                return new Integration(arn.split(":", -1).length > 2 ? arn.split(":", -1)[2] : arn, arn);
            }
            String path = arn.substring(start + ":states:::".length());
            // The last colon can be that of a version, as in startExecution.sync:2.
            int end = path.replaceFirst(":\\d+$", "").lastIndexOf(':');
            return end < 0
                    ? new Integration(path, path)
                    : new Integration(path.substring(0, end), path.substring(end + 1));
        }

        ObjectNode details() {
            return EventDetails.none().put("resourceType", type).put("resource", resource);
        }
    }

    private final class Attempt implements TaskAttempt {
        private final Instant deadline;
        private final @Nullable Integer heartbeat;

        Attempt(Instant deadline, @Nullable Integer heartbeat) {
            this.deadline = deadline;
            this.heartbeat = heartbeat;
        }

        @Override
        public Instant now() {
            return run.clock().now();
        }

        @Override
        public void sleepUntil(Instant instant) throws StatesError, InterruptedException {
            if (instant.isAfter(limit())) {
                worker.sleepUntil(limit());
                throw timeIsUp();
            }
            worker.sleepUntil(instant);
        }

        @Override
        public void await(VirtualClock.Signal signal) throws StatesError, InterruptedException {
            if (!worker.await(signal, limit())) {
                throw timeIsUp();
            }
        }

        @Override
        public void awaitBeat(VirtualClock.Signal signal) throws StatesError, InterruptedException {
            Instant beat = heartbeat == null ? Instant.MAX : now().plusSeconds(heartbeat);
            if (!beat.isBefore(limit())) {
                await(signal);
            } else if (!worker.await(signal, beat)) {
                throw new StatesError(ErrorNames.HEARTBEAT_TIMEOUT, "");
            }
        }

        @Override
        public boolean executionTimedOut() {
            return !now().isBefore(run.deadline());
        }

        @Override
        public void submitted(JsonNode output) throws StatesError {
            branch.record(
                    "TaskSubmitted",
                    "taskSubmittedEventDetails",
                    EventDetails.payload(integration.details(), "output", output));
        }

        private Instant limit() {
            return deadline.isBefore(run.deadline()) ? deadline : run.deadline();
        }

        private StatesError timeIsUp() throws InterruptedException {
            if (limit().equals(run.deadline())) {
                throw run.timeOut();
            }
            return timeout();
        }
    }
}
