package io.github.emrlaunch.states.internal.definition;

/**
 * The reason codes of rejected definitions, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html">ValidateStateMachineDefinitionDiagnostic</a>.
 */
final class Reasons {
    static final String SCHEMA = "SCHEMA_VALIDATION_FAILED";
    static final String INVALID_JSON = "INVALID_JSON_DESCRIPTION";
    static final String MISSING_TRANSITION_TARGET = "MISSING_TRANSITION_TARGET";
    static final String MISSING_END_STATE = "MISSING_END_STATE";
    static final String DUPLICATE_STATE_NAME = "DUPLICATE_STATE_NAME";
    static final String INVALID_LABEL_NAME = "INVALID_LABEL_NAME";
    static final String DUPLICATE_LABEL_NAME = "DUPLICATE_LABEL_NAME";
    static final String RESERVED_VARIABLE_NAME = "RESERVED_VARIABLE_NAME";
    static final String INVALID_VARIABLE_NAME = "INVALID_VARIABLE_NAME";

    /** Believed: the AWS documentation does not have the code. */
    static final String DUPLICATE_VARIABLE_NAME = "DUPLICATE_VARIABLE_NAME";

    /** The location of a problem with the whole definition. */
    static final String NOWHERE = "";

    private Reasons() {}
}
