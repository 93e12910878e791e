package io.github.emrlaunch.definitions;

/** There is no stored pipeline of this name and namespace. */
public final class PipelineNotFoundException extends DefinitionNotFoundException {
    PipelineNotFoundException(DefinitionName name, String message) {
        super(DefinitionType.PIPELINE, name, message);
    }
}
