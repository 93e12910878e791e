package io.github.emrlaunch.core.code;

import io.github.emrlaunch.core.internal.CdkNag;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.s3.deployment.BucketDeployment;
import software.constructs.IConstruct;

/** The function of the CDK that uploads folders, one for all bucket deployments of a stack. */
final class Upload {
    private static final String REASON =
            "The CDK's own function for bucket deployments, which it shares among them; it runs during deployments only. EmrCode.fromDeployment takes settings of your own";

    private static final List<Map<String, Object>> FUNCTION = Stream.of(
                    List.of(
                            CdkNag.rule("AwsSolutions-L1", REASON),
                            CdkNag.rule("Serverless-LambdaDefaultMemorySize", REASON),
                            CdkNag.rule("Serverless-LambdaLatestVersion", REASON),
                            CdkNag.rule("Serverless-LambdaTracing", REASON)),
                    CdkNag.inPacks(
                            List.of("HIPAA.Security", "NIST.800.53.R4", "NIST.800.53.R5", "PCI.DSS.321"),
                            "LambdaInsideVPC",
                            REASON),
                    CdkNag.inPacks(List.of("HIPAA.Security", "NIST.800.53.R5"), "LambdaConcurrency", REASON),
                    CdkNag.inPacks(List.of("HIPAA.Security", "NIST.800.53.R5", "Serverless"), "LambdaDLQ", REASON))
            .flatMap(List::stream)
            .toList();

    private Upload() {}

    /** Suppresses cdk-nag's findings in the CDK's function. */
    static void suppressFindings(BucketDeployment deployment) {
        IRole role = deployment.getHandlerRole();
        CdkNag.suppress(role, List.of(CdkNag.rule("AwsSolutions-IAM4", REASON)));
        CdkNag.suppressInPolicyOf(role, List.of(CdkNag.rule("AwsSolutions-IAM5", REASON)));
        IConstruct function = role.getNode().getScope();
        if (function != null) {
            CdkNag.suppress(function, FUNCTION);
        }
    }
}
