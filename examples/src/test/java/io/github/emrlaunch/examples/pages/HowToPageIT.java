package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.SparkSubmit;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.LogEvent;
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.local.PythonFunctions;
import io.github.emrlaunch.local.PythonNotFoundException;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;

/** Tests {@code docs/how-to.md}: the statements about launches and pipelines, and their blocks. */
class HowToPageIT {
    private static final String LOGS = "/aws/vendedlogs/states/reports_nightly";

    @RegisterExtension
    static final LocalAwsExtension aws = LocalAwsExtension.forApp(NightlyStack::new);

    private static final class NightlyStack extends PageStack {
        NightlyStack(App app) {
            super(app);
            IBucket bucket = bucket("Bucket");
            EmrProfile profile = EmrProfile.Builder.create(this, "Profile")
                    .profileName("etl")
                    .vpc(vpc())
                    .logsBucket(bucket)
                    .build();
            ClusterConfiguration configuration = ClusterConfiguration.Builder.create(this, "Configuration")
                    .configurationName("large")
                    .releaseLabel("emr-7.12.0")
                    .applications("Spark")
                    .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                    .subnets(subnet())
                    .override("CoreInstanceCount", rule -> rule.withMaximum(40))
                    .build();
            EmrLaunchFunction launchFunction = launchFunction(profile, configuration);
            pipeline(launchFunction, bucket);
        }

        private EmrLaunchFunction launchFunction(EmrProfile profile, ClusterConfiguration configuration) {
            Topic failures = new Topic(this, "Failures");
            failures.addSubscription(new EmailSubscription("data-team@example.com"));
            EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                    .launchFunctionName("nightly")
                    .namespace("reports")
                    .emrProfile(profile)
                    .clusterConfiguration(configuration)
                    .startTimeout(Duration.minutes(30))
                    .notifications(Notifications.ofFailure(failures))
                    .build();
            return launchFunction;
        }

        private void pipeline(EmrLaunchFunction launchFunction, IBucket bucket) {
            EmrCode code = EmrCode.fromPath("src/main/emr/spark-steps/code", bucket, "code");
            EmrStep words = SparkSubmit.python(code, "words.py")
                    .arguments("--day", "2026-01-01")
                    .toStep("Words")
                    .withArgumentName("Day", "2026-01-01")
                    .withOverrideRules(OverrideRule.of("Day").withPattern("\\d{4}-\\d{2}-\\d{2}"));
            EmrStep pairs =
                    SparkSubmit.python(code, "pairs.py").arguments("monthly").toStep("Pairs");
            TransientClusterPipeline.Builder.create(this, "Pipeline")
                    .pipelineName("daily")
                    .launchFunction(launchFunction)
                    .phases(Phase.of("Count", words, pairs))
                    .build();
        }
    }

    private LocalCluster cluster() {
        return aws.local().clusters().get(0);
    }

    private static long statesOf(LocalExecution execution) {
        return execution.history().stream()
                .filter(event -> event.path("type").asText().endsWith("StateEntered"))
                .count();
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/how-to.md"));
    }

    /** The numbers of the page are measured on the emulator, whose cluster is ready after eight minutes. */
    @Test
    void pageShowsTransitionsAndInvocationsOfALaunch() throws IOException {
        LocalExecution launch = aws.run("reports_nightly", "{}");

        assertThat(launch.succeeded()).isTrue();
        List<LogEvent> lines = aws.local().logs();
        assertThat(lines).extracting(LogEvent::logGroup).containsOnly(LOGS);
        assertThat(lines.stream().mapToInt(line -> line.message().length()).sum())
                .isLessThan(6_000);
        assertThat(page())
                .contains("%d transitions".formatted(statesOf(launch)))
                .contains("%d invocations".formatted(aws.local().invocations().size()));
    }

    @Test
    void pageShowsAdditionalTransitionsOfAPipeline() throws IOException {
        LocalExecution pipeline = aws.run("pipeline_default_daily", "{}");

        assertThat(pipeline.succeeded()).isTrue();
        assertThat(page()).contains("%d additional transitions".formatted(statesOf(pipeline)));
    }

    @Test
    void acceptsACoreInstanceCountUpToItsMaximum() {
        LocalExecution launch =
                aws.run("reports_nightly", "{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 4}}");
        LocalExecution tooMany =
                aws.run("reports_nightly", "{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 41}}");

        assertThat(launch.succeeded()).isTrue();
        assertThat(cluster()
                        .request()
                        .at("/Instances/InstanceGroups/1/InstanceCount")
                        .asInt())
                .isEqualTo(4);
        assertThat(tooMany.error()).isEqualTo("InvalidOverride");
        assertThat(tooMany.cause()).contains("1 to 40");
    }

