package io.github.emrlaunch.core.notebook;

import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import software.amazon.awscdk.IResource;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;

/** A cluster with JupyterHub that is built in this app ({@link NotebookCluster}) or imported. */
public interface INotebookCluster extends IResource {
    /**
     * The state machine {@code pipeline_NAMESPACE_NAME-notebooks}. An execution starts a cluster and creates its users.
     * It fails if a cluster with this name is running, and terminates the cluster if it cannot create the users. The
     * output contains the cluster's id at {@code $.LaunchClusterResult.ClusterId}.
     */
    IStateMachine getStateMachine();

    /** The launch function of the cluster, which does not create users. */
    IEmrLaunchFunction getLaunchFunction();

    /**
     * Returns the secret with a user's password, as plain text. Use {@code secret.grantRead(role)} to let the user read
     * it. For an imported cluster, the key of the secret and the existence of the user are not known.
     *
     * @param user one of the users, or {@code jovyan}, the administrator
     * @throws IllegalArgumentException if there is no such user
     */
    ISecret getPasswordSecret(String user);

    /** Allows the grantee to start the cluster. */
    default Grant grantStart(IGrantable grantee) {
        return getStateMachine().grantStartExecution(grantee);
    }
}
