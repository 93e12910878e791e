package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.tasks.TaskIntegration;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskRequest;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for a callback, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token">Wait for a Callback
 * with Task Token</a>.
 */
final class TaskTokens {
    private final VirtualClock clock;
    private final Map<String, Callback> callbacks = new ConcurrentHashMap<>();

    TaskTokens(VirtualClock clock) {
        this.clock = clock;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "SendTaskSuccess", operation("SendTaskSuccess", this::sendTaskSuccess),
                "SendTaskFailure", operation("SendTaskFailure", this::sendTaskFailure),
                "SendTaskHeartbeat", operation("SendTaskHeartbeat", this::sendTaskHeartbeat));
    }

    Checkpoint checkpoint() {
        return Checkpoints.of(callbacks);
    }

    /** Creates an operation. Its permission is for the state machine of the task. */
    private Operation operation(String name, Operation.Handler handler) {
        return Operation.requiring(
                input -> RequiredPermission.of(
                        "states:" + name,
                        Optional.ofNullable(callbacks.get(Inputs.required(input, "taskToken")))
                                .map(callback -> callback.machineArn)
                                .orElse("*")),
                handler);
    }

    /** Returns a task that runs another task and then waits for a callback. */
    TaskIntegration around(TaskIntegration task) {
        return new TaskIntegration() {
            @Override
            public Optional<String> problem(JsonNode parameters) {
                return task.problem(parameters);
            }

            @Override
            public JsonNode run(CallContext context, TaskRequest request) throws StatesError, InterruptedException {
                Callback callback = new Callback(
                        request.context().path("StateMachine").path("Id").asText());
                callbacks.put(request.context().path("Task").path("Token").asText(), callback);
                try {
                    request.attempt().submitted(task.run(context, request));
                    return callback.await(request);
                } finally {
                    callback.close();
                }
            }
        };
    }

    private JsonNode sendTaskSuccess(CallContext context, ObjectNode input) {
        String output = Inputs.required(input, "output");
        try {
            callback(input).end(AwsJson.parse(output), null);
        } catch (JsonProcessingException e) {
            throw AwsException.client("InvalidOutput", "Invalid Output: '" + e.getOriginalMessage() + "'");
        }
        return AwsJson.object();
    }

    private JsonNode sendTaskFailure(CallContext context, ObjectNode input) {
        callback(input).end(null, new StatesError(AwsJson.text(input, "error", ""), AwsJson.text(input, "cause", "")));
        return AwsJson.object();
    }

    private JsonNode sendTaskHeartbeat(CallContext context, ObjectNode input) {
        callback(input).beat();
        return AwsJson.object();
    }

    private Callback callback(ObjectNode input) {
        Callback callback = callbacks.get(Inputs.required(input, "taskToken"));
        if (callback == null) {
            throw AwsException.client("InvalidToken", "Invalid Token: 'Invalid token'");
        }
        return callback;
    }

    /** A task that waits for its callback. */
    private final class Callback {
        private final String machineArn;
        private VirtualClock.Signal signal = clock.signal();
        private @Nullable JsonNode output;
        private @Nullable StatesError error;
        private boolean closed;

        Callback(String machineArn) {
            this.machineArn = machineArn;
        }

        JsonNode await(TaskRequest request) throws StatesError, InterruptedException {
            while (true) {
                VirtualClock.Signal next;
                synchronized (this) {
                    if (error != null) {
                        throw error;
                    }
                    if (output != null) {
                        return output;
                    }
                    next = signal;
                }
                request.attempt().awaitBeat(next);
            }
        }

        synchronized void end(@Nullable JsonNode itsOutput, @Nullable StatesError itsError) {
            requireOpen();
            closed = true;
            output = itsOutput;
            error = itsError;
            signal.raise();
        }

        synchronized void beat() {
            requireOpen();
            VirtualClock.Signal before = signal;
            signal = clock.signal();
            before.raise();
        }

        synchronized void close() {
            closed = true;
        }

        private void requireOpen() {
            if (closed) {
                throw AwsException.client("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
            }
        }
    }
}
