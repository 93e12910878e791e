package io.github.emrlaunch.examples.profiles;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.KerberosAuthentication;
import io.github.emrlaunch.core.profile.LocalDiskEncryption;
import io.github.emrlaunch.core.profile.RuntimeRoles;
import io.github.emrlaunch.core.profile.S3Encryption;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.FlowLogOptions;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;

/** Four profiles in the namespace {@code security}, which a security team deploys for all teams that launch clusters. */
public final class ProfilesStack extends Stack {
    private static final String NAMESPACE = "security";

    private final Vpc vpc;
    private final Bucket logs;
    private final Bucket artifacts;
    private final Bucket data;

    /** Defines the stack. */
    public ProfilesStack(Construct scope, String id) {
        super(scope, id);
        // The default of "cdk init": a bucket policy allows access logs, and ACLs are disabled.
        getNode().setContext("@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy", true);
        vpc = Vpc.Builder.create(this, "Vpc")
                .maxAzs(2)
                .natGateways(1)
                .gatewayEndpoints(Map.of(
                        "S3",
                        GatewayVpcEndpointOptions.builder()
                                .service(GatewayVpcEndpointAwsService.S3)
                                .build()))
                .flowLogs(Map.of("Rejected", FlowLogOptions.builder().build()))
                .build();
        Bucket accessLogs = bucket("AccessLogs").build();
        logs = bucket("Logs").serverAccessLogsBucket(accessLogs).build();
        artifacts = bucket("Artifacts").serverAccessLogsBucket(accessLogs).build();
        data = bucket("Data").serverAccessLogsBucket(accessLogs).build();
        plain();
        kms();
        kerberos();
        lakeFormation();
    }

    private Bucket.Builder bucket(String id) {
        return Bucket.Builder.create(this, id)
                .encryption(BucketEncryption.S3_MANAGED)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true);
    }

    private EmrProfile.Builder profile(String id, String name) {
        return EmrProfile.Builder.create(this, id)
                .profileName(name)
                .namespace(NAMESPACE)
                .vpc(vpc)
                .logsBucket(logs)
                .artifactsBucket(artifacts);
    }

    /** A profile with the defaults, SSE-S3 and IMDSv2, and access to the data. */
    private void plain() {
        profile("Plain", "plain")
                .description("Clusters that read and write the data bucket")
                .build()
                .authorizeInputBucket(data, "raw/*")
                .authorizeOutputBucket(data, "refined/*");
    }

    /** A profile with one KMS key for S3 and another one for the disks of nodes. */
    private void kms() {
        Key s3Key = Key.Builder.create(this, "S3Key").enableKeyRotation(true).build();
        Key diskKey =
                Key.Builder.create(this, "DiskKey").enableKeyRotation(true).build();
        profile("Kms", "kms")
                .description("Data and disks are encrypted with customer managed keys")
                .s3Encryption(S3Encryption.sseKms(s3Key))
                .localDiskEncryption(LocalDiskEncryption.kms(diskKey))
                .build()
                .authorizeOutputBucket(data, "confidential/*");
    }

    /** A profile with a KDC on each cluster and a generated password. */
    private void kerberos() {
        Secret attributes = Secret.Builder.create(this, "KerberosAttributes")
                .description("Realm and KDC admin password of clusters with the profile security/kerberos")
                .generateSecretString(SecretStringGenerator.builder()
                        .secretStringTemplate("{\"Realm\": \"EC2.INTERNAL\"}")
                        .generateStringKey("KdcAdminPassword")
                        .excludePunctuation(true)
                        .build())
                .build();
        NagSuppressions.addResourceSuppressions(
                attributes,
                List.of(NagPackSuppression.builder()
                        .id("AwsSolutions-SMG4")
                        .reason(
                                "A cluster keeps the password with which it was launched: a new password needs a new cluster")
                        .build()));
        profile("Kerberos", "kerberos")
                .description("Users authenticate with Kerberos")
                .kerberosAuthentication(KerberosAuthentication.clusterDedicatedKdc(attributes))
                .build()
                .authorizeInputBucket(data, "raw/*");
    }

    /** A profile with runtime roles for steps; Lake Formation controls access to tables, columns and rows. */
    private void lakeFormation() {
        Role analysts = Role.Builder.create(this, "Analysts")
                .assumedBy(new AccountRootPrincipal())
                .inlinePolicies(Map.of(
                        "LakeFormation",
                        PolicyDocument.Builder.create()
                                .statements(List.of(PolicyStatement.Builder.create()
                                        .actions(List.of(
                                                "lakeformation:GetDataAccess",
                                                "glue:GetDatabase",
                                                "glue:GetDatabases",
                                                "glue:GetPartitions",
                                                "glue:GetTable",
                                                "glue:GetTables"))
                                        .resources(List.of("*"))
                                        .build()))
                                .build()))
                .build();
        NagSuppressions.addResourceSuppressions(
                analysts,
                List.of(NagPackSuppression.builder()
                        .id("AwsSolutions-IAM5")
                        .reason("Lake Formation controls access to databases and tables; its action has no resources")
                        .appliesTo(List.of("Resource::*"))
                        .build()));
        profile("LakeFormation", "lake-formation")
                .description("Lake Formation controls what a step may read")
                .inTransitEncryption(InTransitEncryption.pem(artifacts, "certificates.zip"))
                .runtimeRoles(RuntimeRoles.of(analysts))
                .lakeFormationSessionTag("Amazon EMR")
                .build();
    }
}
