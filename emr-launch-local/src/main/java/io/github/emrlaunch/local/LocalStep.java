package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.jobs.JobResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a step of a cluster.
 *
 * @param id such as {@code s-2AXXXXXXGAPLF}
 * @param request the step's configuration as EMR reads it
 * @param state such as {@code PENDING}, {@code RUNNING}, {@code COMPLETED}, {@code FAILED} or {@code CANCELLED}
 * @param message the reason for its state; empty when EMR has none
 * @param executionRoleArn the runtime role; null for a step without one
 * @param started the start time, in virtual time; null for a step that never ran
 * @param ended the end time, in virtual time; null for a step that has not ended
 * @param job the result of its job; for a cancelled one, a failure with the logs up to then. Null without
 *     {@link LocalAws.Builder#jobs}, for a step that has not ended, and for a step that was cancelled before its job started
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
    /** Returns the arguments of its jar, such as {@code spark-submit} and the arguments of the job; empty without arguments. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        request.at("/HadoopJarStep/Args").forEach(argument -> arguments.add(argument.asText()));
        return List.copyOf(arguments);
    }

    /** Returns its duration in virtual time; null for a step that never ran or has not ended. */
    public @Nullable Duration duration() {
        return started == null || ended == null ? null : Duration.between(started, ended);
    }
}
