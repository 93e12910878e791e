package io.github.emrlaunch.definitions;

/** There is no such definition: a launch function that was never deployed, or under another name or namespace. */
public final class EmrLaunchFunctionNotFoundException extends DefinitionNotFoundException {
    EmrLaunchFunctionNotFoundException(DefinitionName name, String message) {
        super(DefinitionType.EMR_LAUNCH_FUNCTION, name, message);
    }
}
