package io.github.emrlaunch.definitions;

/** There is no such definition: a job function that was never deployed, or under another name or namespace. */
public final class ServerlessJobFunctionNotFoundException extends DefinitionNotFoundException {
    ServerlessJobFunctionNotFoundException(DefinitionName name, String message) {
        super(DefinitionType.SERVERLESS_JOB_FUNCTION, name, message);
    }
}
