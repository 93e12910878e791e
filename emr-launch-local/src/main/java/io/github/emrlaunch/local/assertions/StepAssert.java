package io.github.emrlaunch.local.assertions;

import io.github.emrlaunch.local.LocalStep;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Condition;
import org.jspecify.annotations.Nullable;

/** Assertions about a step of a cluster. */
public final class StepAssert extends AbstractAssert<StepAssert, LocalStep> {
    StepAssert(@Nullable LocalStep actual) {
        super(actual, StepAssert.class);
    }

    /** Asserts that its state is COMPLETED. */
    public StepAssert succeeded() {
        return hasState("COMPLETED");
    }

    /** Asserts that its state is FAILED. */
    public StepAssert failed() {
        return hasState("FAILED");
    }

    /** Asserts that its state is FAILED and that the reason contains this text. */
    public StepAssert failedWith(String part) {
        failed();
        if (!actual.message().contains(part)) {
            throw failure("Expected a failure that contains \"%s\", but it is: %s", part, actual.message());
        }
        return this;
    }

    /**
     * Asserts the state of the step.
     *
     * @param state such as {@code COMPLETED}, {@code FAILED} or {@code CANCELLED}
     */
    public StepAssert hasState(String state) {
        isNotNull();
        if (!actual.state().equals(state)) {
            throw failure(
                    "Expected the state %s, but it is %s%s",
                    state, actual.state(), actual.message().isEmpty() ? "" : ": " + actual.message());
        }
        return this;
    }

    /** Asserts that the arguments are exactly these. */
    public StepAssert hasArguments(String... arguments) {
        isNotNull();
        if (!actual.arguments().equals(List.of(arguments))) {
            throw failure("Expected the arguments %s, but they are %s", List.of(arguments), actual.arguments());
        }
        return this;
    }

    /** Asserts that the arguments contain these, in sequence. */
    public StepAssert containsArguments(String... arguments) {
        isNotNull();
        Compared.requireSome("one argument", arguments);
        if (Collections.indexOfSubList(actual.arguments(), List.of(arguments)) < 0) {
            throw failure(
                    "Expected arguments with %s among them, but they are %s", List.of(arguments), actual.arguments());
        }
        return this;
    }

    /**
     * Asserts the jar of the step.
     *
     * @param jar such as {@code command-runner.jar} or {@code s3://bucket/job.jar}
     */
    public StepAssert hasJar(String jar) {
        isNotNull();
        String found = actual.request().at("/HadoopJarStep/Jar").asText();
        if (!found.equals(jar)) {
            throw failure("Expected the jar %s, but it is %s", jar, found);
        }
        return this;
    }

    /**
     * Asserts the action on failure of the step.
     *
     * @param actionOnFailure such as {@code CONTINUE} or {@code TERMINATE_CLUSTER}
     */
    public StepAssert hasActionOnFailure(String actionOnFailure) {
        isNotNull();
        String found = actual.request().path("ActionOnFailure").asText();
        if (!found.equals(actionOnFailure)) {
            throw failure("Expected the action on failure %s, but it is %s", actionOnFailure, found);
        }
        return this;
    }

    /**
     * Asserts the runtime role of the step.
     *
     * @param role the ARN or name of the role
     */
    public StepAssert hasRuntimeRole(String role) {
        isNotNull();
        String found = String.valueOf(actual.executionRoleArn());
        if (!found.equals(role) && !found.endsWith("/" + role)) {
            throw failure("Expected the runtime role %s, but it is %s", role, actual.executionRoleArn());
        }
        return this;
    }

    /**
     * Asserts that the step has ended, and that its duration, in virtual time, meets a condition.
     *
     * @param condition such as {@link EmrLaunchAssertions#atMost(Duration) atMost(Duration.ofMinutes(20))}
     */
    public StepAssert lasted(Condition<? super Duration> condition) {
        isNotNull();
        Duration duration = actual.duration();
        if (duration == null || !condition.matches(duration)) {
            throw failure(
                    "Expected the step to have lasted %s, but it %s",
                    condition.description().value(),
                    duration == null
                            ? "is " + actual.state()
                            : "lasted " + Compared.duration(duration) + " of virtual time");
        }
        return this;
    }
}
