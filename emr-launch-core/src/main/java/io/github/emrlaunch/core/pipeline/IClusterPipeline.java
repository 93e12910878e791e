package io.github.emrlaunch.core.pipeline;

import software.amazon.awscdk.IResource;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;

/**
 * A state machine that runs phases of steps on a cluster: built in this app ({@link TransientClusterPipeline}, {@link
 * PersistentClusterPipeline}) or imported.
 */
public interface IClusterPipeline extends IResource {
    /** The name, which is that of the state machine, too. */
    String getPipelineName();

    /**
     * The state machine: an execution of it is one run of the pipeline. Its role is the library's: a permission that is granted to it is an
     * error at synth.
     */
    IStateMachine getStateMachine();

    /** Allows the grantee to run the pipeline: {@code states:StartExecution} on the state machine. */
    default Grant grantStart(IGrantable grantee) {
        return getStateMachine().grantStartExecution(grantee);
    }
}
