package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.jobs.JobResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of a cluster at one moment.
 *
 * @param id such as {@code s-2AXXXXXXGAPLF}
 * @param request the step's configuration as EMR reads it
 * @param state such as {@code PENDING}, {@code RUNNING}, {@code COMPLETED}, {@code FAILED} or {@code CANCELLED}
 * @param message why it is in this state, empty when EMR has nothing to say
 * @param executionRoleArn the runtime role, null without one
 * @param started in virtual time, null for a step that never ran
 * @param ended in virtual time, null for a step that has not ended
 * @param job the result of its job: of one that was cancelled, a failure with the logs so far. Null without
 *     {@link LocalAws.Builder#jobs}, for a step that has not ended, and for one that was cancelled before its job started
 */
public record LocalStep(
        String id,
        String name,
        JsonNode request,
        String state,
        String message,
        @Nullable String executionRoleArn,
        @Nullable Instant started,
        @Nullable Instant ended,
        @Nullable JobResult job) {
    /** The arguments of its jar, such as {@code spark-submit} and those of the job; empty without any. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        request.at("/HadoopJarStep/Args").forEach(argument -> arguments.add(argument.asText()));
        return List.copyOf(arguments);
    }

    /** How long it ran in virtual time; null for a step that never ran or has not ended. */
    public @Nullable Duration duration() {
        return started == null || ended == null ? null : Duration.between(started, ended);
    }
}
