package io.github.emrlaunch.core.pipeline;

import java.util.List;
import software.amazon.awscdk.services.stepfunctions.IChainable;

/** What a phase does before its validation. */
sealed interface PhaseWork {
    /** The steps, in their order. */
    List<EmrStep> steps();

    /** Steps, one after the other or at once. */
    record Steps(List<EmrStep> steps, boolean parallel) implements PhaseWork {}

    /**
     * Steps for each item of a list.
     *
     * @param items the items, or one text that is a reference to a list
     * @param atOnce how many items at a time
     */
    record Items(List<String> items, List<EmrStep> steps, int atOnce) implements PhaseWork {}

    /** States of the CDK. */
    record Chain(IChainable chain) implements PhaseWork {
        @Override
        public List<EmrStep> steps() {
            return List.of();
        }
    }
}
