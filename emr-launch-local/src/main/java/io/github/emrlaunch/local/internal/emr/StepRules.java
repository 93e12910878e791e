package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;

/** The rules of EMR for steps, in RunJobFlow and in AddJobFlowSteps. */
final class StepRules {
    private static final int MAX_CONCURRENCY = 256;
    private static final int MAX_STEPS = 256;
    private static final int MAX_CHARACTERS = 10_240;

    private StepRules() {}

    static void checkConcurrency(int concurrency) {
        if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
            throw AwsException.validation(
                    "The StepConcurrencyLevel must be between 1 and " + MAX_CONCURRENCY + ", got: " + concurrency);
        }
    }

    /**
     * Checks the steps of a request.
     *
     * @param concurrency the maximum number of concurrent steps of the cluster
     */
    static void check(JsonNode steps, int concurrency) {
        if (steps.size() > MAX_STEPS) {
            throw AwsException.validation("Maximum number of steps for job flow exceeded: " + steps.size() + " steps, "
                    + MAX_STEPS + " allowed.");
        }
        for (JsonNode step : steps) {
            String name = step.get("Name").asText();
            String action = AwsJson.text(step, "ActionOnFailure", Step.DEFAULT_ACTION_ON_FAILURE);
            if (concurrency > 1 && !action.equals("CONTINUE")) {
                throw AwsException.validation("The ActionOnFailure setting " + action + " of the step '" + name
                        + "' is not valid: the StepConcurrencyLevel is greater than 1, which allows CONTINUE only.");
            }
            if (characters(step.get("HadoopJarStep")) > MAX_CHARACTERS) {
                throw AwsException.validation("The strings of the HadoopJarStep of step '" + name + "' exceed "
                        + MAX_CHARACTERS + " characters in total.");
            }
        }
    }

    /** Checks that a cluster accepts this number of additional steps. */
    static void checkActive(Cluster cluster, int more) {
        long active = cluster.steps().stream()
                .filter(step -> !step.state().hasEnded())
                .count();
        if (active + more > MAX_STEPS) {
            throw AwsException.validation(
                    "Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded.");
        }
    }

    private static int characters(JsonNode node) {
        if (node.isTextual()) {
            return node.asText().length();
        }
        int characters = 0;
        for (JsonNode child : node) {
            characters += characters(child);
        }
        return characters;
    }
}
