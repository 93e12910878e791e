package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.TopicAttributes;

class NotificationAccessTest {
    private static final String TOPIC = "arn:aws:sns:us-east-1:999999999999:theirs";
    private static final String KEY = "arn:aws:kms:us-east-1:999999999999:key/1";

    private final TestStack test = TestStack.create();

    private static List<String> actions(Notifications notifications) {
        JsonNode statements = Json.of(NotificationAccess.statements(notifications));
        return StreamSupport.stream(statements.spliterator(), false)
                .map(statement -> Json.write(statement.path("Action")))
                .toList();
    }

    private Annotations annotations(Notifications notifications) {
        NotificationAccess.explain(test.stack(), notifications);
        return Annotations.fromStack(test.stack());
    }

    private ITopic importedWithKey() {
        return Topic.fromTopicAttributes(
                test.stack(),
                "Theirs",
                TopicAttributes.builder().topicArn(TOPIC).keyArn(KEY).build());
    }

    @Test
    void topicOfStackGrantsPublishWithoutInfo() {
        Notifications notifications = Notifications.ofFailure(
                Topic.Builder.create(test.stack(), "Topic").build());

        assertThat(actions(notifications)).containsExactly("[\"sns:Publish\"]");
        annotations(notifications).hasNoInfo("*", Match.anyValue());
    }

    @Test
    void encryptedTopicOfStackGrantsKeyWithoutInfo() {
        Notifications notifications = Notifications.ofFailure(Topic.Builder.create(test.stack(), "Topic")
                .masterKey(Key.Builder.create(test.stack(), "Key").build())
                .build());

        assertThat(actions(notifications))
                .containsExactly("[\"sns:Publish\"]", "[\"kms:Decrypt\",\"kms:GenerateDataKey*\"]");
        annotations(notifications).hasNoInfo("*", Match.anyValue());
    }

    /** "You cannot use a key id, alias name, or alias ARN to identify a KMS key in an IAM policy statement" (KMS, IAM policies). */
    @Test
    void keyAliasBecomesConditionOfGrant() {
        Notifications notifications = Notifications.ofFailure(Topic.Builder.create(test.stack(), "Topic")
                .masterKey(Alias.fromAliasName(test.stack(), "Key", "alias/data"))
                .build());

        JsonNode statement =
                Json.of(NotificationAccess.statements(notifications)).path(1);
        assertThat(statement.at("/Resource/0").asText()).contains(":kms:").endsWith(":key/*");
        assertThat(statement.path("Condition"))
                .isEqualTo(Json.parse("{\"ForAnyValue:StringEquals\": {\"kms:ResourceAliases\": \"alias/data\"}}"));
    }

    @Test
    void importedTopicWithKeyGrantsKeyAndAddsInfo() {
        Notifications notifications = Notifications.ofFailure(importedWithKey());

        assertThat(actions(notifications))
                .containsExactly("[\"sns:Publish\"]", "[\"kms:Decrypt\",\"kms:GenerateDataKey*\"]");
        annotations(notifications)
                .hasInfo(
                        "/Stack",
                        Match.stringLikeRegexp("The policy of its key " + KEY
                                + " has to allow kms:Decrypt and kms:GenerateDataKey\\* to the roles .*"
                                + "the policy of a topic in another account has to allow them sns:Publish"));
    }

    @Test
    void importedTopicWithoutKeyAddsInfo() {
        annotations(Notifications.ofFailure(Topic.fromTopicArn(test.stack(), "Theirs", TOPIC)))
                .hasInfo(
                        "/Stack",
                        Match.stringLikeRegexp(
                                "It is imported\\. If it is encrypted with a customer managed key, specify the key with Topic\\.fromTopicAttributes"));
    }

    @Test
    void eventBusGrantsPutEvents() {
        assertThat(actions(
                        Notifications.none().withEventBus(EventBus.fromEventBusName(test.stack(), "Bus", "default"))))
                .containsExactly("[\"events:PutEvents\"]");
    }
}
