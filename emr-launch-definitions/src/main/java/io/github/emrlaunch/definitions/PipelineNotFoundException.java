package io.github.emrlaunch.definitions;

/** A pipeline does not exist: it was never deployed, or has another name or namespace. */
public final class PipelineNotFoundException extends DefinitionNotFoundException {
    PipelineNotFoundException(DefinitionName name, String message) {
        super(DefinitionType.PIPELINE, name, message);
    }
}
