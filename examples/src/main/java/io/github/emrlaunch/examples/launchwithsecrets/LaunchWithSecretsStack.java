package io.github.emrlaunch.examples.launchwithsecrets;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.examples.HandlerCode;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;

/**
 * A cluster with an external Hive metastore database. The launch reads the user and password of the database from Secrets Manager and
 * adds them to the request. EMR reads the token of a job. Neither is in a definition, an execution's history or a log. {@link
 * SizeOverrides}, a function of the app, sets the size of the cluster.
 */
public final class LaunchWithSecretsStack extends Stack {
    private static final String NAME = "launch-with-secrets";

    /** Defines the stack. */
    public LaunchWithSecretsStack(Construct scope, String id) {
        super(scope, id);
        Vpc vpc = Vpc.Builder.create(this, "Vpc")
                .maxAzs(1)
                .natGateways(0)
                .subnetConfiguration(List.of(SubnetConfiguration.builder()
                        .name("Public")
                        .subnetType(SubnetType.PUBLIC)
                        .build()))
                .build();
        EmrProfile profile = EmrProfile.Builder.create(this, "Profile")
                .profileName(NAME)
                .vpc(vpc)
                .build();

        // A JSON object of properties, which the launch adds to the classification.
        Secret metastore = Secret.Builder.create(this, "Metastore")
                .description("User and password of the Hive metastore's database")
                .generateSecretString(SecretStringGenerator.builder()
                        .secretStringTemplate("{\"javax.jdo.option.ConnectionUserName\": \"hive\"}")
                        .generateStringKey("javax.jdo.option.ConnectionPassword")
                        .excludePunctuation(true)
                        .build())
                .build();
        // One value, which EMR reads with the service role when it configures the cluster.
        Secret token = Secret.Builder.create(this, "Token")
                .description("Token of the reports' jobs")
                .generateSecretString(
                        SecretStringGenerator.builder().excludePunctuation(true).build())
                .build();
        token.grantRead(profile.getServiceRole());

        ClusterConfiguration configuration = ClusterConfiguration.Builder.create(this, "Configuration")
                .configurationName(NAME)
                .releaseLabel("emr-7.12.0")
                .applications("Hive", "Spark")
                .configurations(
                        EmrConfiguration.of(
                                "hive-site",
                                Map.of(
                                        "javax.jdo.option.ConnectionURL",
                                        "jdbc:mariadb://metastore.example.com:3306/hive")),
                        EmrConfiguration.of("spark-defaults", Map.of()).withSecret("spark.reports.token", token))
                .secretConfigurations(Map.of("hive-site", metastore))
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                .subnets(vpc.getPublicSubnets().get(0))
                .idleTimeout(Duration.minutes(30))
                .build();
        EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName(NAME)
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .overrideFunction(Function.Builder.create(this, "SizeOverrides")
                        .runtime(Runtime.JAVA_25)
                        .code(HandlerCode.of(SizeOverrides.class))
                        .handler(SizeOverrides.class.getName() + "::apply")
                        .memorySize(512)
                        .build())
                .build();
        suppress();
    }

    private void suppress() {
        NagSuppressions.addStackSuppressions(
                this,
                List.of(
                        suppression("AwsSolutions-VPC7", "The VPC holds one example cluster for some minutes"),
                        suppression("AwsSolutions-SMG4", "The owner of the database rotates its password"),
                        suppression("AwsSolutions-L1", "Java 25 is the newest runtime in regions that support it"),
                        suppression("AwsSolutions-IAM4", "The function has the managed policy for writing logs")));
    }

    private static NagPackSuppression suppression(String id, String reason) {
        return NagPackSuppression.builder().id(id).reason(reason).build();
    }
}
