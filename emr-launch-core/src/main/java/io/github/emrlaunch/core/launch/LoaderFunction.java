package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.LambdaJar;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;
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

    LoaderFunction(Construct scope, LoadClusterConfigurationRequest request) {
        LogGroup logGroup = LogGroup.Builder.create(scope, "LoaderLogs")
                .retention(RetentionDays.ONE_MONTH)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        Role role = Role.Builder.create(scope, "LoaderRole")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .inlinePolicies(Map.of("LoadClusterConfiguration", policy(scope, request, logGroup)))
                .build();
        Function function = Function.Builder.create(scope, "Loader")
                .description(
                        "Loads %s and %s for a launch".formatted(request.emrProfile(), request.clusterConfiguration()))
                .runtime(Runtime.JAVA_21)
                .architecture(Architecture.ARM_64)
                .handler(HANDLER)
                .code(LambdaJar.code())
                // Memory brings processor time: with less of it, a cold start costs as much and takes longer.
                .memorySize(1024)
                .timeout(Duration.minutes(1))
                .snapStart(SnapStartConf.ON_PUBLISHED_VERSIONS)
                .logGroup(logGroup)
                .role(role.withoutPolicyUpdates())
                .build();
        // SnapStart takes snapshots of published versions only.
        versionArn = function.getCurrentVersion().getFunctionArn();
    }

    private static PolicyDocument policy(Construct scope, LoadClusterConfigurationRequest request, LogGroup logGroup) {
        return PolicyDocument.Builder.create()
                .statements(List.of(
                        allow(
                                List.of("ssm:GetParameter"),
                                List.of(
                                        DefinitionParameter.arn(
                                                scope, DefinitionType.EMR_PROFILE, request.emrProfile()),
                                        DefinitionParameter.arn(
                                                scope,
                                                DefinitionType.CLUSTER_CONFIGURATION,
                                                request.clusterConfiguration()))),
                        // ListClusters knows no resources.
                        allow(List.of("elasticmapreduce:ListClusters"), List.of("*")),
                        allow(
                                List.of("logs:CreateLogStream", "logs:PutLogEvents"),
                                List.of(logGroup.getLogGroupArn()))))
                .build();
    }

    private static PolicyStatement allow(List<String> actions, List<String> resources) {
        return PolicyStatement.Builder.create()
                .actions(actions)
                .resources(resources)
                .build();
    }

    /** The version that the state machine of the same deployment invokes. */
    String versionArn() {
        return versionArn;
    }
}
