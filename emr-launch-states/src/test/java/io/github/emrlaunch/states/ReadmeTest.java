package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.states.time.VirtualClock;
import org.junit.jupiter.api.Test;

/** The example of the module's README. */
class ReadmeTest {
    @Test
    void theExampleRuns() throws Exception {
        StateMachineDefinition definition = StateMachineDefinition.parse("""
                {"QueryLanguage": "JSONata", "StartAt": "Price", "States": {
                  "Price": {
                    "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                    "Arguments": {"item": "{% $states.input.item %}"},
                    "Assign": {"price": "{% $states.result.price %}"},
                    "Next": "Wait a Day"},
                  "Wait a Day": {"Type": "Wait", "Seconds": 86400, "Next": "Pay"},
                  "Pay": {"Type": "Succeed", "Output": {"total": "{% $price * $states.context.Execution.Input.count %}"}}}}
                """);
        VirtualClock clock = new VirtualClock();
        TaskHandler prices = request -> ExecutionInput.parse("{\"price\": 2.5}");

        RunningExecution execution = new Interpreter(clock, prices)
                .start(
                        definition,
                        new ExecutionIdentity(
                                "arn:aws:states:eu-central-1:123456789012:execution:order:1",
                                "1",
                                "arn:aws:iam::123456789012:role/order",
                                "arn:aws:states:eu-central-1:123456789012:stateMachine:order",
                                "order"),
                        ExecutionInput.parse("{\"item\": \"bread\", \"count\": 4}"),
                        event -> System.out.println(event.type()));

        ExecutionResult result = execution.await();

        assertThat(String.valueOf(result.output())).isEqualTo("{\"total\":10}");
    }
}
