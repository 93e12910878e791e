package io.github.emrlaunch.examples.pages;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;

import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import io.github.emrlaunch.states.time.ClockMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awscdk.App;
import software.amazon.awscdk.services.events.CronOptions;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.events.targets.SfnStateMachine;

/** Tests the blocks of {@code docs/how-to.md} that test a schedule and an execution that is stopped. */
class ScheduledLaunchPageIT {
    @RegisterExtension
    static final LocalAwsExtension aws = LocalAwsExtension.forApp(ScheduledStack::new);

    private static final class ScheduledStack extends PageStack {
        ScheduledStack(App app) {
            super(app);
            Rule.Builder.create(this, "Nightly")
                    .schedule(Schedule.cron(
                            CronOptions.builder().hour("2").minute("0").build()))
                    .targets(List.of(
                            SfnStateMachine.Builder.create(launchFunction(vpc()).getStateMachine())
                                    .build()))
                    .build();
        }
    }

    @Test
    void launchesAtTwo() {
        aws.local().clock().advance(Duration.ofDays(1));

        List<LocalExecution> launches = aws.executions("default_adhoc");
        assertThat(launches).hasSize(1);
        assertThat(launches.get(0)).succeeded();
        assertThat(launches.get(0).started()).isEqualTo(Instant.parse("2026-01-01T02:00:00Z"));
    }

    @Test
    void leavesNoClusterWhenItIsStopped() {
        aws.local().clock().setMode(ClockMode.HOLD);
        String execution = aws.local().startExecution("default_adhoc", "{}");
        aws.local().clock().advance(Duration.ofMinutes(2));
        aws.local().stopExecution(execution);
        aws.local().clock().advance(Duration.ofMinutes(5));

        assertThat(aws.executions("default_adhoc").get(0)).wasAborted().leftNoClusters();
    }
}
