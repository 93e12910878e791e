package io.github.emrlaunch.lambdas;

/** EMR was busy when a step was added, and does not show the step. It may have taken it, and show it a moment later. */
public final class StepNotFoundException extends RuntimeException {
    StepNotFoundException(TriedStep tried) {
        super("Cluster %s does not show step '%s', after an error that passes: %s"
                .formatted(tried.clusterId(), tried.name(), StepRefusedException.shortened(tried)));
    }
}
