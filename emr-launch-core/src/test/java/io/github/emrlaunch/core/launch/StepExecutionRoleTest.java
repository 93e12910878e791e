package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.pipeline.EmrChains;
import io.github.emrlaunch.core.pipeline.EmrCluster;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.EmrTasks;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.RuntimeRoles;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.StoredDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.StateMachine;

/** The role of steps in a cluster configuration: who may pass it, who may assume it, and which steps use it. */
class StepExecutionRoleTest {
    private static final String STEPS = "arn:aws:iam::123456789012:role/steps";
    private static final String ADMIN = "arn:aws:iam::123456789012:role/admin";
    private static final EmrStep STEP = EmrStep.of("Load", "s3://jobs/job.jar");

    @TempDir
    Path folder;

    private TestStack test = TestStack.create();

    private EmrProfile profile(UnaryOperator<EmrProfile.Builder> change) {
        return change.apply(EmrProfile.Builder.create(test.stack(), "Profile")
                        .profileName("etl")
                        .vpc(test.importedVpc()))
                .build();
    }

    private EmrProfile profileWithRuntimeRoles() {
        return profile(profile -> profile.inTransitEncryption(InTransitEncryption.pem(
                        Bucket.fromBucketName(test.stack(), "Artifacts", "artifacts"), "certificates.zip"))
                .runtimeRoles(RuntimeRoles.of()));
    }

