package io.github.emrlaunch.definitions;

/** There is no such definition: a pipeline that was never deployed, or under another name or namespace. */
public final class PipelineNotFoundException extends DefinitionNotFoundException {
    PipelineNotFoundException(DefinitionName name, String message) {
        super(DefinitionType.PIPELINE, name, message);
    }
}
