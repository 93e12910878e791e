package io.github.emrlaunch.states;

import java.util.List;
import java.util.stream.Collectors;

/** A definition that Step Functions would refuse, or that this interpreter does not run. */
public final class InvalidStateMachineException extends RuntimeException {
    /**
     * A reason for which a definition is refused.
     *
     * @param code the reason code, such as {@code SCHEMA_VALIDATION_FAILED}
     * @param message what is wrong
     * @param location the place in the definition, such as {@code /States/Load/Next}; empty for the definition as a whole
     */
    public record Diagnostic(String code, String message, String location) {
        @Override
        public String toString() {
            return code + ": " + message + " at " + (location.isEmpty() ? null : location);
        }
    }

    private final List<Diagnostic> diagnostics;

    /** A definition that is refused for these reasons. */
    public InvalidStateMachineException(List<Diagnostic> diagnostics) {
        super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining(", ")));
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** A definition that is refused for one reason. */
    public InvalidStateMachineException(String code, String message, String location) {
        this(List.of(new Diagnostic(code, message, location)));
    }

    /** A definition that does not have the form that the States Language prescribes. */
    public static InvalidStateMachineException schema(String location, String message) {
        return new InvalidStateMachineException("SCHEMA_VALIDATION_FAILED", message, location);
    }

    /** The reasons: at least one, and at most one for each state. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}
