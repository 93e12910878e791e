package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.EmrPermissions;
import io.github.emrlaunch.core.internal.JavaFunction;
import io.github.emrlaunch.core.internal.MachineNames;
import io.github.emrlaunch.core.internal.StackFunctions;
import io.github.emrlaunch.core.internal.StateMachineLogs;
import java.util.List;
import java.util.Map;
import software.constructs.Construct;

/**
 * The Lambda function that finds the cluster of a pipeline's launch function. A function, because only DescribeCluster returns the tags of
 * a
 * cluster, and its response also contains secrets, which a state machine would keep in its history.
 */
final class ClusterFinderFunction {
    /** An account may have hundreds of clusters, each of which is described. */
    static final int TIMEOUT_SECONDS = 300;

    private static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::\\*",
                    "ListClusters and X-Ray do not support resource-level permissions"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:elasticmapreduce:.*:cluster/\\*",
                    "The id of a cluster is not known in advance. Its tag must be that of the launch function"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:log-stream:\\*/.*\\[\\*",
                    "The log streams of one function. Lambda derives their names from the day, the function and its version"));

    private ClusterFinderFunction() {}

    /** Adds the function to the construct of the pipeline, whose log group it shares, and returns the function's ARN. */
    static String create(Construct scope, PipelineSettings settings, PersistentCluster cluster, StateMachineLogs logs) {
        return JavaFunction.create(
                        scope,
                        "FindCluster",
                        new JavaFunction.Props(
                                        "io.github.emrlaunch.lambdas.FindClusterHandler",
                                        "finds the cluster of pipeline " + settings.name(),
                                        TIMEOUT_SECONDS,
                                        List.of(
                                                EmrPermissions.list(),
                                                EmrPermissions.describeClustersOf(cluster.launches())),
                                        // Without SnapStart: it is invoked once in a run, which takes much longer than
                                        // a start without a
                                        // snapshot.
                                        false)
                                .withLog(MachineNames.function(settings.machineName()), logs.sharedLog())
                                .withEnvironment(cluster.search().variables()),
                        FunctionSettings.of(scope),
                        StackFunctions.of(scope),
                        FINDINGS)
                .functionArn();
    }
}
