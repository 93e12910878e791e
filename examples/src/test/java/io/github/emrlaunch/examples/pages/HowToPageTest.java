package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.core.profile.LocalDiskEncryption;
import io.github.emrlaunch.core.profile.S3Encryption;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.examples.shareddefinitions.TeamApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.events.CronOptions;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.events.targets.SfnStateMachine;
import software.amazon.awscdk.services.iam.AccountPrincipal;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.sns.Topic;

/** Tests the blocks of {@code docs/how-to.md} that create stacks. {@link HowToPageIT} tests launches. */
class HowToPageTest {
    private static final class KmsStack extends PageStack {
        KmsStack() {
            IVpc vpc = vpc();
            IBucket logs = bucket("Logs");

            Key key = Key.Builder.create(this, "Key").enableKeyRotation(true).build();
            EmrProfile.Builder.create(this, "Profile")
                    .profileName("secure")
                    .namespace("platform")
                    .vpc(vpc)
                    .logsBucket(logs)
                    .s3Encryption(S3Encryption.sseKms(key))
                    .localDiskEncryption(LocalDiskEncryption.kms(key))
                    .build();
        }
    }

    @Test
    void profileWithKmsEncryptsS3AndLocalDisks() {
        JsonNode encryption = properties(new KmsStack(), "AWS::EMR::SecurityConfiguration")
                .get(0)
                .at("/SecurityConfiguration/EncryptionConfiguration/AtRestEncryptionConfiguration");

        assertThat(encryption.at("/S3EncryptionConfiguration/EncryptionMode").asText())
                .isEqualTo("SSE-KMS");
        assertThat(encryption
                        .at("/LocalDiskEncryptionConfiguration/EncryptionKeyProviderType")
                        .asText())
                .isEqualTo("AwsKms");
        assertThat(properties(new KmsStack(), "AWS::IAM::Policy").toString()).contains("kms:GenerateDataKey");
    }

    private static final class LoadingStack extends PageStack {
        LoadingStack(App app) {
            super(app);
            IEmrProfile profile = EmrProfile.fromStoredProfile(this, "Profile", "etl", "analytics");
            IClusterConfiguration configuration =
                    ClusterConfiguration.fromStoredConfiguration(this, "Configuration", "large", "analytics");
            EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                    .launchFunctionName("nightly")
                    .namespace("reports")
                    .emrProfile(profile)
                    .clusterConfiguration(configuration)
                    .build();
        }
    }

    @Test
    void synthesizesALaunchFunctionWithStoredDefinitions() {
        App app = new App(AppProps.builder()
                .context(Map.of(StoredDefinitions.DIRECTORY_CONTEXT, TeamApp.DEFINITIONS))
                .build());

        LoadingStack stack = new LoadingStack(app);

        assertThat(properties(stack, "AWS::StepFunctions::StateMachine"))
                .extracting(machine -> machine.path("StateMachineName").asText())
                .containsExactly("reports_nightly");
        assertThat(properties(stack, "AWS::IAM::Role").toString())
                .as("a role of the stored profile, and the parameter of the stored configuration")
                .contains(
                        "arn:aws:iam::123456789012:role/analytics_etl-InstanceRole-us-east-1",
                        "/emr_launch/cluster_configurations/analytics/large");
    }

    private static final class StartersStack extends PageStack {
        StartersStack() {
            EmrLaunchFunction launchFunction = launchFunction(vpc());
            Role analysts = Role.Builder.create(this, "Analysts")
                    .assumedBy(new AccountRootPrincipal())
                    .build();

            launchFunction.grantStart(analysts);
            launchFunction
                    .getStateMachine()
                    .grantExecution(
                            analysts, "states:DescribeExecution", "states:GetExecutionHistory", "states:StopExecution");
            StoredDefinitions.grantReadNamespace(analysts, DefinitionType.EMR_LAUNCH_FUNCTION, "reports");
            StoredDefinitions.grantReadNamespace(analysts, DefinitionType.CLUSTER_CONFIGURATION, "analytics");
        }
    }

    @Test
    void grantsStartingLaunchesAndReadingDefinitions() {
        assertThat(properties(new StartersStack(), "AWS::IAM::Policy").toString())
                .contains(
                        "states:StartExecution",
                        "states:StopExecution",
                        "emr_launch/emr_launch_functions/reports",
                        "emr_launch/cluster_configurations/analytics");
    }

    private static final class OtherAccountStack extends PageStack {
        OtherAccountStack() {
            EmrLaunchFunction launchFunction = launchFunction(vpc());
            Role launchers = Role.Builder.create(this, "Launchers")
                    .roleName("reports-launchers")
                    .assumedBy(new AccountPrincipal("111122223333"))
                    .build();
            launchFunction.grantStart(launchers);
        }
    }

