package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.states.Retrier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When steps are looked at whose task has lost sight of them. The time between two looks grows with the time that the step runs, the faster the more
 * steps there may be at once, so that all looks of a year fit into the history of an execution. It has room for 25,000 events.
 *
 * @param firstSeconds the longest time before the first look
 * @param growth the factor by which it grows
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html">Quotas, history</a>
 */
record StepLooks(int firstSeconds, double growth) {
    private static final int MIN_SECONDS = 60;
    private static final double MIN_GROWTH = 1.05;
    private static final int PERCENT = 100;

    /** Scheduled, started, failed. */
    private static final int EVENTS_OF_A_LOOK = 3;

    /** The others are those of the steps themselves and of the rest of the machine. */
    private static final int EVENTS = 18_000;

    private static final int YEAR = 365 * 24 * 60 * 60;

    /** Looks at the steps of phases, of which one runs at a time. */
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
     * The number of looks within a time. Times are random, so that not all steps are looked at at one moment, and half as long as the longest
     * on average.
     */
    int within(int seconds) {
        return (int) Math.ceil(Math.log(1 + 2.0 * seconds * (growth - 1) / firstSeconds) / Math.log(growth));
    }

    /**
     * The retrier of a look.
     *
     * @param error the error of a step that runs
     * @param timeoutSeconds the time that the step may take again, since its task lost sight of it; null for as long as an execution may
     */
    Retrier of(String error, @Nullable Integer timeoutSeconds) {
        return Retrier.of(List.of(error), firstSeconds, within(timeoutSeconds == null ? YEAR : timeoutSeconds))
                .withJitter()
                .growingBy(growth);
    }
}
