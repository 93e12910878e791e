package io.github.emrlaunch.local.internal.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskRequest;
import java.util.Optional;

/** A service integration of Task states. */
public interface TaskIntegration {
    /**
     * Checks the {@code Parameters} of a state when the state machine is created, as Step Functions does. Names may end with
     * {@code .$}.
     *
     * @return the problem with them
     */
    Optional<String> problem(JsonNode parameters);

    /**
     * Returns the managed rule that Step Functions creates with the role of the state machine to detect the end of a job; empty
     * when the task does not wait.
     */
    default Optional<String> rule() {
        return Optional.empty();
    }

    /** Runs one attempt of the task. */
    JsonNode run(CallContext context, TaskRequest request) throws StatesError, InterruptedException;

    /** Returns the error for parameters that are found to be invalid only when the task runs. */
    static StatesError unusable(JsonNode parameters, String problem) {
        return new StatesError(
                "States.Runtime",
                "The Parameters '" + parameters + "' could not be used to start the Task: [" + problem + "]");
    }

    static String notSupported(String field) {
        return "The field \"" + field + "\" is not supported by Step Functions";
    }

    static String missing(String field) {
        return "The field '" + field + "' is required but was missing";
    }

    /** Returns whether a member is set, as a value or as a path. */
    static boolean given(JsonNode parameters, String field) {
        return parameters.has(field) || parameters.has(field + ".$");
    }
}