    @Test
    void terminatesAClusterThatIsNotReadyInTime() throws IOException {
        aws.local().emr().failNextCluster(ClusterFault.neverStarts());

        LocalExecution launch = aws.run("reports_nightly", "{}");

        assertThat(launch.error()).isEqualTo("ClusterStartFailed");
        assertThat(page())
                .contains(String.valueOf(launch.cause()).replace(cluster().id(), "j-2AXXXXXXGAPLF"));
        assertThat(cluster().isAlive()).isFalse();
    }

    @Test
    void sendsAnEmailWhenTheLaunchFails() throws Exception {
        aws.local().emr().failNextCluster(ClusterFault.neverStarts());

        aws.run("reports_nightly", "{}");
        aws.local().awaitIdle();

        assertThat(aws.local().publications()).singleElement().satisfies(message -> {
            assertThat(message.recipients()).containsExactly("email:data-team@example.com");
            assertThat(message.subject()).isEqualTo("EMR launch failed: reports/nightly");
            assertThat(page()).contains("EMR launch failed: reports/nightly");
        });
        assertThat(aws.local().publications())
                .extracting(Publication::message)
                .allMatch(text -> text.contains("ClusterStartFailed"));
    }

    /** Arguments are identified by the name that the builder sets, or by their text. */
    @Test
    void runsStepsWithOverriddenArguments() {
        LocalExecution run = aws.run(
                "pipeline_default_daily",
                "{\"StepArgumentOverrides\": {\"Words\": {\"Day\": \"2026-02-28\"}, \"Pairs\": {\"monthly\":"
                        + " \"weekly\"}}}");

        assertThat(run.succeeded()).isTrue();
        assertThat(cluster().steps()).extracting(LocalStep::name).containsExactly("Words", "Pairs");
        assertThat(lastArguments("Words")).endsWith("\"--day\",\"2026-02-28\"]");
        assertThat(lastArguments("Pairs")).endsWith("pairs.py\",\"weekly\"]");
    }

    private String lastArguments(String step) {
        return cluster()
                .stepsNamed(step)
                .get(0)
                .request()
                .at("/HadoopJarStep/Args")
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"Words\": {\"Day\": \"yesterday\"}} | 'StepArgumentOverrides.Words.Day'",
                "{\"Words\": {\"2026-01-01\": \"2026-02-28\"}} | is no argument that an execution may override."
                        + " Arguments: Day"
            })
    void rejectsArgumentsThatAreNotAllowed(String overrides, String cause) {
        LocalExecution run = aws.run("pipeline_default_daily", "{\"StepArgumentOverrides\": %s}".formatted(overrides));

        assertThat(run.error()).isEqualTo("InvalidOverride");
        assertThat(run.cause()).contains(cause);
        assertThat(aws.local().clusters()).isEmpty();
    }

    @Test
    void logUriIsTheFolderThatThePageShows() throws IOException {
        aws.run("reports_nightly", "{}");

        assertThat(cluster().request().path("LogUri").asText()).endsWith("/elasticmapreduce/default/etl/large");
        assertThat(page())
                .contains("/aws/vendedlogs/states/NAMESPACE_NAME", "elasticmapreduce/NAMESPACE/PROFILE/CLUSTER_NAME/");
    }

    /** The script of the page, with the address and the account of this emulator. */
    @Test
    void boto3StartsALaunchAndWaitsForIt() throws Exception {
        Path python = pythonWithBoto3();
        Map<String, String> environment = aws.local().environment();
        Matcher script = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(page());
        assertThat(script.find()).isTrue();

        Process process = new ProcessBuilder(
                        python.toString(),
                        "-c",
                        script.group(1)
                                .replace(
                                        "http://127.0.0.1:4599",
                                        aws.local().endpoint().toString())
                                .replace("eu-central-1", aws.local().region())
                                .replace("111122223333", aws.local().accountId())
                                .replace("\"any\"", "\"%s\"".formatted(environment.get("AWS_ACCESS_KEY_ID")))
                                .replace("\"key\"", "\"%s\"".formatted(environment.get("AWS_SECRET_ACCESS_KEY"))))
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("['large']\n");
    }

    private static Path pythonWithBoto3() {
        try {
            PythonFunctions.Python python = PythonFunctions.installed().python();
            assumeTrue(python.hasBoto3(), "no boto3");
            return python.executable();
        } catch (PythonNotFoundException e) {
            return abort(e.getMessage());
        }
    }
}
