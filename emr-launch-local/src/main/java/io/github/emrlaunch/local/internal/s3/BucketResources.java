package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.iam.MalformedPolicyException;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The CloudFormation resources of buckets and bucket policies, and the CDK's custom resources for buckets. */
final class BucketResources {
    private static final int NAME = 63;
    private static final String POLICY = "Policy";
    private static final String EMPTIED = "aws-cdk:auto-delete-objects";
    private static final String OWNED = "aws-cdk:cr-owned";

    private final Account account;
    private final ResourcePolicies policies;
    private final BucketFolders folders;
    private final S3Access access;
    private final S3Events events;
    private final BucketDeployment deployment;
    /** The buckets that templates created since the emulator was started. A bucket adopts an existing folder. */
    private final Set<String> made = ConcurrentHashMap.newKeySet();
    /** The tag keys of each bucket, which the CDK's custom resources read. */
    private final Map<String, Set<String>> tags = new ConcurrentHashMap<>();

    BucketResources(ServiceContext context, BucketFolders folders, S3Access access, S3Events events) {
        this.account = context.account();
        this.policies = context.resourcePolicies();
        this.folders = folders;
        this.access = access;
        this.events = events;
        this.deployment = new BucketDeployment(folders, events, context.root());
    }

    /** An action on files. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    /** An action on files that creates a resource. */
    @FunctionalInterface
    private interface Creation {
        CreatedResource run() throws IOException;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                BucketDeployment.TYPE,
                ResourceType.of(request -> result(() -> deployment.deploy(request)), BucketDeployment.PROPERTIES)
                        .deletedBy(this::deleteDeployment),
                "Custom::S3BucketNotifications",
                ResourceType.of(
                                this::notifications,
                                "ServiceToken",
                                "BucketName",
                                "Managed",
                                "SkipDestinationValidation",
                                "NotificationConfiguration.EventBridgeConfiguration")
                        .deletedBy(this::deleteNotifications),
                "Custom::S3AutoDeleteObjects",
                ResourceType.of(this::autoDelete, "ServiceToken", "BucketName").deletedBy(this::emptyBucket),
                "AWS::S3::Bucket",
                ResourceType.of(
                                this::bucket,
                                "BucketName",
                                "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled")
                        .deletedBy(this::deleteBucket),
                "AWS::S3::BucketPolicy",
                ResourceType.of(this::policy, "Bucket", "PolicyDocument")
                        .deletedBy(request -> policies.remove(access.bucketArn(request.required("Bucket")), POLICY)));
    }

    Checkpoint checkpoint() {
        return Checkpoints.all(Checkpoints.of(made), Checkpoints.of(tags), events.checkpoint());
    }

    private CreatedResource bucket(ResourceRequest request) {
        String name = request.name("BucketName", NAME).toLowerCase(Locale.ROOT);
        if (!BucketFolders.isName(name)) {
            throw request.error(
                    "a bucket's name has 3 to " + NAME
                            + " lower-case letters, digits, dots and hyphens, begins and ends"
                            + " with a letter or digit and is no IP address, got: " + name,
                    "BucketName");
        }
        request.requireNew("BucketName", name, name, made.contains(name));
        JsonNode properties = request.properties();
        perform(() -> folders.create(name));
        made.add(name);
        events.tell(
                name,
                properties
                        .at("/NotificationConfiguration/EventBridgeConfiguration/EventBridgeEnabled")
                        .asBoolean());
        Set<String> keys = new HashSet<>();
        properties.path("Tags").forEach(tag -> keys.add(AwsJson.text(tag, "Key", "")));
        tags.put(name, keys);
        String suffix = account.urlSuffix();
        return CreatedResource.working(
                name,
                Map.of(
                        "Arn", access.bucketArn(name),
                        "DomainName", name + ".s3." + suffix,
                        "RegionalDomainName", name + ".s3." + account.region() + "." + suffix,
                        "DualStackDomainName", name + ".s3.dualstack." + account.region() + "." + suffix,
                        "WebsiteURL", "http://" + name + ".s3-website." + account.region() + "." + suffix));
    }

    private void deleteBucket(ResourceRequest request) {
        String name = request.deletedId();
        perform(() -> folders.remove(name));
        made.remove(name);
        tags.remove(name);
        events.tell(name, false);
    }

    private CreatedResource policy(ResourceRequest request) {
        String bucket = request.required("Bucket");
        if (!folders.exists(bucket)) {
            throw request.error("there is no bucket " + bucket, "Bucket");
        }
        try {
            policies.put(access.bucketArn(bucket), POLICY, request.properties().path("PolicyDocument"));
        } catch (MalformedPolicyException e) {
            throw request.error(
                    "the policy is malformed (MalformedPolicyDocument): " + e.getMessage(), "PolicyDocument");
        }
        return CreatedResource.working(bucket, Map.of());
    }

    /** Handles the notification setting of {@code enableEventBridgeNotification()}. An empty object enables it. */
    private CreatedResource notifications(ResourceRequest request) {
        String bucket = request.required("BucketName");
        boolean asked = request.at("NotificationConfiguration").has("EventBridgeConfiguration");
        if (asked || isManaged(request)) {
            events.tell(bucket, asked);
        }
        return CreatedResource.working(request.logicalId(), Map.of());
    }

    private void deleteNotifications(ResourceRequest request) {
        if (isManaged(request)) {
            events.tell(request.required("BucketName"), false);
        }
    }

    private static boolean isManaged(ResourceRequest request) {
        return AwsJson.text(request.properties(), "Managed", "true").equalsIgnoreCase("true");
    }

    private CreatedResource autoDelete(ResourceRequest request) {
        return CreatedResource.working(request.generatedName(NAME), Map.of());
    }

    /** Deletes the objects of a bucket that still has the tag. A bucket without the tag is retained. */
    private void emptyBucket(ResourceRequest request) {
        String bucket = request.required("BucketName");
        if (tags.getOrDefault(bucket, Set.of()).contains(EMPTIED)) {
            perform(() -> deployment.empty(new BucketDeployment.Destination(bucket, "")));
        }
    }

    /** Deletes the deployed files, unless they are retained or another deployment of the bucket owns them. */
    private void deleteDeployment(ResourceRequest request) {
        BucketDeployment.Destination destination = BucketDeployment.Destination.of(request.properties());
        String prefix = AwsJson.text(request.properties(), "DestinationBucketKeyPrefix", "");
        String tag = prefix.isEmpty() ? OWNED : OWNED + ":" + prefix;
        boolean owned =
                tags.getOrDefault(destination.bucket(), Set.of()).stream().anyMatch(key -> key.startsWith(tag));
        if (!BucketDeployment.retains(request.properties()) && !owned) {
            perform(() -> deployment.empty(destination));
        }
    }

    private static CreatedResource result(Creation creation) {
        try {
            return creation.run();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot deploy files to a bucket: " + e.getMessage(), e);
        }
    }

    private static void perform(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot change the folder of a bucket: " + e.getMessage(), e);
        }
    }
}
