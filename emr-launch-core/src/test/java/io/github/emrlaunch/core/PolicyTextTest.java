package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.pipeline.EmrCluster;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.serverless.ApplicationType;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.stepfunctions.JsonPath;

/**
 * Text that becomes part of a policy's resource must not widen it.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html">Resource element</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">Policy variables</a>
 */
class PolicyTextTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/";
    private static final Map<String, BiConsumer<TestStack, String>> USES = Map.of(
            "cluster",
            (test, text) -> EmrCluster.ofId(text),
            "application",
            (test, text) ->
                    ServerlessApplication.fromApplicationId(test.stack(), "Application", text, ApplicationType.SPARK),
            "database",
            (test, text) -> ServerlessJobRole.Builder.create(test.stack(), "JobRole")
                    .build()
                    .grantGlueDatabases(text),
            "role",
            (test, text) -> ServerlessJobRole.fromRoleArn(test.stack(), "JobRole", text),
            "launch function",
            (test, text) -> EmrLaunchFunction.fromStateMachineArn(test.stack(), "Launch", text),
            "pipeline",
            (test, text) -> TransientClusterPipeline.fromStateMachineArn(test.stack(), "Pipeline", text),
            "code",
            (test, text) -> EmrCode.fromUri(text),
            "logs",
            (test, text) -> EmrProfile.Builder.create(test.stack(), "Profile")
                    .profileName("etl")
                    .vpc(test.importedVpc())
                    .logsBucket(Bucket.fromBucketName(test.stack(), "Bucket", "logs"))
                    .logsPath(text)
                    .build(),
            "role path",
            (test, text) -> EmrProfile.Builder.create(test.stack(), "Profile")
                    .profileName("etl")
                    .vpc(test.importedVpc())
                    .rolePath(text)
                    .build());

    private final TestStack test = TestStack.create();

    private void use(List<String> useAndText) {
        USES.getOrDefault(useAndText.get(0), (stack, text) -> {
                    throw new AssertionError(useAndText);
                })
                .accept(test, useAndText.get(1).replace("PARAMETER", parameter()));
    }

    private String parameter() {
        return CfnParameter.Builder.create(test.stack(), "Parameter").build().getValueAsString();
    }

    private static List<List<String>> widening() {
        return List.of(
                List.of("cluster", "PARAMETER*"),
                List.of("cluster", "j-*" + Aws.REGION),
                List.of("cluster", JsonPath.stringAt("$.Id")),
                List.of("application", "PARAMETER*"),
                List.of("application", JsonPath.stringAt("$.Id")),
                List.of("database", "PARAMETER*"),
                List.of("role", ROLE + "*"),
                List.of("role", ROLE + "x?"),
                List.of("role", ROLE + "${aws:username}"),
                List.of("role", "arn:aws:iam::*:role/x"),
                List.of("role", "arn:aws:iam::123456789012:user/x"),
                List.of("role", ROLE + "PARAMETER*"),
                List.of("launch function", "arn:aws:states:*:123456789012:stateMachine:default_etl"),
                List.of("launch function", "arn:aws:states:" + Aws.REGION + ":*:stateMachine:default_etl"),
                List.of("pipeline", "arn:aws:states:*:123456789012:stateMachine:pipeline_default_etl"),
                List.of("code", "s3://bucket/" + Aws.REGION + "/*"),
                List.of("code", "s3://bu*" + Aws.REGION + "/etl"),
                List.of("logs", "PARAMETER/*"),
                List.of("role path", "/te*m/"),
                List.of("role path", "/PARAMETER*/"));
    }

    @ParameterizedTest
    @MethodSource("widening")
    void rejectsTextThatWidensPolicy(List<String> useAndText) {
        assertThatIllegalArgumentException().isThrownBy(() -> use(useAndText));
    }

    private static List<List<String>> exact() {
        return List.of(
                List.of("cluster", "j-2AXXXXXXGAPLF"),
                List.of("cluster", "PARAMETER"),
                List.of("cluster", Fn.importValue("Cluster")),
                List.of("cluster", "{{resolve:ssm:/cluster/id}}"),
                List.of("application", "00f1r2t3abcd"),
                List.of("application", "PARAMETER"),
                List.of("application", "{{resolve:ssm:/application/id}}"),
                List.of("database", "sales"),
                List.of("database", "sales_PARAMETER"),
                List.of("role", ROLE + "team/jobs"),
                List.of("role", "arn:%s:iam::%s:role/jobs".formatted(Aws.PARTITION, Aws.ACCOUNT_ID)),
                List.of("role", ROLE + "PARAMETER"),
                List.of("role", "PARAMETER"),
                List.of("role", Fn.importValue("Role")),
                List.of(
                        "launch function",
                        "arn:%s:states:%s:%s:stateMachine:default_etl"
                                .formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID)),
                List.of("pipeline", "arn:aws:states:eu-west-1:123456789012:stateMachine:pipeline_default_etl"),
                List.of("code", "s3://code-" + Aws.ACCOUNT_ID + "/" + Aws.REGION + "/etl"),
                List.of("code", "s3://" + Fn.importValue("Bucket")),
                List.of("logs", "PARAMETER/logs/"),
                List.of("logs", "logs/PARAMETER"),
                List.of("role path", "/emr/"),
                List.of("role path", "/PARAMETER/"),
                List.of("role path", "PARAMETER"));
    }

    @ParameterizedTest
    @MethodSource("exact")
    void acceptsExactTextAndTokens(List<String> useAndText) {
        assertThatCode(() -> use(useAndText)).doesNotThrowAnyException();
    }
}
