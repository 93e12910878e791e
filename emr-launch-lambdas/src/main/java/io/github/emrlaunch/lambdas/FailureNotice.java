package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.util.Set;

/**
 * Tells the failure topic of an execution that was stopped or ran out of time: it had no state left to tell by itself. It is told by
 * the invocation that terminated the cluster, and a cluster is terminated once, so the topic is told once, whichever net found it.
 */
final class FailureNotice {
    /** An execution that failed otherwise has told its topic. */
    private static final Set<String> UNTOLD = Set.of("ABORTED", "TIMED_OUT");

    private final AwsClient aws;

    FailureNotice(AwsClient aws) {
        this.aws = aws;
    }

    /**
     * Tells the topic, where there is something to tell.
     *
     * @param topicArn empty for none
     * @param execution of a launch or a pipeline
     * @param status how it ended
     */
    void publish(String topicArn, String execution, String status, LaunchedCluster cluster) {
        if (topicArn.isEmpty() || !UNTOLD.contains(status)) {
            return;
        }
        ObjectNode message = Json.object();
        if (!cluster.launchFunction().isEmpty()) {
            message.put("LaunchFunction", cluster.launchFunction());
        }
        message.put("Execution", execution)
                .put("Error", status)
                .put(
                        "Cause",
                        "The execution ended with %s and left cluster %s, which the clean-up has terminated"
                                .formatted(status, cluster.id()))
                .put("ClusterId", cluster.id());
        aws.call(
                CalledService.SNS,
                "Publish",
                Json.object()
                        .put("TopicArn", topicArn)
                        .put("Subject", "EMR cluster terminated after " + status)
                        .put("Message", Json.write(message)));
    }
}
