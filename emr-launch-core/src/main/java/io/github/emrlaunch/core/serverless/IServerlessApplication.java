package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.Arns;
import software.amazon.awscdk.IResource;
import software.amazon.awscdk.services.iam.IRole;

/** An application of EMR Serverless: built in this app ({@link ServerlessApplication}) or imported. */
public interface IServerlessApplication extends IResource {
    /** The id that EMR Serverless assigned. */
    String getApplicationId();

    /** The engine of the jobs. */
    ApplicationType getType();

    /** The ARN, in the account and region of the stack that uses it. */
    default String getApplicationArn() {
        return Arns.regional("emr-serverless", "/applications/" + getApplicationId());
    }

    /** Grants a job's role permission to write the logs of this application. It has no effect for an imported application. */
    void grantWriteLogs(IRole jobRole);
}
