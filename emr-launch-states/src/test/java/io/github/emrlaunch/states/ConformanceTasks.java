package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.concurrent.atomic.AtomicInteger;

/** The tasks that conformance cases use. */
final class ConformanceTasks implements TaskHandler {
    private final VirtualClock clock;
    private final AtomicInteger calls = new AtomicInteger();

    ConformanceTasks(VirtualClock clock) {
        this.clock = clock;
    }

    @Override
    public JsonNode run(TaskRequest request) throws StatesError, InterruptedException {
        JsonNode arguments = request.parameters();
        return switch (request.resource()) {
            case "arn:aws:states:::aws-sdk:ssm:getParameter" ->
                throw new StatesError("Ssm.ParameterNotFoundException", "Parameter not found");
            case "arn:aws:states:::sns:publish.waitForTaskToken" -> neverCalledBack(request);
            case "arn:test:echo" -> arguments;
            case "arn:test:fail" ->
                throw new StatesError(
                        arguments.path("Error").asText(), arguments.path("Cause").asText());
            case "arn:test:flaky" -> flaky(arguments.path("times").intValue());
            default -> throw new StatesError("States.Runtime", "No resource " + request.resource());
        };
    }

    private JsonNode neverCalledBack(TaskRequest request) throws StatesError, InterruptedException {
        request.attempt().awaitBeat(clock.signal());
        throw new IllegalStateException("A callback task waits for its callback");
    }

    private JsonNode flaky(int times) throws StatesError {
        int call = calls.incrementAndGet();
        if (call <= times) {
            throw new StatesError("Flaky", "");
        }
        return JsonValues.MAPPER.createObjectNode().put("calls", call);
    }
}