    @Test
    void createsARoleThatTrustsAnotherAccount() {
        assertThat(properties(new OtherAccountStack(), "AWS::IAM::Role"))
                .anyMatch(role -> role.toString().contains(":iam::111122223333:root"));
    }

    private static final class AlarmsStack extends PageStack {
        AlarmsStack() {
            Topic operators = new Topic(this, "Operators");
            FunctionSettings.builder().alarmTopic(operators).build().applyTo(this);
            EmrLaunchFunction launchFunction = launchFunction(vpc());

            Alarm.Builder.create(this, "LaunchesFail")
                    .metric(launchFunction.getStateMachine().metricFailed())
                    .threshold(1)
                    .evaluationPeriods(1)
                    .build()
                    .addAlarmAction(new SnsAction(operators));
        }
    }

    @Test
    void createsAlarmsForFailedLaunchesAndSweeps() {
        assertThat(properties(new AlarmsStack(), "AWS::CloudWatch::Alarm"))
                .extracting(alarm -> alarm.path("MetricName").asText())
                .contains("ExecutionsFailed", "ClustersEndedBySweep")
                .hasSize(5);
    }

    private static final class ScheduleStack extends PageStack {
        ScheduleStack() {
            EmrLaunchFunction launchFunction = launchFunction(vpc());

            Rule.Builder.create(this, "Nightly")
                    .schedule(Schedule.cron(
                            CronOptions.builder().hour("2").minute("0").build()))
                    .targets(List.of(SfnStateMachine.Builder.create(launchFunction.getStateMachine())
                            .build()))
                    .build();
        }
    }

    @Test
    void schedulesALaunchEachNight() {
        assertThat(properties(new ScheduleStack(), "AWS::Events::Rule"))
                .anyMatch(rule -> rule.path("ScheduleExpression").asText().equals("cron(0 2 * * ? *)"));
    }

    /** Versions are deleted with their function, which is not retained. */
    @Test
    void retainsOnlyKeysBucketsAndVersions() {
        assertThat(retained(new KmsStack())).containsExactlyInAnyOrder("AWS::KMS::Key", "AWS::S3::Bucket");
        assertThat(retained(new AlarmsStack())).containsExactly("AWS::Lambda::Version");
    }

    private static List<String> retained(PageStack stack) {
        List<String> types = new ArrayList<>();
        Json.of(Template.fromStack(stack).toJSON()).path("Resources").forEach(resource -> {
            if (resource.path("DeletionPolicy").asText().equals("Retain")) {
                types.add(resource.path("Type").asText());
            }
        });
        return types;
    }

    /** A profile, a launch function and the clean-up of the stack. */
    @Test
    void createsTheExpectedNumberOfRolesRulesAndParameters() {
        StartersStack stack = new StartersStack();

        assertThat(properties(stack, "AWS::IAM::Role"))
                .as("and that of the analysts")
                .hasSize(3 + 2 + 1 + 1);
        assertThat(properties(stack, "AWS::Events::Rule")).hasSize(2);
        assertThat(properties(stack, "AWS::SSM::Parameter")).hasSize(3);
    }

    /** A new version in the build must also be on the pages. */
    @Test
    void pagesHaveTheVersionsOfTheBuild() throws IOException {
        String build = Files.readString(Path.of("../pom.xml"));
        String howTo = Files.readString(Path.of("../docs/how-to.md"));
        String compatibility = Files.readString(Path.of("../docs/compatibility.md"));

        String library = version(build, "<revision>");
        assertThat(howTo.split("<version>" + library + "</version>", -1)).hasSize(3);
        for (String name : List.of("junit", "assertj")) {
            assertThat(howTo).contains("<version>" + version(build, "<" + name + ".version>") + "</version>");
        }
        assertThat(howTo)
                .contains(
                        "<version>" + version(build, "maven-surefire-plugin</artifactId>\\s*<version>") + "</version>")
                .contains(version(build, "<cdk.version>"));
        for (String name : List.of("cdk", "constructs", "awssdk", "jackson", "junit", "assertj")) {
            assertThat(compatibility).contains("| " + version(build, "<" + name + ".version>") + " |");
        }
    }

    private static String version(String build, String before) {
        Matcher version = Pattern.compile(before + "([^<]+)<").matcher(build);
        assertThat(version.find()).as(before).isTrue();
        return version.group(1);
    }

    private static List<JsonNode> properties(PageStack stack, String type) {
        return Template.fromStack(stack).findResources(type).values().stream()
                .map(resource -> Json.of(resource).path("Properties"))
                .toList();
    }
}
