package io.github.emrlaunch.examples.shareddefinitions;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.constructs.Construct;

/**
 * The shared definitions of a platform team, in the namespace {@code analytics}: a profile, and cluster configurations of two sizes.
 * The stack launches no cluster.
 */
public final class PlatformStack extends Stack {
    /** The namespace of the shared definitions. */
    static final String NAMESPACE = "analytics";
    /** The name of the profile. */
    static final String PROFILE = "etl";

    private final Vpc vpc;

    /** Defines the stack. */
    public PlatformStack(Construct scope, String id) {
        super(scope, id);
        vpc = Vpc.Builder.create(this, "Vpc")
                .maxAzs(1)
                .natGateways(0)
                .subnetConfiguration(List.of(SubnetConfiguration.builder()
                        .name("Public")
                        .subnetType(SubnetType.PUBLIC)
                        .build()))
                .build();
        Bucket bucket = Bucket.Builder.create(this, "Bucket")
                .encryption(BucketEncryption.S3_MANAGED)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .build();
        EmrProfile.Builder.create(this, "Profile")
                .profileName(PROFILE)
                .namespace(NAMESPACE)
                .description("Clusters that read the lake")
                .vpc(vpc)
                .logsBucket(bucket)
                .build()
                .authorizeInputBucket(bucket, "lake/*");
        configuration("small", "m7g.xlarge", 2);
        configuration("large", "r7g.4xlarge", 10);

        // The CI/CD pipelines of other teams synthesize their apps with this role, and the command line exports with
        // it.
        Role readers = Role.Builder.create(this, "Readers")
                .assumedBy(new AccountRootPrincipal())
                .build();
        StoredDefinitions.grantReadNamespace(readers, DefinitionType.EMR_PROFILE, NAMESPACE);
        StoredDefinitions.grantReadNamespace(readers, DefinitionType.CLUSTER_CONFIGURATION, NAMESPACE);
        suppress(readers);
    }

    private void configuration(String name, String instanceType, int coreNodes) {
        ClusterConfiguration.Builder.create(this, name)
                .configurationName(name)
                .namespace(NAMESPACE)
                .releaseLabel("emr-7.12.0")
                .applications("Spark")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core(instanceType, coreNodes))
                .subnets(vpc.getPublicSubnets().get(0))
                .idleTimeout(Duration.minutes(30))
                .override("CoreInstanceType", rule -> rule.withAllowedValues(instanceType))
                .override("ReleaseLabel", rule -> rule.withPattern("emr-7\\.\\d+\\.\\d+"))
                .build();
    }

    private void suppress(Role readers) {
        NagSuppressions.addResourceSuppressions(
                readers,
                List.of(NagPackSuppression.builder()
                        .id("AwsSolutions-IAM5")
                        .reason("The purpose of the role is to read all definitions of the namespace")
                        .build()),
                true);
        NagSuppressions.addStackSuppressions(
                this,
                List.of(
                        NagPackSuppression.builder()
                                .id("AwsSolutions-S1")
                                .reason("The bucket holds data of example clusters: access need not be audited")
                                .build(),
                        NagPackSuppression.builder()
                                .id("AwsSolutions-VPC7")
                                .reason("The VPC holds example clusters for some minutes: traffic need not be audited")
                                .build()));
    }
}
