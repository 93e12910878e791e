package io.github.emrlaunch.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/** The topic, queues and pipe of a test template. A test can change the template. */
final class Messaging {
    static final String QUEUE = "arn:aws:sqs:us-east-1:123456789012:requests";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:requests";

    private final LocalAws aws;
    private final Path directory;

    Messaging(LocalAws aws, Path directory) {
        this.aws = aws;
        this.directory = directory;
    }

    /**
     * Deploys the template.
     *
     * @param change changes the resources
     */
    Deployment deploy(Consumer<ObjectNode> change) {
        try {
            ObjectNode template = (ObjectNode) JSON.readTree(Assembly.template("pipes.json"));
            change.accept((ObjectNode) template.get("Resources"));
            return aws.deploy(
                    new Assembly(directory).stack("Pipes", template.toString()).write());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a change that sets a property of a resource, such as {@code Queue}, to a JSON text. */
    static Consumer<ObjectNode> with(String resource, String path, String json) {
        return resources -> {
            try {
                int slash = path.lastIndexOf('/');
                ObjectNode parent = (ObjectNode)
                        resources.path(resource).path("Properties").at(path.substring(0, Math.max(0, slash)));
                parent.set(path.substring(slash + 1), JSON.readTree(json));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    static Consumer<ObjectNode> without(String... resourceIds) {
        return resources -> resources.remove(List.of(resourceIds));
    }

    /** Publishes a message and waits until the emulator is idle. */
    String publish(String message) throws InterruptedException {
        try (SnsClient sns = SdkClients.sns(aws)) {
            String id = sns.publish(request -> request.topicArn(TOPIC)
                            .subject("Request")
                            .message(message)
                            .messageAttributes(Map.of(
                                    "rows",
                                    MessageAttributeValue.builder()
                                            .dataType("Number")
                                            .stringValue("7")
                                            .build())))
                    .messageId();
            aws.awaitIdle();
            return id;
        }
    }

    /** Calls SQS for the queue, or for another one. */
    JsonNode sqs(String operation, String members) throws IOException {
        return call(Wire.Keys.administrator(aws), operation, members).body();
    }

    Wire.Answer call(Wire.Keys keys, String operation, String members) throws IOException {
        ObjectNode request =
                JSON.createObjectNode().put("QueueUrl", "https://sqs.us-east-1.amazonaws.com/123456789012/requests");
        request.setAll((ObjectNode) JSON.readTree(members));
        return Wire.call(aws, keys, "AmazonSQS." + operation, request.toString());
    }
}
