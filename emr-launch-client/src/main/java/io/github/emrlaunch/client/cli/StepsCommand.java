package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.ClusterStep;
import io.github.emrlaunch.client.StartedJobRun;
import io.github.emrlaunch.client.StepClient;
import io.github.emrlaunch.definitions.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "steps",
        description =
                "Lists the steps of a cluster, or of an execution: those of the clusters that it launched, and those"
                        + " that it added to others. Of a job function's execution, its job runs.",
        footer = {
            "",
            "Needs elasticmapreduce:ListSteps on the cluster; for an execution also states:GetExecutionHistory."
        })
@SuppressWarnings("NullAway.Init")
final class StepsCommand extends AwsCommand {
    @Parameters(paramLabel = "EXECUTION|CLUSTER", description = AwsCommand.EXECUTION_OR_CLUSTER)
    private String given;

    @Override
    public Integer call() {
        WorkTarget target = WorkTarget.of(given, this::launch);
        StepClient client = client().steps();
        List<ClusterStep> steps = target.steps(client);
        List<StartedJobRun> jobs = target.jobs(client);
        if (json()) {
            ArrayNode all = Json.object().putArray("Steps");
            steps.forEach(step -> all.add(json(step)));
            jobs.forEach(job ->
                    all.addObject().put("ApplicationId", job.applicationId()).put("JobRunId", job.id()));
            print(all);
        } else if (steps.isEmpty() && jobs.isEmpty()) {
            note("%s has no step".formatted(target));
        } else {
            tell(steps);
            jobs.forEach(job -> print("Job run %s of application %s".formatted(job.id(), job.applicationId())));
        }
        return ExitCode.OK;
    }

    private void tell(List<ClusterStep> steps) {
        if (steps.isEmpty()) {
            return;
        }
        Table table = new Table("CLUSTER", "STEP", "STATE", "STARTED", "TOOK", "NAME");
        steps.forEach(step -> table.add(
                step.clusterId(),
                step.id(),
                step.state(),
                Texts.time(step.started()),
                took(step.started(), step.ended()),
                step.name()));
        table.print(terminal());
        steps.stream()
                .filter(step -> step.reason() != null)
                .forEach(step -> print("%s %s: %s".formatted(step.id(), step.state(), step.reason())));
    }

    private static String took(@Nullable Instant started, @Nullable Instant ended) {
        return started == null || ended == null ? "" : Texts.clock(Duration.between(started, ended));
    }

    static ObjectNode json(ClusterStep step) {
        return Json.object()
                .put("ClusterId", step.clusterId())
                .put("StepId", step.id())
                .put("Name", step.name())
                .put("State", step.state())
                .put("Reason", step.reason())
                .put("Started", text(step.started()))
                .put("Ended", text(step.ended()));
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
