package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.definitions.JobRunOverride;

/** Where things stand in the state of a job function's execution, as paths and expressions of the Amazon States Language. */
final class JobRunState {
    static final String JOB_RUN = "$.JobRun";
    static final String OVERRIDES = "Overrides";
    static final String ARGUMENTS = "Arguments";
    static final String PARAMETERS = "Parameters";

    String argument(int index) {
        return "%s.%s[%d]".formatted(JOB_RUN, ARGUMENTS, index);
    }

    String parameters() {
        return JOB_RUN + "." + PARAMETERS;
    }

    /** The value of an override as it is put into a text. MathAdd makes an integer of any number, whatever its spelling. */
    String value(JobRunOverride override) {
        String path = "%s.%s.%s".formatted(JOB_RUN, OVERRIDES, override.name());
        return override.isInteger() ? "States.MathAdd(%s, 0)".formatted(path) : path;
    }

    /** The value of an override as a text. */
    String text(JobRunOverride override) {
        return override.isInteger() ? "States.Format('{}', %s)".formatted(value(override)) : value(override);
    }
}
