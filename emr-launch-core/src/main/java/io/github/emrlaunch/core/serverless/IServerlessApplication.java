package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.Arns;
import software.amazon.awscdk.IResource;
import software.amazon.awscdk.services.iam.IRole;

/** An application of EMR Serverless: built in this app ({@link ServerlessApplication}) or imported. */
public interface IServerlessApplication extends IResource {
    /** The id that EMR Serverless gave it. */
    String getApplicationId();

    /** The engine of its jobs. */
    ApplicationType getType();

    /** The ARN, in the account and region of the stack that asks. */
    default String getApplicationArn() {
        return Arns.regional("emr-serverless", "/applications/" + getApplicationId());
    }

    /** Allows a job's role to write the logs of this application. It does nothing for an imported application. */
    void grantWriteLogs(IRole jobRole);
}
