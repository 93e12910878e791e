package io.github.emrlaunch.states;

import java.util.List;
import java.util.stream.Collectors;

/** A definition that Step Functions would reject, or that this interpreter does not support. */
public final class InvalidStateMachineException extends RuntimeException {
    /**
     * A reason why a definition is rejected.
     *
     * @param code the reason code, such as {@code SCHEMA_VALIDATION_FAILED}
     * @param message the problem
     * @param location the location in the definition, such as {@code /States/Load/Next}; empty for the whole definition
     */
    public record Diagnostic(String code, String message, String location) {
        @Override
        public String toString() {
            return code + ": " + message + " at " + (location.isEmpty() ? null : location);
        }
    }

    private final List<Diagnostic> diagnostics;

    /** Creates an exception with several reasons. */
    public InvalidStateMachineException(List<Diagnostic> diagnostics) {
        super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining(", ")));
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** Creates an exception with one reason. */
    public InvalidStateMachineException(String code, String message, String location) {
        this(List.of(new Diagnostic(code, message, location)));
    }

    /** Creates an exception for a definition that violates the schema of the States Language. */
    public static InvalidStateMachineException schema(String location, String message) {
        return new InvalidStateMachineException("SCHEMA_VALIDATION_FAILED", message, location);
    }

    /** Returns the reasons: at least one, and at most one for each state. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}
