package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs one attempt of a Task state. */
final class TaskRunner {
    private final Run run;
    private final VirtualClock.Worker worker;
    private final Line line;
    private final Visit visit;
    private final State.Task task;
    private final Integration integration;

    TaskRunner(Run run, VirtualClock.Worker worker, Line line, Visit visit, State.Task task) {
        this.run = run;
        this.worker = worker;
        this.line = line;
        this.visit = visit;
        this.task = task;
        this.integration = Integration.of(task.resource());
    }

    JsonNode run(JsonNode stateContext) throws StatesError, DataException, InterruptedException {
        ObjectNode context = withToken(stateContext);
        JsonNode filtered = task.flow().filter(visit.input(), context);
        JsonNode parameters = visit.limited(task.flow().effectiveInput(visit.input(), context));
        Integer timeout = seconds(task.timeoutSeconds(), filtered, context);
        Integer heartbeat = seconds(task.heartbeatSeconds(), filtered, context);
        recordScheduled(parameters, timeout, heartbeat);
        line.record("TaskStarted", "taskStartedEventDetails", integration.details());
        Instant deadline = timeout == null ? Instant.MAX : run.clock().now().plusSeconds(timeout);
        try {
            // Copies: what a handler changes must not change the execution's data.
            JsonNode result = run.tasks()
                    .run(new TaskRequest(
                            task.resource(),
                            parameters.deepCopy(),
                            context.deepCopy(),
                            new Attempt(deadline, heartbeat)));
            run.requireRunning();
            if (run.clock().now().isAfter(deadline)) {
                throw timeout();
            }
            Visit.limited(integration.type(), result);
            line.record(
                    "TaskSucceeded",
                    "taskSucceededEventDetails",
                    Details.payload(integration.details(), "output", result));
            return result;
        } catch (StatesError e) {
            recordFailure(e);
            throw e;
        }
    }

    /** Only a task that is called back has a token. */
    private ObjectNode withToken(JsonNode stateContext) {
        ObjectNode context = (ObjectNode) stateContext;
        if (task.resource().endsWith(".waitForTaskToken")) {
            context.putObject("Task").put("Token", UUID.randomUUID().toString());
        }
        return context;
    }

    private @Nullable Integer seconds(State.@Nullable Amount amount, JsonNode input, JsonNode context)
            throws DataException {
        return amount == null ? null : visit.amount(amount, input, context);
    }

    private void recordScheduled(JsonNode parameters, @Nullable Integer timeout, @Nullable Integer heartbeat)
            throws StatesError {
        ObjectNode details = integration.details();
        details.put("region", run.identity().region());
        details.put("parameters", Json.text(parameters));
        if (timeout != null) {
            details.put("timeoutInSeconds", timeout);
        }
        if (heartbeat != null) {
            details.put("heartbeatInSeconds", heartbeat);
        }
        line.record("TaskScheduled", "taskScheduledEventDetails", details);
    }

    private void recordFailure(StatesError error) throws StatesError {
        boolean timedOut =
                error.error().equals(ErrorNames.TIMEOUT) || error.error().equals(ErrorNames.HEARTBEAT_TIMEOUT);
        line.record(
                timedOut ? "TaskTimedOut" : "TaskFailed",
                timedOut ? "taskTimedOutEventDetails" : "taskFailedEventDetails",
                Details.failure(integration.details(), error.error(), error.cause()));
    }

    private static StatesError timeout() {
        return new StatesError(ErrorNames.TIMEOUT, "");
    }

    /** The resource's ARN as the history splits it: {@code lambda} and {@code invoke}. */
    private record Integration(String type, String resource) {
        static Integration of(String arn) {
            int start = arn.indexOf(":states:::");
            if (start < 0) {
                return new Integration(arn.split(":", -1).length > 2 ? arn.split(":", -1)[2] : arn, arn);
            }
            String path = arn.substring(start + ":states:::".length());
            // The last colon may be that of a version, as in startExecution.sync:2.
            int end = path.replaceFirst(":\\d+$", "").lastIndexOf(':');
            return end < 0
                    ? new Integration(path, path)
                    : new Integration(path.substring(0, end), path.substring(end + 1));
        }

        ObjectNode details() {
            return Details.none().put("resourceType", type).put("resource", resource);
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
            line.record(
                    "TaskSubmitted",
                    "taskSubmittedEventDetails",
                    Details.payload(integration.details(), "output", output));
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
