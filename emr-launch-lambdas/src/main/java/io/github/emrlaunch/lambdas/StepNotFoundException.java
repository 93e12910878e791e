package io.github.emrlaunch.lambdas;

/** EMR was throttled or unavailable when a step was added, and does not show the step. It may have accepted it, and show it later. */
public final class StepNotFoundException extends RuntimeException {
    StepNotFoundException(TriedStep tried) {
        super("Cluster %s does not show step '%s', after a temporary error: %s"
                .formatted(tried.clusterId(), tried.name(), StepRefusedException.shortened(tried)));
    }
}
