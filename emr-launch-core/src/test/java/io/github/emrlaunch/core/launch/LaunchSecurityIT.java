package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.ChangedAssembly;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.LambdaInvocation;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LogEvent;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on the security guarantees of launches. */
class LaunchSecurityIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(LaunchStack::add);

    @TempDir
    Path assembly;

    private final LocalAws aws = deployed.local();

    /** Deploys a changed template as an update. */
    private void deployChanged(UnaryOperator<String> change) {
        aws.deploy(ChangedAssembly.copy(deployed.assemblies().get(0), assembly, change));
    }

    private LocalExecution launch(String launchFunction) throws InterruptedException {
        String machine = deployed.deployment().stateMachine("default_" + launchFunction);
        LocalExecution execution = aws.awaitExecution(aws.startExecution(machine, "{}"));
        aws.awaitIdle();
        return execution;
    }

    /** A changed state machine requests the profile of another team from the function. */
    @Test
    void deniesReadingProfileOfOtherLaunchFunction() throws Exception {
        deployChanged(template -> template.replace(
                "\\\"EMRProfile\\\":\\\"default/plain\\\"", "\\\"EMRProfile\\\":\\\"default/secret\\\""));

        LocalExecution execution = launch("plain");

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.cause()).contains("AccessDenied", "parameter/emr_launch/emr_profiles/default/secret");
        assertThat(aws.clusters()).isEmpty();
    }

    /** An attacker with write access to Parameter Store puts a role with more permissions into the profile. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "secret"})
    void deniesPassingReplacedServiceRoleOfStoredProfile(String launchFunction) throws Exception {
        deployChanged(template -> {
            ObjectNode json = Json.parseObject(template);
            ObjectNode resources = (ObjectNode) json.path("Resources");
            ObjectNode mightier = resources.putObject("Mightier").put("Type", "AWS::IAM::Role");
            ObjectNode properties = mightier.putObject("Properties").put("RoleName", "mightier");
            JsonNode trust = null;
            for (JsonNode resource : resources) {
                if (Json.write(resource.at("/Properties/RoleName"))
                        .contains("default_%s-ServiceRole".formatted(launchFunction))) {
                    trust = resource.at("/Properties/AssumeRolePolicyDocument");
                }
            }
            properties.set("AssumeRolePolicyDocument", trust);
            resources.forEach(resource -> {
                if (resource.at("/Properties/Name")
                        .asText()
                        .equals("/emr_launch/emr_profiles/default/" + launchFunction)) {
                    replaceServiceRole((ObjectNode) resource.path("Properties"));
                }
            });
            return Json.write(json);
        });

        LocalExecution execution = launch(launchFunction);

        assertThat(execution.status()).isEqualTo("FAILED");
        String told = launchFunction.equals("plain")
                ? execution.cause()
                : logs("Stage").at("/AwsMessage").asText();
        assertThat(execution.error()).isEqualTo("ClusterRefused");
        assertThat(told).contains("iam:PassRole", "role/mightier");
        assertThat(aws.clusters()).isEmpty();
    }

    /** The value is an Fn::Join: the text before the reference to the service role identifies it. */
    private static void replaceServiceRole(ObjectNode parameter) {
        JsonNode parts = parameter.at("/Value/Fn::Join/1");
        for (int i = 0; i < parts.size() - 1; i++) {
            if (parts.path(i).asText().endsWith("\"ServiceRole\":\"")) {
                ((ArrayNode) parts).set(i + 1, "arn:aws:iam::123456789012:role/mightier");
                return;
            }
        }
        throw new AssertionError("no service role in " + parts);
    }

    @Test
    void successfulLaunchLeavesNoSecretInHistoryOrLogs() throws Exception {
        LocalExecution execution = launch("secret");

        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        JsonNode request = aws.clusters().get(0).request();
        assertThat(request.at("/KerberosAttributes/KdcAdminPassword").asText()).isEqualTo(LaunchStack.KDC_PASSWORD);
        assertThat(request.path("Configurations").toString()).contains(LaunchStack.METASTORE_PASSWORD);

        assertThat(kept(execution)).contains("LaunchClusterResult");
        requireNoSecret(execution);
    }

    /** Returns everything that a user without access to the secrets can read. */
    private String kept(LocalExecution execution) {
        List<String> kept = new ArrayList<>();
        execution.history().forEach(event -> kept.add(event.toString()));
        kept.add(String.valueOf(execution.output()));
        kept.add(String.valueOf(execution.cause()));
        aws.logs().stream().map(LogEvent::message).forEach(kept::add);
        aws.invocations().stream().map(LambdaInvocation::toString).forEach(kept::add);
        aws.publications().forEach(publication -> kept.add(publication.toString()));
        assertThat(kept).hasSizeGreaterThan(10);
        return String.join("\n", kept);
    }

    private void requireNoSecret(LocalExecution execution) {
        assertThat(kept(execution))
                .doesNotContainIgnoringCase(LaunchStack.KDC_PASSWORD.substring(0, 6))
                .doesNotContainIgnoringCase(LaunchStack.KDC_PASSWORD.substring(4, 10))
                .doesNotContainIgnoringCase(LaunchStack.METASTORE_PASSWORD.substring(9, 16));
    }

    /** Returns the last line of the function's log that has a member. */
    private JsonNode logs(String member) {
        return aws.logs().stream()
                .map(LogEvent::message)
                .filter(message -> message.startsWith("{") && message.contains("AwsCode"))
                .map(Json::parse)
                .filter(line -> line.has(member))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Value 'kdc-s3cr3t-value' at 'kdcAdminPassword' is not valid",
                "VALUE KDC-S3CR3T-VALUE IS NOT VALID",
                "?password=kdc%2Ds3cr3t%2Dvalue",
                "<Value>metastore&#45;s3cr3t&#45;value</Value>",
                "{\"v\": \"metastore\\u002ds3cr3t\\u002dvalue\"}",
                "the value begins with kdc-s3"
            })
    void hidesSecretsInErrorMessagesOfEmr(String message) throws Exception {
        aws.emr().failNextCluster(ClusterFault.rejected("ValidationException", message));
        LocalExecution refused = launch("secret");

        assertThat(refused.error()).isEqualTo("ClusterRefused");
        assertThat(refused.cause()).contains("ValidationException").doesNotContain("alue '");
        requireNoSecret(refused);

        aws.emr().failNextCluster(ClusterFault.failsWhileStarting("VALIDATION_ERROR", message));
        LocalExecution ended = aws.awaitExecution(aws.startExecution(machine(refused), "{}"));
        aws.awaitIdle();

        assertThat(ended.error()).isEqualTo("ClusterStartFailed");
        assertThat(ended.cause()).contains("VALIDATION_ERROR", "is not shown");
        requireNoSecret(ended);
    }

    private static String machine(LocalExecution execution) {
        String arn = execution.arn();
        return arn.substring(0, arn.lastIndexOf(':')).replace(":execution:", ":stateMachine:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secretsmanager:GetSecretValue",
                "elasticmapreduce:DescribeCluster",
                "elasticmapreduce:RunJobFlow"
            })
    void hidesSecretsInErrorsOfAwsCalls(String action) throws Exception {
        aws.faults()
                .failFor(
                        action,
                        CallFault.failed("ValidationException", 400, "no " + LaunchStack.KDC_PASSWORD),
                        Duration.ofHours(3));

        LocalExecution execution = launch("secret");

        assertThat(execution.status()).isEqualTo("FAILED");
        requireNoSecret(execution);
    }

    @Test
    void theFunctionAloneReadsSecrets() throws Exception {
        launch("secret");

        assertThat(aws.authorizations().stream()
                        .filter(authorization -> authorization.action().startsWith("secretsmanager:"))
                        .map(authorization -> authorization.roleName())
                        .distinct())
                .singleElement()
                .asString()
                .contains("SecretFunctionRole");
    }
}
