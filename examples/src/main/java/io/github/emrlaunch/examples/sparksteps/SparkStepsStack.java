package io.github.emrlaunch.examples.sparksteps;

import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.cluster.InstanceRole;
import io.github.emrlaunch.core.cluster.Market;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.environment.NotebookStudio;
import io.github.emrlaunch.core.environment.SparkEnvironment;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.StepsFile;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import java.util.Locale;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/**
 * A separate environment and a Spot cluster for the jobs in {@code steps.json}, which run one after the other. Code and data are
 * uploaded to the data bucket, and the outputs of a job are in its folder {@code outputs/NAME/}. Notebooks can also use such a cluster.
 */
public final class SparkStepsStack extends Stack {
    private static final String NAME = "spark-steps";
    private static final String FOLDER = "src/main/emr/spark-steps/";

    private final SparkStepsParameters parameters;
    private final String prefixedName;

    /** Defines the stack. */
    public SparkStepsStack(Construct scope, String id, SparkStepsParameters parameters) {
        super(scope, id);
        this.parameters = parameters;
        this.prefixedName = "%s-%s".formatted(parameters.namingPrefix(), NAME);
        SparkEnvironment environment = environment();
        EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName(NAME)
                .namespace(parameters.namingPrefix())
                .clusterName(prefixedName)
                .emrProfile(profile(environment))
                .clusterConfiguration(configuration(environment))
                .build();
        EmrStep[] steps = StepsFile.read(FOLDER + "steps.json", environment.getDataBucket())
                .toArray(EmrStep[]::new);
        Topic failed = topic("Failed");
        TransientClusterPipeline pipeline = TransientClusterPipeline.Builder.create(this, "Pipeline")
                .pipelineName(NAME)
                .namespace(parameters.namingPrefix())
                .launchFunction(launchFunction)
                .phases(Phase.of("Steps", steps))
                .notifications(Notifications.to(topic("Succeeded"), failed))
                .build();
        NotebookStudio studio = NotebookStudio.Builder.create(this, "Studio")
                .studioName(prefixedName)
                .vpc(environment.getVpc())
                .subnets(environment.getClusterSubnet())
                .notebooksBucket(environment.getDataBucket())
                .build();

        addOutputs(environment);
        output(
                "RunSteps",
                "aws stepfunctions start-execution --state-machine-arn "
                        + pipeline.getStateMachine().getStateMachineArn(),
                "Runs the steps on a separate cluster");
        output("FailedTopicArn", failed.getTopicArn(), "The topic that is notified of failed runs");
        output(
                "LaunchFunctionArn",
                launchFunction.getStateMachine().getStateMachineArn(),
                "Starts a cluster that runs until it has been idle for an hour");
        output("StudioUrl", studio.getUrl(), "The address of the EMR Studio");
    }

    private SparkEnvironment environment() {
        SparkEnvironment.Builder environment = SparkEnvironment.Builder.create(this, "Environment")
                .cidr(parameters.cidr())
                .maxAzs(parameters.maxAzs())
                .namingPrefix(parameters.namingPrefix());
        if (parameters.namingSuffix() != null) {
            environment.namingSuffix(parameters.namingSuffix());
        }
        return environment.build();
    }

    private EmrProfile profile(SparkEnvironment environment) {
        EmrProfile profile = EmrProfile.Builder.create(this, "Profile")
                .profileName(NAME)
                .namespace(parameters.namingPrefix())
                .vpc(environment.getVpc())
                .logsBucket(environment.getLogsBucket())
                .build();
        profile.authorizeInputBucket(environment.getDataBucket(), "data/*")
                .authorizeOutputBucket(environment.getDataBucket(), "outputs/*");
        environment.allowSessions(profile.getInstanceRole());
        return profile;
    }

    private ClusterConfiguration configuration(SparkEnvironment environment) {
        EmrCode bootstrap = EmrCode.fromPath(FOLDER + "bootstrap", environment.getDataBucket(), "bootstrap");
        return ClusterConfiguration.Builder.create(this, "Configuration")
                .configurationName(NAME)
                .namespace(parameters.namingPrefix())
                .releaseLabel("emr-7.12.0")
                .applications("JupyterEnterpriseGateway", "Livy", "Spark")
                .bootstrapActions(BootstrapAction.of(
                        "Bootstrap",
                        bootstrap,
                        "bootstrap.sh",
                        parameters.pythonModules().toArray(String[]::new)))
                .instanceGroups(group(InstanceRole.MASTER, 1), group(InstanceRole.CORE, parameters.coreInstances()))
                .spotMaster(parameters.market() == Market.SPOT)
                .subnets(environment.getClusterSubnet())
                .idleTimeout(Duration.hours(1))
                .build();
    }

    private InstanceGroup group(InstanceRole role, int count) {
        return InstanceGroup.builder(role)
                .instanceType(parameters.instanceType())
                .instanceCount(count)
                .market(parameters.market())
                .build();
    }

    private Topic topic(String outcome) {
        return Topic.Builder.create(this, outcome)
                .topicName("%s-%s".formatted(prefixedName, outcome.toLowerCase(Locale.ROOT)))
                .enforceSsl(true)
                .build();
    }

    private void addOutputs(SparkEnvironment environment) {
        IBucket data = environment.getDataBucket();
        IBucket logs = environment.getLogsBucket();
        output("DataBucketName", data.getBucketName(), "Code, data and outputs");
        output("ResultsUri", data.s3UrlForObject("outputs/"), "The results, with a folder for each step");
        output("LogsBucketName", logs.getBucketName(), "Logs of clusters, bucket access and the network");
        output(
                "LogsUri",
                logs.s3UrlForObject(
                        "elasticmapreduce/%s/%s/%s/".formatted(parameters.namingPrefix(), NAME, prefixedName)),
                "A folder for each cluster");
        output("ClusterName", prefixedName, "The name of each cluster");
        output("VpcId", environment.getVpc().getVpcId(), "The VPC");
        output("ClusterSubnetId", environment.getClusterSubnet().getSubnetId(), "The subnet of the clusters");
    }

    private void output(String id, String value, String description) {
        CfnOutput.Builder.create(this, id).value(value).description(description).build();
    }
}
