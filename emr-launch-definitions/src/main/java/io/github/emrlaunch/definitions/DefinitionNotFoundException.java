package io.github.emrlaunch.definitions;

/**
 * A definition that was asked for isn't stored. The qualified names of the subclasses are what a state machine's Retry
 * and Catch match.
 */
public abstract sealed class DefinitionNotFoundException extends RuntimeException
        permits EmrProfileNotFoundException,
                ClusterConfigurationNotFoundException,
                EmrLaunchFunctionNotFoundException,
                ServerlessJobFunctionNotFoundException {
    private final transient DefinitionName name;

    DefinitionNotFoundException(DefinitionName name, String message) {
        super(message);
        this.name = name;
    }

    /** What was asked for. */
    public DefinitionName definitionName() {
        return name;
    }
}
