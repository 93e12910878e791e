package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskInput;

/** Final states of state machines with the user's text. {@link EmrChainsIT} tests their behavior. */
class EndNotificationTest {
    private final TestStack test = TestStack.create();
    private final Topic topic = Topic.Builder.create(test.stack(), "Ends").build();

    private JsonNode states(EndNotification notification) {
        StateMachine.Builder.create(test.stack(), "Machine")
                .definitionBody(DefinitionBody.fromChainable(
                        EmrChains.fail(test.stack(), "Failed", notification, "NoTables", "There are no tables")))
                .build();
        return Json.parse(TestStack.text(test.properties("AWS::StepFunctions::StateMachine").stream()
                        .reduce((first, second) -> second)
                        .orElseThrow()
                        .path("DefinitionString")))
                .path("States");
    }

    @Test
    void publishesMessageBeforeFailState() {
        JsonNode states = states(
                EndNotification.to(topic, TaskInput.fromText("No tables today")).withSubject("Load failed"));

        assertThat(states.at("/Failed Notification/Arguments").toString())
                .contains("\"Subject\":\"Load failed\",\"Message\":\"No tables today\"");
        assertThat(states.at("/Failed Notification/Next").asText()).isEqualTo("Failed");
        assertThat(states.at("/Failed Notification/Catch/0/Next").asText()).isEqualTo("Failed");
        assertThat(states.at("/Failed")).isEqualTo(Json.parse("""
                {"Type": "Fail", "QueryLanguage": "JSONata", "Error": "NoTables", "Cause": "There are no tables"}"""));
        assertThat(test.statements("MachineRole")).singleElement().asString().startsWith("sns:Publish on <Ends");
    }

    @Test
    void grantsUseOfKeyOfTopic() {
        Key key = Key.Builder.create(test.stack(), "Key").build();
        ITopic encrypted =
                Topic.Builder.create(test.stack(), "Encrypted").masterKey(key).build();

        states(EndNotification.to(encrypted, TaskInput.fromObject(Map.of("Day", JsonPath.stringAt("$.Day")))));

        assertThat(test.statements("MachineRole"))
                .anySatisfy(statement -> assertThat(statement).contains("kms:Decrypt kms:GenerateDataKey* on <Key"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " begins with a space",
                "two\nlines",
                "tab\t",
                "bell\u0007",
                "line\u2028separator",
                "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
            })
    void rejectsInvalidSubject(String subject) {
        EndNotification notification = EndNotification.to(topic, TaskInput.fromText("x"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> notification.withSubject(subject))
                .withMessageStartingWith("'subject' must have 1 to 99 characters");
    }

    @Test
    void rejectsEmptyMessageAndFifoTopic() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndNotification.to(topic, TaskInput.fromText("")))
                .withMessage("'message' must not be empty: SNS publishes no empty message");
        ITopic fifo = Topic.Builder.create(test.stack(), "Fifo").fifo(true).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndNotification.to(fifo, TaskInput.fromText("x")))
                .withMessageContaining("FIFO topic");
    }
}
