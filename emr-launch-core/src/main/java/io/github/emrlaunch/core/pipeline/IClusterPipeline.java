package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.PipelineDefinition;
import software.amazon.awscdk.IResource;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;

/**
 * A state machine that runs phases of steps on a cluster, built in this app ({@link TransientClusterPipeline}, {@link
 * PersistentClusterPipeline}) loaded or imported.
 */
public interface IClusterPipeline extends IResource {
    /** The name within the namespace. */
    default String getPipelineName() {
        return getDefinition().pipelineName();
    }

    /** The namespace. */
    default String getNamespace() {
        return getDefinition().namespace();
    }

    /**
     * The state machine. Each execution is one run of the pipeline. The library manages its role: a permission that is granted to the role
     * is an
     * error at synthesis.
     */
    IStateMachine getStateMachine();

    /**
     * The definition as stored. If this app builds the pipeline, it contains tokens. If the pipeline is imported by its ARN, the definition
     * is read
     * during synthesis when it is first requested.
     */
    PipelineDefinition getDefinition();

    /** Grants the grantee permission to run the pipeline: {@code states:StartExecution} on the state machine. */
    default Grant grantStart(IGrantable grantee) {
        return getStateMachine().grantStartExecution(grantee);
    }

    /** Grants the grantee permission to read the definition: {@code ssm:GetParameter} on its parameter. */
    default Grant grantRead(IGrantable grantee) {
        return StoredDefinitions.grantRead(
                grantee, DefinitionType.PIPELINE, new DefinitionName(getNamespace(), getPipelineName()));
    }
}
