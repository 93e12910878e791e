package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.ServerlessJobFunctionDefinition;
import software.amazon.awscdk.IResource;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;

/** A state machine that runs a job on EMR Serverless: built in this app ({@link ServerlessJobFunction}) or loaded. */
public interface IServerlessJobFunction extends IResource {
    /** The name within the namespace. */
    default String getJobFunctionName() {
        return getDefinition().jobFunctionName();
    }

    /** The namespace. */
    default String getNamespace() {
        return getDefinition().namespace();
    }

    /**
     * The state machine. Each execution runs the job once. The library manages its role: a permission that is granted
     * to the role is an error at synthesis.
     */
    IStateMachine getStateMachine();

    /** The definition as stored. If this app builds the job function, it contains tokens. */
    ServerlessJobFunctionDefinition getDefinition();

    /** Grants the grantee permission to run the job: {@code states:StartExecution} on the state machine. */
    default Grant grantStart(IGrantable grantee) {
        return getStateMachine().grantStartExecution(grantee);
    }

    /** Grants the grantee permission to read the definition: {@code ssm:GetParameter} on its parameter. */
    default Grant grantRead(IGrantable grantee) {
        return StoredDefinitions.grantRead(
                grantee, DefinitionType.SERVERLESS_JOB_FUNCTION, getDefinition().definitionName());
    }
}
