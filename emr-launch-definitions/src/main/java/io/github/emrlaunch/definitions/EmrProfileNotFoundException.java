package io.github.emrlaunch.definitions;

/** An EMR profile does not exist: it was never deployed, or has another name or namespace. */
public final class EmrProfileNotFoundException extends DefinitionNotFoundException {
    EmrProfileNotFoundException(DefinitionName name, String message) {
        super(DefinitionType.EMR_PROFILE, name, message);
    }
}