    private EmrLaunchFunction.Builder launchFunction(IClusterConfiguration configuration) {
        return EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profileWithRuntimeRoles())
                .clusterConfiguration(configuration);
    }

    /** The roles that a role may pass to EMR, as resources of statements. */
    private List<String> passedToEmr() {
        return test.resources().findParents("Action").stream()
                .filter(statement -> statement.path("Action").toString().contains("iam:PassRole"))
                .filter(statement -> statement
                        .at("/Condition/StringLike/iam:PassedToService")
                        .asText()
                        .equals("elasticmapreduce.amazonaws.com*"))
                .map(statement -> TestStack.text(statement.path("Resource")))
                .filter(role -> !role.contains("ProfileServiceRole"))
                .toList();
    }

    private Role ofThisApp() {
        return Role.Builder.create(test.stack(), "Steps")
                .assumedBy(new ServicePrincipal("glue.amazonaws.com"))
                .build();
    }

    @Test
    void roleOfAppIsPassedAndTrustsInstanceRole() {
        launchFunction(test.configuration().stepExecutionRole(ofThisApp()).build())
                .build();

        assertThat(passedToEmr()).containsExactly("<Steps.Arn>");
        assertThat(test.statements("ProfileInstanceRole")).contains("sts:AssumeRole sts:TagSession on <Steps.Arn>");
        JsonNode trust = test.properties("AWS::IAM::Role").stream()
                .filter(role -> role.toString().contains("glue.amazonaws.com"))
                .findFirst()
                .orElseThrow()
                .at("/AssumeRolePolicyDocument/Statement/1");
        assertThat(trust.path("Action").toString()).contains("sts:AssumeRole", "sts:TagSession");
        assertThat(trust.path("Principal").toString()).contains("ProfileInstanceRole");
        assertThat(test.parameter("/emr_launch/cluster_configurations/default/small")
                        .at("/ClusterConfiguration/StepExecutionRoleArn")
                        .asText())
                .isEqualTo("<Steps.Arn>");
        assertThat(definition("default_nightly").toString()).contains("\"StepExecutionRole\":\"<Steps.Arn>\"");
    }

    @Test
    void passesOnlyRolesOfPropertyAndAllowedValues() {
        launchFunction(test.configuration()
                        .property("StepExecutionRoleArn", STEPS)
                        .override(
                                "Role", OverrideRule.of("StepExecutionRoleArn").withAllowedValues(STEPS, ADMIN))
                        .build())
                .build();

        assertThat(passedToEmr()).containsExactlyInAnyOrder(STEPS, ADMIN);
        assertThat(test.statements("ProfileInstanceRole"))
                .contains("sts:AssumeRole sts:TagSession on " + STEPS, "sts:AssumeRole sts:TagSession on " + ADMIN);
    }

    @Test
    void passesNoRoleWithoutStepExecutionRole() {
        launchFunction(test.configuration().build()).build();

        assertThat(passedToEmr()).isEmpty();
        assertThat(test.statements("ProfileInstanceRole")).noneMatch(statement -> statement.contains("sts:AssumeRole"));
    }

    @Test
    void rejectsStepExecutionRoleIfProfileHasNoRuntimeRoles() {
        EmrLaunchFunction.Builder builder = EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile(UnaryOperator.identity()))
                .clusterConfiguration(
                        test.configuration().stepExecutionRole(ofThisApp()).build());

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("Stack/Launch: 'clusterConfiguration' has the step execution role <Stack/Steps.Arn>, and"
                        + " 'emrProfile' Stack/Profile has no runtime roles, without which EMR accepts none: build"
                        + " the profile with runtimeRoles(RuntimeRoles.of(…)), or leave out the role");
    }

    @Test
    void rejectsOverridesToUnknownRoles() {
        IClusterConfiguration configuration = test.configuration()
                .property("StepExecutionRoleArn", STEPS)
                .override("Role", OverrideRule.of("StepExecutionRoleArn").acknowledgeSecurity())
                .build();
        EmrLaunchFunction.Builder builder = launchFunction(configuration);

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("Override 'Role' changes 'StepExecutionRoleArn'")
                .withMessageContaining("list their ARNs, withAllowedValues");
        test = TestStack.create();
        EmrLaunchFunction.Builder withFunction = launchFunction(
                        test.configuration().build())
                .overrideFunction(Function.fromFunctionName(test.stack(), "Override", "override"))
                .overrideFunctionMayChange("StepExecutionRoleArn");
        assertThatIllegalArgumentException()
                .isThrownBy(withFunction::build)
                .withMessageContaining(
                        "'overrideFunctionMayChange': a launch function passes only roles that are known");
    }

    private IClusterConfiguration stored(Consumer<ObjectNode> change, List<String> trusted) {
        IClusterConfiguration built = TestStack.create()
                .configuration()
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .build();
        ObjectNode document = built.getDefinition().toJson();
        change.accept(document);
        new DefinitionDirectory(folder)
                .put(new StoredDocument<>(
                        DefinitionType.CLUSTER_CONFIGURATION,
                        DefinitionName.of("small"),
                        Json.write(document),
                        "test"));
        return ClusterConfiguration.fromStoredConfiguration(
                test.loadingFrom(folder), "Stored", "small", "default", trusted);
    }

    private static void namesRole(ObjectNode document) {
        document.withObject("/ClusterConfiguration").put("StepExecutionRoleArn", ADMIN);
    }

    private static void offersRole(ObjectNode document) {
        document.withObject("/ClusterConfiguration").put("StepExecutionRoleArn", STEPS);
        document.withObject("/OverrideInterfaces/default/Role")
                .put("JsonPath", "StepExecutionRoleArn")
                .putArray("AllowedValues")
                .add(ADMIN);
    }

    /** A principal that may write the parameter of a cluster configuration could choose a role with more permissions. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rejectsUntrustedRoleOfStoredConfiguration(boolean byOverride) {
        Consumer<ObjectNode> change = byOverride ? StepExecutionRoleTest::offersRole : StepExecutionRoleTest::namesRole;
        EmrLaunchFunction.Builder untrusted = launchFunction(stored(change, List.of(STEPS)));

        assertThatIllegalArgumentException()
                .isThrownBy(untrusted::build)
                .withMessage("Stack/Launch: The stored cluster configuration 'default/small' names the role " + ADMIN
                        + " for steps, which launches would pass. If this is intended, trust it: "
                        + "ClusterConfiguration.fromStoredConfiguration(scope, id, name, namespace, List.of(\"" + ADMIN
                        + "\")), or add the ARN to the context key 'emr-launch:trusted-roles'");

        test = TestStack.create();
        launchFunction(stored(change, List.of(STEPS, ADMIN))).build();
        assertThat(passedToEmr()).contains(ADMIN);

        test = TestStack.withContext(Map.of("emr-launch:trusted-roles", STEPS + "," + ADMIN));
        launchFunction(stored(change, List.of())).build();
        assertThat(passedToEmr()).contains(ADMIN);
    }

    @Test
    void warnsIfInstanceRoleOfStoredProfileIsImmutable() {
        EmrProfile built = profile(profile -> profile.inTransitEncryption(InTransitEncryption.pem(
                        Bucket.fromBucketName(test.stack(), "Artifacts", "artifacts"), "certificates.zip"))
                .runtimeRoles(RuntimeRoles.of())
                .mutableInstanceRole(false));
        ObjectNode document = built.getDefinition().toJson();
        document.putNull("VPC");
        document.withObject("/Roles")
                .put("ServiceRole", "arn:aws:iam::123456789012:role/default_etl-ServiceRole")
                .put("InstanceRole", "arn:aws:iam::123456789012:role/default_etl-InstanceRole")
                .put("InstanceProfile", "arn:aws:iam::123456789012:instance-profile/default_etl-InstanceRole")
                .put("AutoScalingRole", "arn:aws:iam::123456789012:role/default_etl-AutoScalingRole");
        document.put("SecurityConfiguration", "security");
        document.withObject("/SecurityGroups")
                .put("MasterGroup", "sg-1")
                .put("WorkersGroup", "sg-2")
                .put("ServiceGroup", "sg-3");
        test = TestStack.create();
        new DefinitionDirectory(folder)
                .put(new StoredDocument<>(
                        DefinitionType.EMR_PROFILE, DefinitionName.of("etl"), Json.write(document), "test"));
        EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(EmrProfile.fromStoredProfile(test.loadingFrom(folder), "Profile", "etl"))
                .clusterConfiguration(
                        test.configuration().stepExecutionRole(ofThisApp()).build())
                .build();

        assertThat(passedToEmr()).contains("<Steps.Arn>");
        assertThat(Annotations.fromStack(test.stack())
                        .findWarning(
                                "/Stack/Launch",
                                Match.stringLikeRegexp(
                                        ".*instance role of the profile 'default/etl' can't be changed by this"
                                                + " app: allow it sts:AssumeRole and sts:TagSession on"
                                                + " <Stack/Steps.Arn>.*")))
                .hasSize(1);
    }

    /** The text of a state machine, with readable references. */
    private String definition(String name) {
        return test.properties("AWS::StepFunctions::StateMachine").stream()
                .filter(machine -> machine.path("StateMachineName").asText().equals(name))
                .map(machine -> TestStack.text(machine.path("DefinitionString")))
                .findFirst()
                .orElseThrow();
    }

    private EmrLaunchFunction launching() {
        return launchFunction(
                        test.configuration().stepExecutionRole(ofThisApp()).build())
                .build();
    }

    private String machineOf(IChainable chain) {
        StateMachine.Builder.create(test.stack(), "Machine")
                .stateMachineName("machine")
                .definitionBody(DefinitionBody.fromChainable(chain))
                .build();
        return definition("machine");
    }

    private static final String AS_ROLE = "\"ExecutionRoleArn\":\"<Steps.Arn>\"";

    @Test
    void stepsOfTransientPipelineRunAsStepExecutionRole() {
        TransientClusterPipeline.Builder.create(test.stack(), "Pipeline")
                .pipelineName("pipeline")
                .launchFunction(launching())
                .phases(Phase.of("Work", STEP).validatedBy(EmrStep.of("Check", "s3://jobs/check.jar")))
                .build();

        assertThat(definition("pipeline_default_pipeline").split(AS_ROLE, -1)).hasSize(3);
        assertThat(test.resources().toString()).contains("elasticmapreduce:ExecutionRoleArn");
    }

    @Test
    void forEachStepsOfPersistentPipelineRunAsStepExecutionRole() {
        PersistentClusterPipeline.Builder.create(test.stack(), "Pipeline")
                .pipelineName("pipeline")
                .launchFunction(launching())
                .phases(Phase.forEach("Work", JsonPath.stringAt("$.tables"), STEP))
                .build();

        assertThat(definition("pipeline_default_pipeline")).contains(AS_ROLE);
    }

    @Test
    void stepsOfChainRunAsStepExecutionRole() {
        assertThat(machineOf(EmrChains.phases(
                        test.stack(), "Phases", EmrCluster.launchedBy(launching()), List.of(Phase.of("Work", STEP)))))
                .contains(AS_ROLE);
    }

    @Test
    void stepOfTaskRunsAsStepExecutionRole() {
        assertThat(machineOf(EmrTasks.addStep(test.stack(), "Add", EmrCluster.launchedBy(launching()), STEP)))
                .contains(AS_ROLE);
    }

    @Test
    void stepKeepsItsOwnExecutionRole() {
        Role other = Role.Builder.create(test.stack(), "Other")
                .assumedBy(new ServicePrincipal("glue.amazonaws.com"))
                .build();

        assertThat(machineOf(EmrTasks.addStep(
                        test.stack(), "Add", EmrCluster.launchedBy(launching()), STEP.withExecutionRole(other))))
                .contains("\"ExecutionRoleArn\":\"<Other.Arn>\"")
                .doesNotContain(AS_ROLE);
    }
}
