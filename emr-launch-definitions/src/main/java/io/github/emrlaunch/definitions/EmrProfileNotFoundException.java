package io.github.emrlaunch.definitions;

/** There is no such definition: an EMR profile that was never deployed, or under another name or namespace. */
public final class EmrProfileNotFoundException extends DefinitionNotFoundException {
    EmrProfileNotFoundException(DefinitionName name, String message) {
        super(DefinitionType.EMR_PROFILE, name, message);
    }
}
