package io.github.emrlaunch.examples.jupyterhub;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.emrlaunch.core.cluster.InstanceFleet;
import io.github.emrlaunch.core.cluster.InstanceRole;
import io.github.emrlaunch.core.notebook.NotebookCluster;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.EmrProfile;
import java.util.List;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.events.CronOptions;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/**
 * Notebooks for data scientists: a cluster with Spark and JupyterHub, started at seven on working days and terminated when idle.
 * Notebooks are in S3. The context key {@code ssh-from} has the addresses that may connect to the cluster.
 */
public final class JupyterHubStack extends Stack {
    /** Addresses that are reserved for documentation. */
    private static final String NOBODY = "203.0.113.0/24";

    /** Defines the stack. */
    public JupyterHubStack(Construct scope, String id) {
        super(scope, id);
        Vpc vpc = Vpc.Builder.create(this, "Vpc")
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
        EmrProfile profile = EmrProfile.Builder.create(this, "Profile")
                .profileName("notebooks")
                .vpc(vpc)
                .logsBucket(bucket)
                .logsPath("logs")
                .httpPutResponseHopLimit(2)
                .build();

        Object sshFrom = getNode().tryGetContext("ssh-from");
        NotebookCluster.Builder.create(this, "Notebooks")
                .clusterName("SparkifyCluster")
                .emrProfile(profile)
                .releaseLabel("emr-7.12.0")
                .notebooksBucket(bucket)
                .pythonModules("seaborn", "matplotlib", "numpy", "pandas", "pathlib", "boto3")
                .instanceFleets(
                        InstanceFleet.builder(InstanceRole.MASTER)
                                .name("MyMasterFleet")
                                .targetOnDemandCapacity(1)
                                .instanceTypes("m5.xlarge")
                                .build(),
                        InstanceFleet.builder(InstanceRole.CORE)
                                .name("MyCoreFleet")
                                .targetOnDemandCapacity(2)
                                .instanceTypes("m5.xlarge")
                                .build())
                .subnets(vpc.getPublicSubnets().get(0))
                .users("philipp", "admin")
                .sshFrom(sshFrom == null ? NOBODY : sshFrom.toString())
                .schedule(Schedule.cron(CronOptions.builder()
                        .minute("0")
                        .hour("7")
                        .weekDay("MON-FRI")
                        .build()))
                .notifications(Notifications.ofFailure(Topic.Builder.create(this, "Failed")
                        .topicName("notebooks-failed")
                        .enforceSsl(true)
                        .build()))
                .build();
        NagSuppressions.addStackSuppressions(
                this,
                List.of(
                        NagPackSuppression.builder()
                                .id("AwsSolutions-S1")
                                .reason("The bucket holds notebooks of one example: access need not be audited")
                                .build(),
                        NagPackSuppression.builder()
                                .id("AwsSolutions-VPC7")
                                .reason("The VPC holds one example cluster: traffic need not be audited")
                                .build()));
    }
}
