package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Leaves no cluster behind when a launch or a pipeline fails: takes EventBridge's event <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html">Step Functions Execution Status
 * Change</a> and terminates the clusters that have the execution's ARN as the tag {@value Tag#EXECUTION_KEY}. Answers
 * {@code {"Terminated": ["j-…"]}}. Can be repeated; what fails, fails the invocation, so that Lambda tries it again. An event
 * about a pipeline comes with the member {@value PipelineLaunch#LAUNCHES}, what the ARNs of its launches begin with.
 *
 * <p>Looks a second time after {@value #PAUSE_VARIABLE} seconds, an environment variable, by default 90: a launcher whose execution was
 * stopped may go on for a minute, and EMR lists a cluster some seconds after it has accepted it.
 */
public final class CleanUpHandler extends JsonHandler {
    /** The environment variable that says how long to wait before the second look, in seconds. */
    public static final String PAUSE_VARIABLE = "EMR_LAUNCH_SECOND_LOOK_SECONDS";

    private static final String DEFAULT_PAUSE = "90";

    private static final Set<String> FAILURES = Set.of("ABORTED", "TIMED_OUT", "FAILED");

    private final LaunchCleanUp cleanUp;

    /** Called by Lambda. */
    public CleanUpHandler() {
        this(AwsClient.ofEnvironment(), Long.parseLong(System.getenv().getOrDefault(PAUSE_VARIABLE, DEFAULT_PAUSE)));
    }

    private CleanUpHandler(AwsClient aws, long pauseSeconds) {
        this(new LaunchCleanUp(new EmrClusters(aws), () -> sleep(pauseSeconds)));
    }

    CleanUpHandler(LaunchCleanUp cleanUp) {
        this.cleanUp = cleanUp;
    }

    @Override
    ObjectNode handle(JsonNode payload, ObjectNode line, String functionArn) {
        JsonNode detail = payload.path("detail");
        String status = detail.path("status").asText();
        String execution = detail.path("executionArn").asText();
        JsonNode start = detail.path("startDate");
        if (execution.isEmpty() || status.isEmpty() || !start.canConvertToLong()) {
            throw new IllegalArgumentException(
                    "Not an event 'Step Functions Execution Status Change': 'detail' must have executionArn, status and"
                            + " startDate in milliseconds");
        }
        line.put("Execution", execution).put("Status", status);
        // Whatever the rule lets through: what a good launch has started isn't ours to end.
        List<String> terminated = FAILURES.contains(status)
                ? cleanUp.terminateClustersOf(
                        launch(execution, payload.path(PipelineLaunch.LAUNCHES)),
                        Instant.ofEpochMilli(start.longValue()))
                : List.of();
        ObjectNode answer = Json.object();
        ArrayNode ids = answer.putArray("Terminated");
        terminated.forEach(ids::add);
        line.setAll(answer);
        return answer;
    }

    /** The launch that an event is about: by itself, or made by the pipeline that it is about. */
    private static String launch(String executionArn, JsonNode launches) {
        return launches.isTextual() ? launches.textValue() + PipelineLaunch.name(executionArn) : executionArn;
    }

    private static void sleep(long seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted before the second look", e);
        }
    }
}
