package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.states.Retrier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The polling intervals of steps that their task can no longer observe. The interval grows with the time that the step runs. It grows
 * faster the more
 * steps there may be at once, so that all polls of a year fit into the history of an execution, which holds 25,000 events.
 *
 * @param firstSeconds the longest time before the first poll
 * @param growth the factor by which the interval grows
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html">Quotas, history</a>
 */
record StepLooks(int firstSeconds, double growth) {
    private static final int MIN_SECONDS = 60;
    private static final double MIN_GROWTH = 1.05;
    private static final int PERCENT = 100;

    /** The events of a poll: scheduled, started, failed. */
    private static final int EVENTS_OF_A_LOOK = 3;

    /** The events for polls. The others are those of the steps themselves and of the other states. */
    private static final int EVENTS = 18_000;

    private static final int YEAR = 365 * 24 * 60 * 60;

    /** Returns the intervals for the steps of phases, which run one at a time. */
    static StepLooks of(List<Phase> phases) {
        int steps = phases.stream().mapToInt(StepLooks::atOnce).max().orElse(1);
        int growth = (int) (MIN_GROWTH * PERCENT);
        StepLooks looks;
        do {
            looks = new StepLooks(Math.max(MIN_SECONDS, steps), growth / (double) PERCENT);
            growth += 5;
        } while ((long) looks.within(YEAR) * steps * EVENTS_OF_A_LOOK > EVENTS);
        return looks;
    }

    private static int atOnce(Phase phase) {
        if (phase.work() instanceof PhaseWork.Items items) {
            return items.atOnce();
        }
        return phase.work() instanceof PhaseWork.Steps work && work.parallel()
                ? work.steps().size()
                : 1;
    }

    /**
     * Returns the number of polls within a time. Intervals are random, so that not all steps are polled at the same time. Their average is
     * half
     * of the longest.
     */
    int within(int seconds) {
        return (int) Math.ceil(Math.log(1 + 2.0 * seconds * (growth - 1) / firstSeconds) / Math.log(growth));
    }

    /**
     * Returns the retrier of a poll.
     *
     * @param error the error of a running step
     * @param timeoutSeconds the remaining time of the step after its task can no longer observe it; null for that of an execution
     */
    Retrier of(String error, @Nullable Integer timeoutSeconds) {
        return Retrier.of(List.of(error), firstSeconds, within(timeoutSeconds == null ? YEAR : timeoutSeconds))
                .withJitter()
                .growingBy(growth);
    }
}
