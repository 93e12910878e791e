package io.github.emrlaunch.local.internal.sns;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.iam.MalformedPolicyException;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.QueueLookup;
import io.github.emrlaunch.local.internal.service.Services;
import java.util.Map;
import java.util.TreeMap;

/** The CloudFormation resources of topics, subscriptions and topic policies. */
final class TopicResources {
    private static final int TOPIC_NAME = 256;
    private static final String POLICY = "Policy";
    private static final String[] TOPIC_PROPERTIES = {
        "TopicName",
        "Subscription",
        "FifoTopic",
        "Tags",
        "DisplayName",
        "KmsMasterKeyId",
        "DataProtectionPolicy",
        "DeliveryStatusLogging",
        "SignatureVersion",
        "TracingConfig"
    };

    private final Topics topics;
    private final ResourcePolicies resourcePolicies;
    private final Services services;

    TopicResources(Topics topics, ResourcePolicies resourcePolicies, Services services) {
        this.topics = topics;
        this.resourcePolicies = resourcePolicies;
        this.services = services;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::SNS::Topic",
                ResourceType.of(this::topic, "TopicName", "Subscription", "FifoTopic", "Tags", "KmsMasterKeyId")
                        .deletedBy(request -> topics.remove(request.deletedId())),
                "AWS::SNS::TopicPolicy",
                ResourceType.of(this::topicPolicy, "Topics", "PolicyDocument").deletedBy(this::deletePolicy),
                "AWS::SNS::Subscription",
                ResourceType.of(
                                this::subscription,
                                "TopicArn",
                                "Protocol",
                                "Endpoint",
                                "RawMessageDelivery",
                                "RedrivePolicy")
                        .deletedBy(request -> topics.unsubscribe(request.deletedId())));
    }

    private CreatedResource topic(ResourceRequest request) {
        if (request.properties().path("FifoTopic").asBoolean()) {
            throw request.error("the local emulator has standard topics only", "FifoTopic");
        }
        request.supports("", TOPIC_PROPERTIES);
        String name = request.name("TopicName", TOPIC_NAME);
        if (!name.matches("[A-Za-z0-9_-]+") || name.length() > TOPIC_NAME) {
            throw request.error("Invalid parameter: Topic Name", "TopicName");
        }
        request.requireNew("TopicName", name, topics.arn(name), topics.exists(name));
        String arn = topics.put(name, tags(request), AwsJson.text(request.properties(), "KmsMasterKeyId"));
        for (JsonNode subscription : request.properties().path("Subscription")) {
            topics.subscribe(
                    arn,
                    subscription.path("Protocol").asText(),
                    subscription.path("Endpoint").asText(),
                    false,
                    null);
        }
        return CreatedResource.working(arn, Map.of("TopicArn", arn, "TopicName", name));
    }

    private static Map<String, String> tags(ResourceRequest request) {
        Map<String, String> tags = new TreeMap<>();
        request.properties()
                .path("Tags")
                .forEach(tag ->
                        tags.put(tag.path("Key").asText(), tag.path("Value").asText()));
        return tags;
    }

    private CreatedResource topicPolicy(ResourceRequest request) {
        String id = request.generatedName(255);
        for (String topic : Inputs.strings(request.properties(), "Topics")) {
            try {
                // A topic has one policy: the last one applies.
                resourcePolicies.put(topic, POLICY, request.properties().path("PolicyDocument"));
            } catch (MalformedPolicyException e) {
                throw request.error(
                        "the policy is malformed (MalformedPolicyDocument): " + e.getMessage(), "PolicyDocument");
            }
        }
        return CreatedResource.working(id, Map.of("Id", id));
    }

    private void deletePolicy(ResourceRequest request) {
        Inputs.strings(request.properties(), "Topics").forEach(topic -> resourcePolicies.remove(topic, POLICY));
    }

    private CreatedResource subscription(ResourceRequest request) {
        JsonNode properties = request.properties();
        if (request.required("Protocol").equals("sqs")) {
            checkQueue(request);
        }
        try {
            String arn = topics.subscribe(
                    request.required("TopicArn"),
                    request.required("Protocol"),
                    AwsJson.text(properties, "Endpoint", ""),
                    properties.path("RawMessageDelivery").asBoolean(),
                    AwsJson.text(properties.path("RedrivePolicy"), "deadLetterTargetArn"));
            CreatedResource created = CreatedResource.working(arn, Map.of("Arn", arn));
            return request.required("Protocol").equals("sqs") || !properties.has("RedrivePolicy")
                    ? created
                    : created.withNote("Its redrive policy is not applied.");
        } catch (AwsException e) {
            throw request.error(e.message(), "TopicArn");
        }
    }

    private void checkQueue(ResourceRequest request) {
        request.supports("", "TopicArn", "Protocol", "Endpoint", "RawMessageDelivery", "RedrivePolicy");
        request.supports("RedrivePolicy", "deadLetterTargetArn");
        QueueLookup queues = services.get(QueueLookup.class);
        if (queues.queueUrl(request.required("Endpoint")).isEmpty()) {
            throw request.error("there is no queue " + request.required("Endpoint"), "Endpoint");
        }
        String deadLetters = AwsJson.text(request.at("RedrivePolicy"), "deadLetterTargetArn");
        if (deadLetters != null && queues.queueUrl(deadLetters).isEmpty()) {
            throw request.error("there is no queue " + deadLetters, "RedrivePolicy.deadLetterTargetArn");
        }
    }
}
