package io.github.emrlaunch.core.code;

import io.github.emrlaunch.core.internal.CdkNag;
import java.util.List;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.s3.deployment.BucketDeployment;
import software.constructs.IConstruct;

/** The function of the CDK that uploads folders, one for all bucket deployments of a stack. */
final class Upload {
    private static final String REASON =
            "The CDK's own function for bucket deployments, which it shares among them; it runs during deployments only";

    private Upload() {}

    /** Suppresses cdk-nag's findings in the CDK's function. */
    static void suppressFindings(BucketDeployment deployment) {
        IRole role = deployment.getHandlerRole();
        suppress(role, "AwsSolutions-IAM4");
        IConstruct policy = role.getNode().tryFindChild("DefaultPolicy");
        if (policy != null) {
            suppress(policy, "AwsSolutions-IAM5");
        }
        IConstruct function = role.getNode().getScope();
        if (function != null) {
            suppress(function, "AwsSolutions-L1");
        }
    }

    private static void suppress(IConstruct construct, String rule) {
        CdkNag.suppress(construct, List.of(CdkNag.rule(rule, REASON)));
    }
}
