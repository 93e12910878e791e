package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.concurrent.atomic.AtomicInteger;

/** The tasks of the conformance cases. */
final class ConformanceTasks implements TaskHandler {
    private final VirtualClock clock;
    private final AtomicInteger calls = new AtomicInteger();

    private volatile JsonNode changes = MissingNode.getInstance();

    ConformanceTasks(VirtualClock clock) {
        this.clock = clock;
    }

    /**
     * Changes the behavior of the tasks from now on.
     *
     * @param before the member {@code redrive.before} of a case
     */
    void change(JsonNode before) {
        changes = before;
    }

    @Override
    public JsonNode run(TaskRequest request) throws StatesError, InterruptedException {
        JsonNode arguments = request.parameters();
        return switch (request.resource()) {
            case "arn:aws:states:::aws-sdk:ssm:getParameter" ->
                throw new StatesError("Ssm.ParameterNotFoundException", "Parameter not found");
            case "arn:aws:states:::sns:publish.waitForTaskToken" -> calledBack(request);
            case "arn:test:echo" -> arguments;
            case "arn:test:fail" ->
                throw new StatesError(
                        arguments.path("Error").asText(),
                        arguments.path("Cause").asText());
            case "arn:test:flaky" -> flaky(arguments.path("times").intValue());
            default -> throw new StatesError("States.Runtime", "No resource " + request.resource());
        };
    }

    private JsonNode calledBack(TaskRequest request) throws StatesError, InterruptedException {
        if (changes.has("tokenAnswered")) {
            return changes.path("tokenAnswered");
        }
        request.attempt().submitted(JsonValues.MAPPER.createObjectNode());
        request.attempt().awaitBeat(clock.signal());
        throw new IllegalStateException("A callback task waits for its callback");
    }

    private JsonNode flaky(int times) throws StatesError {
        int call = calls.incrementAndGet();
        if (call <= times && !changes.path("flakyFixed").booleanValue()) {
            throw new StatesError("Flaky", "");
        }
        return JsonValues.MAPPER.createObjectNode().put("calls", call);
    }
}
