package io.github.emrlaunch.definitions;

/**
 * A definition that was asked for isn't stored. The qualified names of the subclasses are what a state machine's Retry
 * and Catch match.
 */
public abstract sealed class DefinitionNotFoundException extends EmrLaunchException
        permits EmrProfileNotFoundException,
                ClusterConfigurationNotFoundException,
                EmrLaunchFunctionNotFoundException,
                ServerlessJobFunctionNotFoundException,
                PipelineNotFoundException {
    private final transient DefinitionType<?> type;
    private final transient DefinitionName name;

    DefinitionNotFoundException(DefinitionType<?> type, DefinitionName name, String message) {
        super(message);
        this.type = type;
        this.name = name;
    }

    /** The type of the definition. */
    public DefinitionType<?> definitionType() {
        return type;
    }

    /** The namespace and name of the definition. */
    public DefinitionName definitionName() {
        return name;
    }
}
