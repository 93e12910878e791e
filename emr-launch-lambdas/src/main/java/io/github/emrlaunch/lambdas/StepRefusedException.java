package io.github.emrlaunch.lambdas;

/** EMR refused a step. */
public final class StepRefusedException extends RuntimeException {
    private static final int MAX_CAUSE = 1_000;

    StepRefusedException(TriedStep tried) {
        super("EMR did not take step '%s' for cluster %s%s: %s"
                .formatted(
                        tried.name(),
                        tried.clusterId(),
                        tried.addedAgain() == 0 ? "" : ", after %d attempts".formatted(tried.addedAgain() + 1),
                        shortened(tried)));
    }

    /** Returns the truncated error of the task that failed. */
    static String shortened(TriedStep tried) {
        String all = tried.error() + (tried.cause().isEmpty() ? "" : ": " + tried.cause());
        return all.length() > MAX_CAUSE ? all.substring(0, MAX_CAUSE) + "…" : all;
    }
}
