package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchClusterRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ClusterStatus;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Starts the one cluster of an execution, with its secrets, however often it is asked to. */
final class ClusterLauncher {
    /**
     * How the client of EMR must retry. RunJobFlow has no client token: a call whose answer never came may have started a
     * cluster, and calling again would start another. What EMR throttled, it surely didn't do.
     */
    static final RetryStrategy WHEN_THROTTLED_ONLY = DefaultRetryStrategy.standardStrategyBuilder()
            .useClientDefaults(false)
            .maxAttempts(4)
            .retryOnException(ClusterLauncher::isThrottled)
            .treatAsThrottling(ClusterLauncher::isThrottled)
            .build();

    private final Supplier<EmrClient> emr;
    private final Supplier<SecretsManagerClient> secretsManager;
    private final RunningClusters runningClusters;

    /**
     * @param emr a client that retries {@link #WHEN_THROTTLED_ONLY}
     */
    ClusterLauncher(Supplier<EmrClient> emr, Supplier<SecretsManagerClient> secretsManager) {
        this.emr = emr;
        this.secretsManager = secretsManager;
        this.runningClusters = new RunningClusters(emr);
    }

    /**
     * The cluster of an earlier try, if this isn't the first. One that has ended already isn't taken: an execution that is
     * redriven has the same ARN.
     */
    Optional<String> findEarlier(LaunchClusterRequest launch) {
        return launch.retryCount() == 0
                ? Optional.empty()
                : runningClusters
                        .ofExecution(
                                launch.execution(),
                                launch.executionStart(),
                                launch.cluster().path("Name").asText())
                        .findFirst();
    }

    /** Calls RunJobFlow and answers with the cluster's id. */
    String start(LaunchClusterRequest launch) {
        SecretValues secrets = new SecretValues(secretsManager);
        ObjectNode request = secrets.addTo(launch.cluster(), launch.secrets());
        RunJobFlowRequest runJobFlow =
                SdkRequest.fill(RunJobFlowRequest.builder(), request).build();
        EmrClient client = emr.get();
        try {
            return client.runJobFlow(runJobFlow).jobFlowId();
        } catch (SdkException e) {
            throw failure(e, secrets);
        }
    }

    /** A cluster's status in the shape of DescribeCluster. */
    ObjectNode status(String clusterId) {
        ClusterStatus status = emr.get()
                .describeCluster(request -> request.clusterId(clusterId))
                .cluster()
                .status();
        ObjectNode json = Json.object().put("State", status.stateAsString());
        if (status.stateChangeReason() != null) {
            json.putObject("StateChangeReason")
                    .put("Code", status.stateChangeReason().codeAsString())
                    .put("Message", status.stateChangeReason().message());
        }
        ObjectNode timeline = json.putObject("Timeline");
        if (status.timeline() != null) {
            putTime(timeline, "CreationDateTime", status.timeline().creationDateTime());
            putTime(timeline, "ReadyDateTime", status.timeline().readyDateTime());
            putTime(timeline, "EndDateTime", status.timeline().endDateTime());
        }
        return json;
    }

    private static void putTime(ObjectNode timeline, String member, @Nullable Instant time) {
        if (time != null) {
            timeline.put(member, time.toString());
        }
    }

    private static boolean isThrottled(Throwable e) {
        return e instanceof SdkServiceException service && service.isThrottlingException();
    }

    /** Whatever isn't EMR's refusal may pass, and may have started a cluster: the next try will look. */
    private static RuntimeException failure(SdkException e, SecretValues secrets) {
        String message = secrets.redact(String.valueOf(e.getMessage()));
        return e instanceof AwsServiceException && !AwsUnavailableException.isTransient(e)
                ? new ClusterRefusedException(message)
                : new AwsUnavailableException(message);
    }
}
