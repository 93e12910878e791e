package io.github.emrlaunch.local.assertions;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.LocalJobRun;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions about an EMR Serverless job run. */
public final class JobRunAssert extends AbstractAssert<JobRunAssert, LocalJobRun> {
    JobRunAssert(@Nullable LocalJobRun actual) {
        super(actual, JobRunAssert.class);
    }

    /** Asserts the name of the job run. */
    public JobRunAssert hasName(String name) {
        isNotNull();
        if (!actual.name().equals(name)) {
            throw failure("Expected the name %s, but it is %s", name, actual.name());
        }
        return this;
    }

    /** Asserts that its state is SUCCESS. */
    public JobRunAssert succeeded() {
        return hasState("SUCCESS");
    }

    /** Asserts that its state is FAILED. */
    public JobRunAssert failed() {
        return hasState("FAILED");
    }

    /** Asserts that its state is FAILED and that the details contain this text. */
    public JobRunAssert failedWith(String part) {
        failed();
        if (!actual.stateDetails().contains(part)) {
            throw failure("Expected details that contain \"%s\", but they are: %s", part, actual.stateDetails());
        }
        return this;
    }

    /**
     * Asserts the state of the job run.
     *
     * @param state such as {@code SUCCESS}, {@code FAILED} or {@code CANCELLED}
     */
    public JobRunAssert hasState(String state) {
        isNotNull();
        if (!actual.state().equals(state)) {
            throw failure(
                    "Expected the state %s, but it is %s%s",
                    state, actual.state(), actual.stateDetails().isEmpty() ? "" : ": " + actual.stateDetails());
        }
        return this;
    }

    /** Asserts that the arguments of its entry point are exactly these. */
    public JobRunAssert hasArguments(String... arguments) {
        isNotNull();
        List<String> found = Compared.texts(actual.request().at("/jobDriver/sparkSubmit/entryPointArguments"));
        if (!found.equals(List.of(arguments))) {
            throw failure("Expected the arguments %s, but they are %s", List.of(arguments), found);
        }
        return this;
    }

    /**
     * Asserts a value in the StartJobRun request.
     *
     * @param pointer a JSON pointer, such as {@code /jobDriver/sparkSubmit/entryPoint}
     * @param value a text, a number, a boolean, a list or a map
     * @throws IllegalArgumentException when the pointer is not a JSON pointer
     */
    public JobRunAssert hasRequestValue(String pointer, Object value) {
        isNotNull();
        JsonNode found = Compared.at(actual.request(), pointer);
        JsonNode expected = Compared.json(value);
        if (!Compared.areEqual(found, expected)) {
            throw failure(
                    "Expected %s at %s of the StartJobRun request, but there is %s",
                    expected, pointer, Compared.shown(found));
        }
        return this;
    }
}
