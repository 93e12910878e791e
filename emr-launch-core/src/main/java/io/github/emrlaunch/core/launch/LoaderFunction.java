package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.LambdaJar;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.lambda.VersionOptions;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/**
 * The Lambda function that belongs to one launch function: it can read that function's profile and cluster configuration and
 * no other parameter.
 */
final class LoaderFunction {
    private static final String HANDLER = "io.github.emrlaunch.lambdas.LoadClusterConfigurationHandler";

    private final String versionArn;
    private final String functionArn;

    LoaderFunction(Construct scope, LoadClusterConfigurationRequest request) {
        LogGroup logGroup = LogGroup.Builder.create(scope, "LoaderLogs")
                .retention(RetentionDays.ONE_MONTH)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        Role role = Role.Builder.create(scope, "LoaderRole")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .inlinePolicies(Map.of("LoadClusterConfiguration", policy(request, logGroup)))
                .build();
        CdkNag.suppress(
                role, List.of(CdkNag.rule("AwsSolutions-IAM5", "Resource::\\*", "ListClusters knows no resources")));
        Function function = Function.Builder.create(scope, "Loader")
                .description("EMR Launch: loads the cluster configuration of a launch")
                .runtime(Runtime.JAVA_25)
                .architecture(Architecture.ARM_64)
                .handler(HANDLER)
                .code(LambdaJar.code())
                // Memory brings processor time: with less of it, a cold start costs as much and takes longer.
                .memorySize(1024)
                .timeout(Duration.minutes(1))
                .snapStart(SnapStartConf.ON_PUBLISHED_VERSIONS)
                .logGroup(logGroup)
                .role(role)
                // Executions that began before a deployment go on with the version that they know.
                .currentVersionOptions(VersionOptions.builder()
                        .removalPolicy(RemovalPolicy.RETAIN)
                        .build())
                .build();
        Annotations.of(function)
                .acknowledgeWarning(
                        "@aws-cdk/aws-lambda:snapStartRequirePublish", "The state machine invokes a published version");
        // SnapStart takes snapshots of published versions only.
        versionArn = function.getCurrentVersion().getFunctionArn();
        functionArn = function.getFunctionArn();
    }

    private static PolicyDocument policy(LoadClusterConfigurationRequest request, LogGroup logGroup) {
        return Policies.document(List.of(
                Policies.allow(
                        List.of("ssm:GetParameter"),
                        DefinitionParameter.arn(DefinitionType.EMR_PROFILE, request.emrProfile()),
                        DefinitionParameter.arn(DefinitionType.CLUSTER_CONFIGURATION, request.clusterConfiguration())),
                // ListClusters knows no resources.
                Policies.allow(List.of("elasticmapreduce:ListClusters"), "*"),
                Policies.allow(List.of("logs:CreateLogStream", "logs:PutLogEvents"), logGroup.getLogGroupArn())));
    }

    /** The function, of whatever version. */
    String functionArn() {
        return functionArn;
    }

    /** The version that the state machine of the same deployment invokes. */
    String versionArn() {
        return versionArn;
    }
}
