package io.github.emrlaunch.local.internal.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskRequest;
import java.util.Optional;

/** What a Task state can call. */
public interface TaskIntegration {
    /**
     * Looks at a state's {@code Parameters} when the machine is created, as Step Functions does. Names may end with
     * {@code .$}.
     *
     * @return what is wrong with them
     */
    Optional<String> problem(JsonNode parameters);

    /** The rule that Step Functions makes, as the machine's role, to learn of a job's end; empty when the task doesn't wait. */
    default Optional<String> rule() {
        return Optional.empty();
    }

    /** Runs one attempt of the task. */
    JsonNode run(CallContext context, TaskRequest request) throws StatesError, InterruptedException;

    /** The error of parameters that turn out to be wrong only when the task runs. */
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

    /** Whether a member is given, as a value or as a path. */
    static boolean given(JsonNode parameters, String field) {
        return parameters.has(field) || parameters.has(field + ".$");
    }
}
