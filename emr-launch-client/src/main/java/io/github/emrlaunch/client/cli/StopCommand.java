package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.ClusterStatus;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.LaunchStatus;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "stop",
        description = "Stops a launch. A cluster that it has started goes on, unless it is to be terminated, too.",
        footer = {
            "",
            "Needs states:StopExecution, DescribeExecution and GetExecutionHistory; for the cluster"
                    + " elasticmapreduce:DescribeCluster and TerminateJobFlows."
        })
@SuppressWarnings("NullAway.Init")
final class StopCommand extends AwsCommand {
    @Parameters(paramLabel = "EXECUTION", description = "the ARN of the launch's execution")
    private String execution;

    @Option(
            names = "--cause",
            paramLabel = "TEXT",
            defaultValue = "Stopped with emr-launch",
            description = "told to whoever looks at the execution. Default: ${DEFAULT-VALUE}")
    private String cause;

    @Option(names = "--terminate-cluster", description = "terminates the cluster that the launch has started, if any")
    private boolean terminate;

    @Override
    public Integer call() {
        EmrLaunchClient client = client();
        Launch launch = new Launch(execution);
        LaunchStatus before = client.status(launch);
        boolean runs = before.result() == null;
        ClusterStatus cluster = runs ? client.stop(launch, cause).orElse(null) : before.cluster();
        if (cluster != null && terminate) {
            client.terminateCluster(launch, cluster.clusterId());
        }
        if (json()) {
            print(Json.object()
                    .put("ExecutionArn", launch.executionArn())
                    .put("Status", runs ? "ABORTED" : before.status())
                    .put("ClusterId", cluster == null ? null : cluster.clusterId())
                    .put("ClusterTerminated", cluster != null && terminate));
        } else {
            print(runs ? "Stopped " + execution : "Had ended before: %s".formatted(before.status()));
            tell(cluster);
        }
        return ExitCode.OK;
    }

    private void tell(@Nullable ClusterStatus cluster) {
        if (cluster == null) {
            print("No cluster is known of. One that was being created at this moment may come yet");
        } else if (terminate) {
            print("Terminating cluster " + cluster.clusterId());
        } else {
            print("Cluster %s goes on. To end it: emr-launch stop %s --terminate-cluster"
                    .formatted(cluster.clusterId(), execution));
        }
    }
}
