package io.github.emrlaunch.core.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.ParameterStore;
import io.github.emrlaunch.definitions.StoredDocument;
import io.github.emrlaunch.definitions.StoredRequest;
import io.github.emrlaunch.definitions.WritableDefinitionStore;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The deployed functions of a control plane, invoked by a state machine. */
class ControlPlaneIT {
    private static final Path DOCUMENTS = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");
    private static final String CALLER = "caller";
    private static final String LARGE = ClusterConfigurationDefinition.of(
                    DefinitionName.parse("large/large"),
                    StoredRequest.empty().put("AdditionalInfo", "ä".repeat(10_000)))
            .toJsonText();

    @RegisterExtension
    static final LocalAwsExtension deployed = LocalAwsExtension.forApp(ControlPlaneIT::addStack);

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        ControlPlane controlPlane = ControlPlane.Builder.create(stack, "ControlPlane")
                .functionNamePrefix("Platform_")
                .build();
        StateMachine caller = StateMachine.Builder.create(stack, "Caller")
                .stateMachineName(CALLER)
                .definitionBody(DefinitionBody.fromString("""
                        {"StartAt": "Call", "States": {"Call": {"Type": "Task", "End": true, "OutputPath": "$.Payload",
                          "Resource": "arn:aws:states:::lambda:invoke",
                          "Parameters": {"FunctionName.$": "$.Function", "Payload.$": "$.Request"}}}}"""))
                .build();
        controlPlane.grantInvoke(caller);
    }

    @BeforeAll
    static void store(LocalAws aws) {
        assertThat(deployed.deployment().skippedResources()).isEmpty();
        try (SsmClient ssm = ssm(aws, administrator(aws))) {
            store(new ParameterStore(ssm));
        }
    }

    private static AwsCredentials administrator(LocalAws aws) {
        return AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret");
    }

    private static SsmClient ssm(LocalAws aws, AwsCredentials credentials) {
        return SsmClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(aws.endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }

    private static void store(WritableDefinitionStore store) {
        put(
                store,
                DefinitionType.EMR_PROFILE,
                "default/sse-s3-profile",
                text(DefinitionType.EMR_PROFILE, "default/sse-s3-profile"));
        for (int i = 0; i < 12; i++) {
            String profile = text(DefinitionType.EMR_PROFILE, "default/sse-s3-profile")
                    .replace("\"default\"", "\"many\"")
                    .replace("\"sse-s3-profile\"", "\"p%02d\"".formatted(i));
            put(store, DefinitionType.EMR_PROFILE, "many/p%02d".formatted(i), profile);
        }
        put(store, DefinitionType.EMR_PROFILE, "many/a-broken-one", "no JSON");
        put(
                store,
                DefinitionType.CLUSTER_CONFIGURATION,
                "analytics/fleet-cluster",
                text(DefinitionType.CLUSTER_CONFIGURATION, "analytics/fleet-cluster"));
        put(store, DefinitionType.CLUSTER_CONFIGURATION, "large/large", LARGE);
        put(
                store,
                DefinitionType.EMR_LAUNCH_FUNCTION,
                "default/launch-basic-cluster",
                text(DefinitionType.EMR_LAUNCH_FUNCTION, "default/launch-basic-cluster"));
    }

    private static void put(WritableDefinitionStore store, DefinitionType<?> type, String name, String text) {
        store.put(new StoredDocument<>(type, DefinitionName.parse(name), text, "test"));
    }

    private static String text(DefinitionType<?> type, String name) {
        try {
            return Files.readString(DOCUMENTS.resolve(type.folder()).resolve(name + ".json"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static LocalExecution execute(String function, String request) {
        ObjectNode input = Json.object().put("Function", "Platform_" + function);
        input.set("Request", Json.parse(request));
        return deployed.run(CALLER, Json.write(input));
    }

    private static JsonNode call(String function, String request) {
        LocalExecution execution = execute(function, request);
        assertThat(execution.succeeded())
                .as("%s %s", execution.error(), execution.cause())
                .isTrue();
        return Json.parse(String.valueOf(execution.output()));
    }

    @Test
    void returnsDefinitionOfEachType() {
        assertThat(call("GetProfile", "{\"ProfileName\": \"sse-s3-profile\"}"))
                .isEqualTo(Json.parse(text(DefinitionType.EMR_PROFILE, "default/sse-s3-profile")));
        assertThat(call("GetConfiguration", "{\"ConfigurationName\": \"fleet-cluster\", \"Namespace\": \"analytics\"}")
                        .path("ConfigurationName")
                        .asText())
                .isEqualTo("fleet-cluster");
        assertThat(call("GetFunction", "{\"FunctionName\": \"launch-basic-cluster\"}")
                        .path("EMRProfile")
                        .asText())
                .isEqualTo("default/sse-kms-profile");
    }

    @Test
    void returnsAndListsDefinitionWithParts() {
        assertThat(call("GetConfiguration", "{\"ConfigurationName\": \"large\", \"Namespace\": \"large\"}"))
                .isEqualTo(Json.parse(LARGE));
        assertThat(call("GetConfigurations", "{\"Namespace\": \"large\"}"))
                .isEqualTo(Json.parse("{\"ClusterConfigurations\": [" + LARGE + "]}"));
    }

    @Test
    void listsNamespaceInPages() {
        JsonNode first = call("GetProfiles", "{\"Namespace\": \"many\"}");
        JsonNode second = call(
                "GetProfiles",
                "{\"Namespace\": \"many\", \"NextToken\": \"%s\"}"
                        .formatted(first.path("NextToken").asText()));

        assertThat(first.path("EMRProfiles")).hasSize(9);
        assertThat(first.at("/Unreadable/0/Name").asText()).isEqualTo("a-broken-one");
        assertThat(first.at("/Unreadable/0/Error").asText()).contains("is not a stored EMR profile: not JSON");
        assertThat(second.path("EMRProfiles").findValuesAsText("ProfileName")).containsExactly("p09", "p10", "p11");
        assertThat(second.has("NextToken")).isFalse();
        assertThat(call("GetConfigurations", "{}")).isEqualTo(Json.parse("{\"ClusterConfigurations\": []}"));
        assertThat(call("GetFunctions", "{}").path("EMRLaunchFunctions")).hasSize(1);
    }

    @Test
    void failsForMissingDefinitionAndInvalidRequest() {
        LocalExecution missing = execute("GetProfile", "{\"ProfileName\": \"none\"}");
        LocalExecution nameless = execute("GetProfile", "{}");
        LocalExecution malformed = execute("GetProfiles", "{\"Namespace\": \"a/b\"}");

        assertThat(missing.error()).isEqualTo("io.github.emrlaunch.definitions.EmrProfileNotFoundException");
        assertThat(nameless.error()).isEqualTo("io.github.emrlaunch.lambdas.InvalidRequestException");
        assertThat(nameless.cause()).contains("'ProfileName' is missing");
        assertThat(malformed.cause()).contains("'namespace' must match");
    }

    @Test
    void callsOnlyReadActionsOnDefinitions() {
        call("GetProfile", "{\"ProfileName\": \"sse-s3-profile\"}");

        assertThat(deployed.local().authorizations())
                .filteredOn(authorization -> !authorization.action().startsWith("lambda:"))
                .isNotEmpty()
                .allSatisfy(
                        authorization -> assertThat(authorization.action() + " " + authorization.resource())
                                .matches(
                                        "ssm:GetParameters(ByPath)? arn:aws:ssm:us-east-1:123456789012:parameter/emr_launch/.*"
                                                + "|ssm:GetParameters arn:aws:ssm:us-east-1:123456789012:parameter/emr_launch_parts/.*"));
    }

    @ParameterizedTest
    @CsvSource({
        "GetProfile, emr_profiles",
        "GetProfiles, emr_profiles",
        "GetConfiguration, cluster_configurations",
        "GetConfigurations, cluster_configurations",
        "GetFunction, emr_launch_functions",
        "GetFunctions, emr_launch_functions"
    })
    void roleOfFunctionMayOnlyReadDefinitionsOfItsType(String function, String folder, LocalAws aws) {
        try (SsmClient ssm = ssm(aws, sessionOfRole(function, aws))) {
            Stream.of("emr_profiles", "cluster_configurations", "emr_launch_functions")
                    .forEach(other -> {
                        boolean isOwn = other.equals(folder);
                        assertThat(isAllowed(() -> ssm.getParameters(
                                        request -> request.names("/emr_launch/%s/default/any".formatted(other)))))
                                .as("get %s", other)
                                .isEqualTo(isOwn);
                        assertThat(isAllowed(() -> ssm.getParametersByPath(
                                        request -> request.path("/emr_launch/%s/default".formatted(other)))))
                                .as("list %s", other)
                                .isEqualTo(isOwn && function.endsWith("s"));
                    });
            String own = "/emr_launch/%s/default/any".formatted(folder);
            assertThat(isAllowed(() -> ssm.putParameter(
                            request -> request.name(own).value("changed").type(ParameterType.STRING))))
                    .as("put")
                    .isFalse();
            assertThat(isAllowed(() -> ssm.deleteParameter(request -> request.name(own))))
                    .as("delete")
                    .isFalse();
        }
    }

    /** Returns a session of the role that called Parameter Store for the function. */
    private static AwsCredentials sessionOfRole(String function, LocalAws aws) {
        execute(function, "{\"ProfileName\": \"a\", \"ConfigurationName\": \"a\", \"FunctionName\": \"a\"}");
        String role = aws.authorizations().stream()
                .filter(authorization -> authorization.action().startsWith("ssm:"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .roleName();
        try (StsClient sts = StsClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(aws.endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(administrator(aws)))
                .build()) {
            Credentials session = sts.assumeRole(request -> request.roleArn("arn:aws:iam::123456789012:role/" + role)
                            .roleSessionName("test"))
                    .credentials();
            return AwsSessionCredentials.create(
                    session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
        }
    }

    private static boolean isAllowed(Runnable call) {
        try {
            call.run();
            return true;
        } catch (SsmException e) {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
            return false;
        }
    }
}
