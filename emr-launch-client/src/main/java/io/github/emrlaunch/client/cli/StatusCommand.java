package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.ClusterStatus;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.client.LaunchStatus;
import io.github.emrlaunch.client.LaunchSummary;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import software.amazon.awssdk.services.emr.model.EmrException;

@Command(
        name = "status",
        subcommands = {StatusPipelineCommand.class, StatusJobCommand.class},
        description =
                "Shows the status of an execution, or the last launches of a launch function; with the word pipeline or"
                        + " job the last executions of one.",
        footer = {
            "",
            "Needs states:DescribeExecution and GetExecutionHistory, and shows more with"
                    + " elasticmapreduce:DescribeCluster; for a launch function ssm:GetParameter on it and"
                    + " states:ListExecutions."
        })
@SuppressWarnings("NullAway.Init")
final class StatusCommand extends AwsCommand {
    /** Required without a subcommand. picocli would require it with a subcommand, too. */
    @Parameters(
            arity = "0..1",
            paramLabel = "LAUNCH",
            description = "an execution: STATE_MACHINE:NAME or its ARN; or NAMESPACE/NAME, or a NAME of the default"
                    + " namespace, of a function")
    private @Nullable String given;

    @Option(names = "--wait", description = "follows the execution until it has ended, as emr-launch watch does")
    private boolean wait;

    @Option(
            names = "--last",
            scope = ScopeType.INHERIT,
            paramLabel = "N",
            defaultValue = "10",
            converter = Counts.class,
            description = "how many executions of what has a name. Default: ${DEFAULT-VALUE}")
    private int last;

    @Override
    public Integer call() throws InterruptedException {
        String launch = require("LAUNCH", given);
        EmrLaunchClient client = client();
        if (!ExecutionTexts.isOne(launch)) {
            if (wait) {
                throw new IllegalArgumentException("'--wait' is for one execution, got: " + launch);
            }
            DefinitionName function = new Names().convert(launch);
            return list(function, "launched", client::launches);
        }
        Launch one = launch(launch);
        if (wait) {
            return new LaunchWaiter(this).await(one);
        }
        LaunchStatus status = client.status(one);
        tell(status, now(client, status.cluster()));
        return ExitCode.OK;
    }

    /**
     * Shows the last executions of a definition.
     *
     * @param never the participle for the message without executions, such as {@code launched}
     */
    int list(DefinitionName name, String never, BiFunction<DefinitionName, Integer, List<LaunchSummary>> executions) {
        ExecutionList.print(this, name, never, executions.apply(name, last));
        return ExitCode.OK;
    }

    /** Returns the status from EMR, which is newer than that of the launch. If the call is not allowed, returns the status of the launch. */
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

    private void tell(LaunchStatus status, @Nullable ClusterStatus cluster) {
        LaunchResult result = status.result();
        if (json()) {
            print(json(status, cluster));
            return;
        }
        String state = terminal().bold(status.status());
        print(
                result == null
                        ? "%s since %s, in %s"
                                .formatted(state, Texts.time(status.started()), Texts.orEmpty(status.state()))
                        : "%s after %s, started %s"
                                .formatted(state, Texts.clock(result.elapsed()), Texts.time(status.started())));
        print("  Input: " + Json.write(status.input()));
        if (result != null && result.error() != null) {
            print("  %s: %s".formatted(result.error(), Texts.orEmpty(result.cause())));
        }
        Set<URI> links = new LinkedHashSet<>();
        if (cluster != null) {
            print("  " + LaunchProgress.describe(cluster));
            clusterLink(status.launch(), cluster.clusterId()).ifPresent(links::add);
        }
        link(status.launch()).ifPresent(links::add);
        links.forEach(link -> print("  " + link));
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
