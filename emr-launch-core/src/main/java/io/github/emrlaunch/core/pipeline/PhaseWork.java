package io.github.emrlaunch.core.pipeline;

import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awscdk.services.stepfunctions.IChainable;

/** The work of a phase before its validation. */
sealed interface PhaseWork {
    /** Returns the steps in order. */
    List<EmrStep> steps();

    /** Returns the work with changed steps. */
    PhaseWork withSteps(UnaryOperator<EmrStep> change);

    /** Steps, one after the other or at once. */
    record Steps(List<EmrStep> steps, boolean parallel) implements PhaseWork {
        @Override
        public PhaseWork withSteps(UnaryOperator<EmrStep> change) {
            return new Steps(steps.stream().map(change).toList(), parallel);
        }
    }

    /**
     * Steps for each item of a list.
     *
     * @param items the items, or one string that is a reference to a list
     * @param atOnce the number of items at a time
     */
    record Items(List<String> items, List<EmrStep> steps, int atOnce) implements PhaseWork {
        @Override
        public PhaseWork withSteps(UnaryOperator<EmrStep> change) {
            return new Items(items, steps.stream().map(change).toList(), atOnce);
        }
    }

    /** States of the CDK. */
    record Chain(IChainable chain) implements PhaseWork {
        @Override
        public List<EmrStep> steps() {
            return List.of();
        }

        @Override
        public PhaseWork withSteps(UnaryOperator<EmrStep> change) {
            return this;
        }
    }
}
