package io.github.emrlaunch.local.internal.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.iam.MalformedPolicyException;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The CloudFormation resources of queues and queue policies. */
final class QueueResources {
    private static final int NAME = 80;
    private static final String POLICY = "Policy";
    private static final int MAX_VISIBILITY_TIMEOUT = 43_200;
    private static final int MIN_RETENTION = 60;
    private static final int MAX_RETENTION = 1_209_600;
    private static final int MAX_DELAY = 900;
    private static final int MAX_WAIT = 20;
    private static final int MIN_MESSAGE = 1024;
    private static final int MAX_MESSAGE = 1_048_576;
    private static final int MIN_DATA_KEY_REUSE = 60;
    private static final int MAX_DATA_KEY_REUSE = 86_400;
    private static final int MAX_RECEIVE_COUNT = 1_000;

    private final Queues queues;
    private final ResourcePolicies resourcePolicies;

    QueueResources(Queues queues, ResourcePolicies resourcePolicies) {
        this.queues = queues;
        this.resourcePolicies = resourcePolicies;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::SQS::Queue",
                ResourceType.of(
                                this::queue,
                                "QueueName",
                                "VisibilityTimeout",
                                "MessageRetentionPeriod",
                                "DelaySeconds",
                                "MaximumMessageSize",
                                "ReceiveMessageWaitTimeSeconds",
                                "SqsManagedSseEnabled",
                                "KmsMasterKeyId",
                                "KmsDataKeyReusePeriodSeconds",
                                "RedrivePolicy",
                                "Tags")
                        .deletedBy(request -> queues.remove(queues.arn(request.deletedId()))),
                "AWS::SQS::QueuePolicy",
                ResourceType.of(this::queuePolicy, "Queues", "PolicyDocument").deletedBy(this::deletePolicy));
    }

    private CreatedResource queue(ResourceRequest request) {
        request.supports(
                "",
                "QueueName",
                "VisibilityTimeout",
                "MessageRetentionPeriod",
                "DelaySeconds",
                "MaximumMessageSize",
                "RedrivePolicy",
                "ReceiveMessageWaitTimeSeconds",
                "SqsManagedSseEnabled",
                "KmsMasterKeyId",
                "KmsDataKeyReusePeriodSeconds",
                "Tags");
        String name = request.name("QueueName", NAME);
        String arn = queues.arn(name);
        request.requireNew("QueueName", name, queues.url(arn), queues.exists(arn));
        QueueSettings.Encryption encryption = encryption(request);
        queues.put(
                arn,
                new QueueSettings(
                        Duration.ofSeconds(number(request, "", "VisibilityTimeout", 30, 0, MAX_VISIBILITY_TIMEOUT)),
                        Duration.ofSeconds(
                                number(request, "", "MessageRetentionPeriod", 345_600, MIN_RETENTION, MAX_RETENTION)),
                        Duration.ofSeconds(number(request, "", "DelaySeconds", 0, 0, MAX_DELAY)),
                        number(request, "", "MaximumMessageSize", MAX_MESSAGE, MIN_MESSAGE, MAX_MESSAGE),
                        Duration.ofSeconds(number(request, "", "ReceiveMessageWaitTimeSeconds", 0, 0, MAX_WAIT)),
                        request.properties().path("SqsManagedSseEnabled").asBoolean(encryption == null),
                        encryption,
                        redrive(request),
                        tags(request)));
        String url = queues.url(arn);
        return CreatedResource.working(url, Map.of("Arn", arn, "QueueName", name, "QueueUrl", url));
    }

    private static Map<String, String> tags(ResourceRequest request) {
        Map<String, String> tags = new TreeMap<>();
        request.properties()
                .path("Tags")
                .forEach(tag ->
                        tags.put(tag.path("Key").asText(), tag.path("Value").asText()));
        return tags;
    }

    private static QueueSettings.@Nullable Encryption encryption(ResourceRequest request) {
        int dataKeyReuse =
                number(request, "", "KmsDataKeyReusePeriodSeconds", 300, MIN_DATA_KEY_REUSE, MAX_DATA_KEY_REUSE);
        String key = AwsJson.text(request.properties(), "KmsMasterKeyId", "");
        // An empty id is none.
        return key.isEmpty() ? null : new QueueSettings.Encryption(key, Duration.ofSeconds(dataKeyReuse));
    }

    private QueueSettings.@Nullable Redrive redrive(ResourceRequest request) {
        JsonNode policy = request.properties().path("RedrivePolicy");
        if (policy.isMissingNode()) {
            return null;
        }
        request.supports("RedrivePolicy", "deadLetterTargetArn", "maxReceiveCount");
        String arn = policy.path("deadLetterTargetArn").asText();
        requireQueue(request, arn, "RedrivePolicy.deadLetterTargetArn");
        if (!AwsJson.has(policy, "maxReceiveCount")) {
            throw request.error("'maxReceiveCount' is required", "RedrivePolicy.maxReceiveCount");
        }
        return new QueueSettings.Redrive(
                arn, number(request, "RedrivePolicy", "maxReceiveCount", 0, 1, MAX_RECEIVE_COUNT));
    }

    private CreatedResource queuePolicy(ResourceRequest request) {
        String id = request.generatedName(255);
        List<String> urls = Inputs.strings(request.properties(), "Queues");
        urls.forEach(url -> requireQueue(request, queues.arn(url), "Queues"));
        for (String url : urls) {
            try {
                // A queue has one policy: the last one applies.
                resourcePolicies.put(
                        queues.arn(url), POLICY, request.properties().path("PolicyDocument"));
            } catch (MalformedPolicyException e) {
                throw request.error(
                        "the policy is malformed (MalformedPolicyDocument): " + e.getMessage(), "PolicyDocument");
            }
        }
        return CreatedResource.working(id, Map.of("Id", id));
    }

    private void deletePolicy(ResourceRequest request) {
        Inputs.strings(request.properties(), "Queues").forEach(url -> resourcePolicies.remove(queues.arn(url), POLICY));
    }

    private void requireQueue(ResourceRequest request, String arn, String property) {
        if (!queues.exists(arn)) {
            throw request.error("there is no queue " + arn + " that a template creates", property);
        }
    }

    private static int number(
            ResourceRequest request, String parent, String property, int otherwise, int minimum, int maximum) {
        JsonNode value = request.at(parent).path(property);
        int number = value.isMissingNode() ? otherwise : value.asInt(minimum - 1);
        if (number < minimum || number > maximum) {
            throw request.error(
                    "must be from " + minimum + " to " + maximum + " here, got: " + value.asText(),
                    parent.isEmpty() ? property : parent + "." + property);
        }
        return number;
    }
}
