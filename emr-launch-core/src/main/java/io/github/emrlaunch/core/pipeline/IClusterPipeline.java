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
 * A state machine that runs phases of steps on a cluster: built in this app ({@link TransientClusterPipeline}, {@link
 * PersistentClusterPipeline}) or loaded.
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
     * The state machine: an execution of it is one run of the pipeline. Its role is the library's: a permission that is granted to it is an
     * error at synth.
     */
    IStateMachine getStateMachine();

    /**
     * The definition as stored; of a pipeline built in this app it holds tokens. That of one which is imported by its ARN is read while the
     * app is synthesized, when somebody asks for it.
     */
    PipelineDefinition getDefinition();

    /** Allows the grantee to run the pipeline: {@code states:StartExecution} on the state machine. */
    default Grant grantStart(IGrantable grantee) {
        return getStateMachine().grantStartExecution(grantee);
    }

    /** Allows the grantee to read this pipeline's definition: {@code ssm:GetParameter} on its parameter. */
    default Grant grantRead(IGrantable grantee) {
        return StoredDefinitions.grantRead(
                grantee, DefinitionType.PIPELINE, new DefinitionName(getNamespace(), getPipelineName()));
    }
}
