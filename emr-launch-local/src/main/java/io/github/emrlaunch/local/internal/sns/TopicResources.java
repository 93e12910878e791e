package io.github.emrlaunch.local.internal.sns;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.iam.MalformedPolicyException;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceHandler;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.service.QueueLookup;
import io.github.emrlaunch.local.internal.service.Services;
import java.util.Map;

/** Topics, their subscriptions, and who may publish to them, as resources. */
final class TopicResources {
    private static final int TOPIC_NAME = 256;

    private final Topics topics;
    private final ResourcePolicies resourcePolicies;
    private final Services services;

    TopicResources(Topics topics, ResourcePolicies resourcePolicies, Services services) {
        this.topics = topics;
        this.resourcePolicies = resourcePolicies;
        this.services = services;
    }

    Map<String, ResourceHandler> handlers() {
        return Map.of(
                "AWS::SNS::Topic", this::topic,
                "AWS::SNS::TopicPolicy", this::topicPolicy,
                "AWS::SNS::Subscription", this::subscription);
    }

    private CreatedResource topic(ResourceRequest request) {
        String name = request.name("TopicName", TOPIC_NAME);
        String arn = topics.put(name);
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

    private CreatedResource topicPolicy(ResourceRequest request) {
        String id = request.generatedName(255);
        for (String topic : Inputs.strings(request.properties(), "Topics")) {
            try {
                // A topic has one policy: the last one counts.
                resourcePolicies.put(topic, "Policy", request.properties().path("PolicyDocument"));
            } catch (MalformedPolicyException e) {
                throw request.error(
                        "the policy is malformed (MalformedPolicyDocument): " + e.getMessage(), "PolicyDocument");
            }
        }
        return CreatedResource.working(id, Map.of("Id", id));
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
            return properties.has("FilterPolicy")
                    ? created.withNote("Its filter policy is not applied: it gets every message.")
                    : created;
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
