package io.github.emrlaunch.core.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
import org.jspecify.annotations.Nullable;

/** The states of a step. */
final class StepStates {
    /**
     * Adds the states of a step to a branch, the first of which has the name that {@code names} gives the step. They hand their input on.
     * Without a retry, whatever EMR says: throttling has the name that all other errors have, that of a look at a step which runs already
     * among them, and nothing keeps EMR from running the same step twice.
     *
     * @param arguments {@code ClusterId}, {@code Step}, and {@code ExecutionRoleArn} if the step has one
     * @param next the state that comes behind; null when the branch ends
     */
    void add(
            StateMachineText branch, StateNames names, EmrStep step, ObjectNode arguments, @Nullable String next) {
        StateText task = StateText.task("elasticmapreduce:addStep.sync", arguments).output("$states.input");
        branch.add(names.of(step), next == null ? task.end() : task.next(next));
    }
}
