package io.github.emrlaunch.definitions;

/**
 * A requested definition is not stored. Retry and Catch of a state machine refer to the qualified names of the subclasses.
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

    /** Returns an exception of the same class with another message. */
    public final DefinitionNotFoundException withMessage(String message) {
        return type.withMessage(name, message);
    }

    /** Returns the type of the definition. */
    public DefinitionType<?> definitionType() {
        return type;
    }

    /** Returns the namespace and name of the definition. */
    public DefinitionName definitionName() {
        return name;
    }
}
