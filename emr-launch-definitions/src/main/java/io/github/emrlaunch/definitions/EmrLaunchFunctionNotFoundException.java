package io.github.emrlaunch.definitions;

/** A launch function does not exist: it was never deployed, or has another name or namespace. */
public final class EmrLaunchFunctionNotFoundException extends DefinitionNotFoundException {
    EmrLaunchFunctionNotFoundException(DefinitionName name, String message) {
        super(DefinitionType.EMR_LAUNCH_FUNCTION, name, message);
    }
}
