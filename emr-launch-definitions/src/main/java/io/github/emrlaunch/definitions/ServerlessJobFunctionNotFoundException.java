package io.github.emrlaunch.definitions;

/** A job function does not exist: it was never deployed, or has another name or namespace. */
public final class ServerlessJobFunctionNotFoundException extends DefinitionNotFoundException {
    ServerlessJobFunctionNotFoundException(DefinitionName name, String message) {
        super(DefinitionType.SERVERLESS_JOB_FUNCTION, name, message);
    }
}
