package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.RuntimeRoles;
import io.github.emrlaunch.definitions.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.FromRoleArnOptions;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketAttributes;
import software.amazon.awscdk.services.s3.IBucket;

/** The roles that may read the code of steps. */
class StepCodeTest {
    private static final Path STORED_BY_PYTHON = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");

    private static final List<String> READ_CODE = List.of(
            "s3:GetObject on arn:<AWS::Partition>:s3:::jobs/etl/code/*",
            "s3:ListBucket on arn:<AWS::Partition>:s3:::jobs");

    private final TestStack test = TestStack.create();
    private final IBucket bucket = Bucket.fromBucketName(test.stack(), "Jobs", "jobs");
    private final EmrCode code = EmrCode.fromBucket(bucket, "etl/code");

    private EmrLaunchFunction launch(IEmrProfile profile) {
        return EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile)
                .clusterConfiguration(test.configuration().build())
                .build();
    }

    private static EmrStep step(EmrCode code, String name) {
        return SparkSubmit.python(code, name + ".py").toStep(name);
    }

    private void transientPipeline(IEmrLaunchFunction launch, EmrStep... steps) {
        TransientClusterPipeline.Builder.create(test.stack(), "Pipeline")
                .pipelineName("pipeline")
                .launchFunction(launch)
                .phases(Phase.of("Work", steps))
                .build();
    }

    private List<ObjectNode> policies() {
        return test.properties("AWS::IAM::Policy").stream()
                .filter(policy -> policy.path("PolicyName").asText().matches("EmrLaunch-.*Pipeline.*StepCode.*-Read.*"))
                .toList();
    }

    private static List<String> statements(JsonNode policy) {
        return StreamSupport.stream(policy.at("/PolicyDocument/Statement").spliterator(), false)
                .map(statement ->
                        statement.path("Action").asText() + " on " + TestStack.text(statement.path("Resource")))
                .toList();
    }

    private static List<String> roles(JsonNode policy) {
        return StreamSupport.stream(policy.path("Roles").spliterator(), false)
                .map(TestStack::text)
                .toList();
    }

    @Test
    void grantsInstanceRoleReadAccessToCodeOfStepsOnly() {
        transientPipeline(
                launch(test.profile()),
                step(code, "One"),
                step(code, "Two"),
                step(EmrCode.fromBucket(bucket, "more"), "Three"),
                EmrStep.of("Four", "command-runner.jar", "true"));

        assertThat(policies()).singleElement().satisfies(policy -> {
            assertThat(roles(policy)).containsExactly("<ProfileInstanceRole>");
            assertThat(statements(policy))
                    .containsExactly(
                            "s3:GetObject on arn:<AWS::Partition>:s3:::jobs/etl/code/*",
                            "s3:ListBucket on arn:<AWS::Partition>:s3:::jobs",
                            "s3:GetObject on arn:<AWS::Partition>:s3:::jobs/more/*",
                            "s3:ListBucket on arn:<AWS::Partition>:s3:::jobs");
            assertThat(policy.at("/PolicyDocument/Statement/3/Condition")).isEqualTo(Json.parse("""
                    {"StringLike": {"s3:prefix": ["more", "more/*"]}}"""));
        });
    }

    @Test
    void grantsDecryptWithKeyOfBucket() {
        Key key = Key.Builder.create(test.stack(), "Key").build();
        IBucket encrypted = Bucket.fromBucketAttributes(
                test.stack(),
                "Encrypted",
                BucketAttributes.builder()
                        .bucketName("encrypted")
                        .encryptionKey(key)
                        .build());

        transientPipeline(launch(test.profile()), step(EmrCode.fromBucket(encrypted, "code"), "One"));

        assertThat(policies())
                .singleElement()
                .satisfies(policy ->
                        assertThat(statements(policy)).last().asString().startsWith("kms:Decrypt on <Key"));
    }

    /** The equivalent of {@code EMRStep.resolve} in the Python library. */
    @Test
    void resolvedStepDeploysItsCode() {
        EmrCode deployed = EmrCode.fromPath("src/test/resources/code", bucket, "etl");
        Map<String, Object> resolved = EmrStep.ofJar("Load", deployed, "jars/a.jar", "org.acme.Load", "2026-01-01")
                .withProperties(Map.of("owner", "etl"))
                .resolve(test.stack());

        assertThat(Json.of(resolved)).isEqualTo(Json.parse("""
                {"Name": "Load", "ActionOnFailure": "CONTINUE",
                 "HadoopJarStep": {"Jar": "s3://jobs/etl/jars/a.jar", "MainClass": "org.acme.Load",
                   "Args": ["2026-01-01"], "Properties": [{"Key": "owner", "Value": "etl"}]}}"""));
        assertThat(Json.of(
                        EmrStep.of("Wait", "command-runner.jar", "sleep", "1").resolve(test.stack())))
                .isEqualTo(Json.parse("""
                {"Name": "Wait", "ActionOnFailure": "CONTINUE",
                 "HadoopJarStep": {"Jar": "command-runner.jar", "Args": ["sleep", "1"]}}"""));
        assertThat(test.properties("Custom::CDKBucketDeployment")).hasSize(1);
    }

    @Test
    void createsNoPolicyWithoutCode() {
        transientPipeline(launch(test.profile()), EmrStep.of("One", "command-runner.jar", "true"));

        assertThat(policies()).isEmpty();
    }

    @Test
    void grantsReadAccessToExecutionRolesOfSteps() {
        Role role = Role.Builder.create(test.stack(), "Team")
                .assumedBy(new AccountRootPrincipal())
                .build();

        Role other = Role.Builder.create(test.stack(), "Other")
                .assumedBy(new AccountRootPrincipal())
                .build();
        IEmrProfile profile = EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.vpc())
                .inTransitEncryption(InTransitEncryption.pem(bucket, "certificates.zip"))
                .runtimeRoles(RuntimeRoles.of(role, other))
                .build();

        transientPipeline(
                launch(profile),
                step(code, "One").withExecutionRole(role),
                step(code, "Two").withExecutionRole(other),
                step(code, "Three").withExecutionRole(role));

        assertThat(policies())
                .extracting(
                        policy -> TestStack.text(policy.path("Roles").path(0)).replaceAll("[0-9A-F]{8}>", ">"))
                .containsExactlyInAnyOrder("<Team>", "<Other>");
        assertThat(policies())
                .extracting(policy -> policy.path("PolicyName").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void warnsIfInstanceRoleIsImmutable() {
        IRole role = Role.fromRoleArn(
                test.stack(),
                "Role",
                "arn:aws:iam::123456789012:role/mine",
                FromRoleArnOptions.builder().mutable(false).build());

        transientPipeline(
                launch(EmrProfile.Builder.create(test.stack(), "Profile")
                        .profileName("etl")
                        .vpc(test.vpc())
                        .instanceRole(role)
                        .build()),
                step(code, "One"));

        assertThat(policies()).isEmpty();
        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Pipeline/EmrLaunch::StepCode",
                        Match.stringLikeRegexp(
                                "The instance role of EMR profile 'default/etl' can't be changed by this "
                                        + "app: allow it s3:GetObject on s3://jobs/etl/code/\\*, or .*"));
    }

    @Test
    void grantsReadAccessToInstanceRoleOfStoredLaunchFunction() {
        transientPipeline(
                EmrLaunchFunction.fromStoredFunction(
                        test.loadingFrom(STORED_BY_PYTHON), "Stored", "launch-basic-cluster"),
                step(code, "One"));

        assertThat(policies()).singleElement().satisfies(policy -> {
            assertThat(roles(policy)).containsExactly("default_sse-kms-profile-InstanceRole");
            assertThat(statements(policy)).containsExactlyElementsOf(READ_CODE);
        });
    }

    @Test
    void createsPolicyInStackOfPipeline() {
        EmrLaunchFunction launch = launch(test.profile());
        Stack other = new Stack((App) test.stack().getNode().getRoot(), "Other");

        TransientClusterPipeline.Builder.create(other, "Pipeline")
                .pipelineName("pipeline")
                .launchFunction(launch)
                .phases(Phase.of(
                        "Work",
                        step(
                                EmrCode.fromBucket(
                                        Bucket.Builder.create(other, "Bucket").build(), "code"),
                                "One")))
                .build();

        assertThat(policies()).isEmpty();
        assertThat(Template.fromStack(other).findResources("AWS::IAM::Policy").keySet())
                .anyMatch(id -> id.startsWith("PipelineEmrLaunchStepCodeRead"));
    }

    @Test
    void grantsReadAccessToInstanceRoleOfRunningCluster() {
        PersistentClusterPipeline.Builder pipeline = PersistentClusterPipeline.Builder.create(test.stack(), "Pipeline")
                .pipelineName("pipeline")
                .anyClusterNamed("shared")
                .phases(Phase.of("Work", step(code, "One")));

        pipeline.emrProfile(test.profile()).build();

        assertThat(policies()).singleElement().satisfies(policy -> {
            assertThat(roles(policy)).containsExactly("<ProfileInstanceRole>");
            assertThat(statements(policy)).containsExactlyElementsOf(READ_CODE);
        });
    }
}
