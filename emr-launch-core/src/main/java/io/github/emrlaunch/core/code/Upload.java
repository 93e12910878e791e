package io.github.emrlaunch.core.code;

import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.S3Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.amazon.awscdk.services.s3.deployment.BucketDeployment;
import software.amazon.awscdk.services.s3.deployment.BucketDeploymentProps;
import software.amazon.awscdk.services.s3.deployment.Source;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * Uploads folders with the CDK's function for bucket deployments. Its role may only write under the prefixes of the
 * code in a stack. The CDK would grant it complete buckets, so the role is one that the CDK cannot change.
 *
 * @see <a href="https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_s3_deployment-readme.html">Bucket deployments</a>
 */
final class Upload extends Construct {
    private static final String ID = "Upload";

    /**
     * The memory size. Deployments with the same size share a function and its role. This unusual size prevents other
     * deployments of an app from using this function, whose role does not allow them anything. It is sufficient for
     * large jars.
     */
    private static final int MEMORY_MIB = 520;

    private static final Pattern FUNCTION_ID = Pattern.compile("Custom::CDKBucketDeployment.*" + MEMORY_MIB + "MiB");

    private static final String REASON =
            "The CDK's own function for bucket deployments, which it shares among them; it runs during deployments only. EmrCode.fromDeployment accepts custom settings";

    private static final List<Map<String, Object>> FUNCTION = Stream.of(
                    List.of(
                            CdkNag.rule("AwsSolutions-L1", REASON),
                            CdkNag.rule("Serverless-LambdaDefaultMemorySize", REASON),
                            CdkNag.rule("Serverless-LambdaLatestVersion", REASON),
                            CdkNag.rule("Serverless-LambdaTracing", REASON)),
                    CdkNag.inPacks(
                            List.of("HIPAA.Security", "NIST.800.53.R4", "NIST.800.53.R5", "PCI.DSS.321"),
                            "LambdaInsideVPC",
                            REASON),
                    CdkNag.inPacks(List.of("HIPAA.Security", "NIST.800.53.R5"), "LambdaConcurrency", REASON),
                    CdkNag.inPacks(List.of("HIPAA.Security", "NIST.800.53.R5", "Serverless"), "LambdaDLQ", REASON))
            .flatMap(List::stream)
            .toList();

    private static final List<Map<String, Object>> ROLE = List.of(
            CdkNag.rule("AwsSolutions-IAM4", "It writes its logs, as all functions of the CDK do"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::.*/\\*",
                    "The code is a folder; the assets of an app are in one bucket"));

    private final Stack stack;
    private final Role role;
    private final IRole unchanged;
    private final Set<String> assetBuckets = new HashSet<>();

    private Upload(Construct scope, Stack stack) {
        super(scope, ID);
        this.stack = stack;
        role = Role.Builder.create(this, "UploadRole")
                .description("Uploads code of clusters and jobs")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .managedPolicies(
                        List.of(ManagedPolicy.fromAwsManagedPolicyName("service-role/AWSLambdaBasicExecutionRole")))
                .build();
        unchanged = role.withoutPolicyUpdates();
        CdkNag.suppress(role, ROLE);
    }

    /** Returns the uploads of a stack. */
    static Upload of(Construct scope, Stack stack) {
        return scope.getNode().tryFindChild(ID) instanceof Upload existing ? existing : new Upload(scope, stack);
    }

    /** Uploads a folder. */
    void deploy(String id, CodeFolder folder, DeployedCode code) {
        Asset.Builder builder =
                Asset.Builder.create(this, id + "-Asset").path(folder.folder().toString());
        Asset asset = (folder.digest().isEmpty() ? builder : builder.assetHash(folder.digest())).build();
        IBucket bucket = code.bucket();
        allow(bucket, code.prefix());
        // Allows the complete assets bucket: the rollback of an update reads the previous asset.
        if (assetBuckets.add(asset.getS3BucketName())) {
            allow(List.of("s3:GetObject"), asset.getBucket().arnForObjects("*"), Map.of());
        }
        new BucketDeployment(
                this,
                id,
                BucketDeploymentProps.builder()
                        .sources(List.of(Source.bucket(asset.getBucket(), asset.getS3ObjectKey())))
                        .destinationBucket(bucket)
                        .destinationKeyPrefix(code.properties().getDestinationKeyPrefix())
                        .memoryLimit(MEMORY_MIB)
                        .role(unchanged)
                        .build());
        CdkNag.suppressInPolicyOf(role, ROLE);
        stack.getNode().getChildren().stream()
                .filter(child -> FUNCTION_ID.matcher(child.getNode().getId()).matches())
                .forEach(function -> CdkNag.suppress(function, FUNCTION));
    }

    /**
     * Allows the actions of {@code aws s3 sync --delete} under a prefix, and reading the bucket's tags, in which the
     * CDK records owners of prefixes.
     */
    private void allow(IBucket bucket, String prefix) {
        allow(List.of("s3:GetBucketLocation", "s3:GetBucketTagging"), bucket.getBucketArn(), Map.of());
        allow(List.of("s3:ListBucket"), bucket.getBucketArn(), BucketAccess.prefixes(S3Path.objectsBelow(prefix)));
        allow(
                List.of("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
                bucket.arnForObjects(S3Path.objectsBelow(prefix)),
                Map.of());
        IKey key = bucket.getEncryptionKey();
        if (key != null) {
            role.addToPolicy(
                    PolicyStatement.fromJson(KeyAccess.statement(key, List.of("kms:Decrypt", "kms:GenerateDataKey"))));
            CdkNag.suppressInPolicyOf(role, List.of(KeyAccess.FINDING));
        }
    }

    private void allow(List<String> actions, String resource, Map<String, Object> conditions) {
        role.addToPolicy(PolicyStatement.Builder.create()
                .actions(actions)
                .resources(List.of(resource))
                .conditions(conditions)
                .build());
    }

    /** Suppresses cdk-nag's findings in the CDK's function. */
    static void suppressFindings(BucketDeployment deployment) {
        IRole role = deployment.getHandlerRole();
        CdkNag.suppress(role, List.of(CdkNag.rule("AwsSolutions-IAM4", REASON)));
        CdkNag.suppressInPolicyOf(role, List.of(CdkNag.rule("AwsSolutions-IAM5", REASON)));
        IConstruct function = role.getNode().getScope();
        if (function != null) {
            CdkNag.suppress(function, FUNCTION);
        }
    }
}
