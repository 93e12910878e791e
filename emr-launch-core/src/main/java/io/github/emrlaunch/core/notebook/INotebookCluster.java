package io.github.emrlaunch.core.notebook;

import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import software.amazon.awscdk.IResource;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;

/** A cluster with JupyterHub: built in this app ({@link NotebookCluster}) or imported. */
public interface INotebookCluster extends IResource {
    /**
     * The state machine {@code pipeline_NAMESPACE_NAME-notebooks}: an execution of it starts a cluster and creates its users. It fails if a
     * cluster of this name runs, and leaves none if the users can't be made. The cluster's id is at
     * {@code $.LaunchClusterResult.ClusterId} of its output.
     */
    IStateMachine getStateMachine();

    /** The launch function of the cluster, which creates no users. */
    IEmrLaunchFunction getLaunchFunction();

    /**
     * The secret with a user's password, as plain text. Let its user read it: {@code secret.grantRead(role)}. Of an imported cluster the
     * key of the secret is not known, nor whether there is such a user.
     *
     * @param user one of the users, or {@code jovyan}, the administrator
     * @throws IllegalArgumentException when there is no such user
     */
    ISecret getPasswordSecret(String user);

    /** Allows the grantee to start the cluster. */
    default Grant grantStart(IGrantable grantee) {
        return getStateMachine().grantStartExecution(grantee);
    }
}
