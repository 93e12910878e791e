package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.ClusterStatus;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.client.LaunchStatus;
import io.github.emrlaunch.client.LaunchSummary;
import io.github.emrlaunch.definitions.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.emr.model.EmrException;

@Command(
        name = "status",
        description = "Shows how a launch is doing, or the last launches of a launch function.",
        footer = {
            "",
            "Needs states:DescribeExecution and GetExecutionHistory, and tells more with"
                    + " elasticmapreduce:DescribeCluster; for a launch function ssm:GetParameter on it and"
                    + " states:ListExecutions."
        })
@SuppressWarnings("NullAway.Init")
final class StatusCommand extends AwsCommand {
    @Parameters(
            paramLabel = "LAUNCH",
            description =
                    "the ARN of an execution; or NAMESPACE/NAME, or a NAME of the default namespace, of a function")
    private String launch;

    @Option(names = "--wait", description = "waits until the launch has ended")
    private boolean wait;

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "10",
            description = "how many launches of a function. Default: ${DEFAULT-VALUE}")
    private int last;

    @Override
    public Integer call() throws InterruptedException {
        EmrLaunchClient client = client();
        if (!launch.startsWith("arn:")) {
            tell(client.launches(new Names().convert(launch), last));
            return ExitCode.OK;
        }
        Launch one = new Launch(launch);
        if (wait) {
            return new LaunchWaiter(client, terminal(), json()).await(one);
        }
        LaunchStatus status = client.status(one);
        tell(status, now(client, status.cluster()));
        return ExitCode.OK;
    }

    /** What EMR says now is newer than what the launch knew; who may not ask EMR gets that. */
    private @Nullable ClusterStatus now(EmrLaunchClient client, @Nullable ClusterStatus known) {
        if (known == null) {
            return null;
        }
        try {
            return client.cluster(known.clusterId());
        } catch (EmrException e) {
            note("EMR was not asked for the cluster's state: "
                    + e.awsErrorDetails().errorMessage());
            return known;
        }
    }

    private void tell(List<LaunchSummary> launches) {
        if (json()) {
            ArrayNode all = Json.object().putArray("Launches");
            launches.forEach(summary -> all.addObject()
                    .put("ExecutionArn", summary.launch().executionArn())
                    .put("Status", summary.status())
                    .put("Started", summary.started().toString())
                    .put("Ended", text(summary.ended())));
            print(all);
            return;
        }
        if (launches.isEmpty()) {
            note("%s was never launched, or not in the last 90 days".formatted(new Names().convert(launch)));
            return;
        }
        Table table = new Table("STARTED", "TOOK", "STATUS", "EXECUTION");
        launches.forEach(summary -> table.add(
                summary.started().toString(),
                summary.ended() == null ? "" : Texts.clock(Duration.between(summary.started(), summary.ended())),
                summary.status(),
                summary.launch().executionArn()));
        table.print(terminal());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private void tell(LaunchStatus status, @Nullable ClusterStatus cluster) {
        LaunchResult result = status.result();
        if (json()) {
            print(json(status, cluster));
            return;
        }
        String state = terminal().bold(status.status());
        print(
                result == null
                        ? "%s since %s, in %s".formatted(state, status.started(), Texts.orEmpty(status.state()))
                        : "%s after %s, started %s".formatted(state, Texts.clock(result.elapsed()), status.started()));
        print("  Input: " + Json.write(status.input()));
        if (result != null && result.error() != null) {
            print("  %s: %s".formatted(result.error(), Texts.orEmpty(result.cause())));
        }
        if (cluster != null) {
            print("  " + LaunchProgress.describe(cluster));
            status.launch().clusterLink(cluster.clusterId()).ifPresent(link -> print("  " + link));
        }
        status.launch().link().ifPresent(link -> print("  " + link));
    }

    private static ObjectNode json(LaunchStatus status, @Nullable ClusterStatus cluster) {
        LaunchResult result = status.result();
        ObjectNode json = result == null
                ? Json.object()
                        .put("ExecutionArn", status.launch().executionArn())
                        .put("Status", status.status())
                : LaunchWaiter.json(status.launch(), result);
        json.put("State", status.state()).put("Started", status.started().toString());
        json.set("Input", status.input());
        if (cluster != null) {
            json.put("ClusterId", cluster.clusterId())
                    .put("ClusterState", cluster.state())
                    .put("ClusterReason", cluster.reason());
        }
        return json;
    }
}
