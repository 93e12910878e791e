package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awscdk.App;
import software.amazon.awscdk.services.events.CronOptions;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.events.targets.SfnStateMachine;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.sns.Topic;

/** Tests the pipeline of {@code docs/how-to.md} that runs each night, and statements of other pages about such a pipeline. */
class NightlyPageIT {
    private static final String PIPELINE = "pipeline_default_orders-of-the-day";

    @RegisterExtension
    static final LocalAwsExtension aws = LocalAwsExtension.forApp(OrdersStack::new);

    private static final class OrdersStack extends PageStack {
        OrdersStack(App app) {
            super(app);
            IBucket bucket = bucket("Bucket");
            Topic failures = new Topic(this, "Failures");
            EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                    .launchFunctionName("orders")
                    .emrProfile(EmrProfile.Builder.create(this, "Profile")
                            .profileName("orders")
                            .vpc(vpc())
                            .build())
                    .clusterConfiguration(ClusterConfiguration.Builder.create(this, "Configuration")
                            .configurationName("orders")
                            .releaseLabel("emr-7.12.0")
                            .applications("Spark")
                            .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                            .subnets(subnet())
                            .build())
                    .notifications(Notifications.ofFailure(failures))
                    .build();
            EmrCode code = EmrCode.fromPath("src/main/emr/spark-steps/code", bucket, "code");
            pipeline(launchFunction, code, failures);
            pipelineOfTheDayBefore(launchFunction, code);
        }

        private void pipeline(EmrLaunchFunction launchFunction, EmrCode code, Topic failures) {
            String today = "{% $substring($states.context.Execution.StartTime, 0, 10) %}";
            EmrStep orders = SparkSubmit.python(code, "words.py")
                    .arguments("--day", today)
                    .toStep("Orders")
                    .withArgumentName("Day", today)
                    .withOverrideRules(OverrideRule.of("Day").withPattern("\\d{4}-\\d{2}-\\d{2}"));
            TransientClusterPipeline pipeline = TransientClusterPipeline.Builder.create(this, "OrdersOfTheDay")
                    .pipelineName("orders-of-the-day")
                    .launchFunction(launchFunction)
                    .phases(Phase.of("Orders", orders))
                    .notifications(Notifications.ofFailure(failures))
                    .build();
            Rule.Builder.create(this, "Nightly")
                    .schedule(Schedule.cron(
                            CronOptions.builder().hour("2").minute("0").build()))
                    .targets(List.of(SfnStateMachine.Builder.create(pipeline.getStateMachine())
                            .build()))
                    .build();
        }

        private void pipelineOfTheDayBefore(EmrLaunchFunction launchFunction, EmrCode code) {
            TransientClusterPipeline.Builder.create(this, "OrdersOfTheDayBefore")
                    .pipelineName("orders-of-the-day-before")
                    .launchFunction(launchFunction)
                    .phases(Phase.of(
                            "Orders",
                            SparkSubmit.python(code, "words.py")
                                    .arguments(
                                            "{% $fromMillis($toMillis($states.context.Execution.StartTime) - 86400000, '[Y0001]-[M01]-[D01]') %}")
                                    .toStep("Orders")))
                    .build();
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(aws.local().clock().now(), ZoneOffset.UTC);
    }

    private String lastArgument() {
        List<LocalCluster> clusters = aws.local().clusters();
        return clusters.get(clusters.size() - 1)
                .stepsNamed("Orders")
                .get(0)
                .request()
                .at("/HadoopJarStep/Args")
                .valueStream()
                .reduce((first, second) -> second)
                .orElseThrow()
                .asText();
    }

    @Test
    void aNightlyRunGetsTheDateOfItsStart() throws InterruptedException {
        Instant now = aws.local().clock().now();
        Instant nextTwoOClock = today().atTime(2, 0)
                .toInstant(ZoneOffset.UTC)
                .plus(now.atZone(ZoneOffset.UTC).getHour() < 2 ? Duration.ZERO : Duration.ofDays(1));
        aws.local().clock().advance(Duration.between(now, nextTwoOClock).plusMinutes(1));
        aws.local().awaitIdle();

        assertThat(lastArgument())
                .isEqualTo(LocalDate.ofInstant(nextTwoOClock, ZoneOffset.UTC).toString());
    }

    @Test
    void runCanOverrideTheDay() {
        LocalExecution run = aws.run(PIPELINE, "{\"StepArgumentOverrides\": {\"Orders\": {\"Day\": \"2026-02-28\"}}}");
        assertThat(run.succeeded()).as("%s", run.cause()).isTrue();
        assertThat(lastArgument()).isEqualTo("2026-02-28");

        LocalExecution timestamp =
                aws.run(PIPELINE, "{\"StepArgumentOverrides\": {\"Orders\": {\"Day\": \"2026-02-28T02:00:00Z\"}}}");
        assertThat(timestamp.error()).isEqualTo("InvalidOverride");
    }

    @Test
    void runOfTheDayBeforeReceivesYesterday() {
        String yesterday = today().minusDays(1).toString();

        LocalExecution run = aws.run("pipeline_default_orders-of-the-day-before", "{}");

        assertThat(run.succeeded()).as("%s", run.cause()).isTrue();
        assertThat(lastArgument()).isEqualTo(yesterday);
    }

    /** See {@code docs/notifications.md}. */
    @Test
    void theLaunchFunctionAndThePipelineNotifyOfAFailedLaunch() throws InterruptedException {
        aws.local().emr().failNextCluster(ClusterFault.neverStarts());

        aws.run(PIPELINE, "{}");
        aws.local().awaitIdle();

        assertThat(aws.local().publications())
                .extracting(Publication::subject)
                .containsExactly("EMR launch failed: default/orders", "EMR pipeline failed: default/orders-of-the-day");
    }

    /** See {@code docs/pipelines.md}. */
    @Test
    void phaseAndStepWithTheSameNameHaveDifferentStates() {
        LocalExecution run = aws.run(PIPELINE, "{}");

        assertThat(run.history())
                .extracting(event -> event.at("/stateEnteredEventDetails/name").asText())
                .contains("Phase Orders", "Orders");
    }
}
