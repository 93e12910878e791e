package io.github.emrlaunch.lambdas;

/** EMR did not take a step. */
public final class StepRefusedException extends RuntimeException {
    private static final int MAX_CAUSE = 1_000;

    StepRefusedException(TriedStep tried) {
        super("EMR did not take step '%s' for cluster %s%s: %s"
                .formatted(
                        tried.name(),
                        tried.clusterId(),
                        tried.addedAgain() == 0
                                ? ""
                                : ", however often it was asked to (%d)".formatted(tried.addedAgain() + 1),
                        shortened(tried)));
    }

    /** What was told of the task that failed. */
    static String shortened(TriedStep tried) {
        String all = tried.error() + (tried.cause().isEmpty() ? "" : ": " + tried.cause());
        return all.length() > MAX_CAUSE ? all.substring(0, MAX_CAUSE) + "…" : all;
    }
}
