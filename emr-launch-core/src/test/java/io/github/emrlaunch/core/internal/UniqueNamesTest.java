package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notebook.NotebookCluster;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.SparkJob;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.NestedStack;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Subnet;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/** A name that must be unique in an account and region is used by one construct of an app. */
class UniqueNamesTest {
    private static final String ACCOUNT = "123456789012";

    private final App app = new App();
    private final Stack stack = new Stack(app, "Stack");

    private static IVpc vpc(Construct scope, String id) {
        return Vpc.fromVpcAttributes(
                scope,
                id,
                VpcAttributes.builder()
                        .vpcId("vpc-0a1b2c3d4e5f60718")
                        .availabilityZones(List.of("eu-west-1a"))
                        .privateSubnetIds(List.of("subnet-0123456789abcdef0"))
                        .build());
    }

    private static EmrProfile.Builder profileBuilder(Construct scope, String id, String namespace, String name) {
        return EmrProfile.Builder.create(scope, id)
                .profileName(name)
                .namespace(namespace)
                .vpc(vpc(scope, id + "Vpc"));
    }

    private static EmrProfile profile(Construct scope, String id, String name) {
        return profileBuilder(scope, id, "default", name).build();
    }

    private static ClusterConfiguration configuration(Construct scope, String id, String name) {
        return ClusterConfiguration.Builder.create(scope, id)
                .configurationName(name)
                .releaseLabel("emr-7.12.0")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(Subnet.fromSubnetId(scope, id + "Subnet", "subnet-0123456789abcdef0"))
                .build();
    }

    private static EmrLaunchFunction launch(Construct scope, String id, String namespace, String name) {
        return EmrLaunchFunction.Builder.create(scope, id)
                .launchFunctionName(name)
                .namespace(namespace)
                .emrProfile(profile(scope, id + "Profile", "profile-" + id))
                .clusterConfiguration(configuration(scope, id + "Configuration", "configuration-" + id))
                .build();
    }

    private static void pipeline(Construct scope, String id, String name) {
        PersistentClusterPipeline.Builder.create(scope, id)
                .pipelineName(name)
                .anyClusterNamed("shared")
                .phases(phase())
                .build();
    }

    private static Phase phase() {
        return Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar"));
    }

    private static void jobFunction(Construct scope, String id, String name) {
        jobFunction(scope, id, "default", name);
    }

    private static void jobFunction(Construct scope, String id, String namespace, String name) {
        ServerlessJobFunction.Builder.create(scope, id)
                .jobFunctionName(name)
                .namespace(namespace)
                .application(ServerlessApplication.Builder.create(scope, id + "Application")
                        .applicationName("application")
                        .releaseLabel("emr-7.12.0")
                        .build())
                .jobRole(ServerlessJobRole.Builder.create(scope, id + "Role").build())
                .job(SparkJob.at("s3://code/job.py"))
                .build();
    }

    private static void assertTaken(Runnable second, String... words) {
        assertThatIllegalArgumentException().isThrownBy(second::run).satisfies(error -> assertThat(error)
                .hasMessageContaining("in the same account")
                .hasMessageContainingAll(words));
    }

    private void assertNoWarning(Stack one) {
        assertThat(Annotations.fromStack(one).findWarning("*", Match.stringLikeRegexp(".*which must be unique.*")))
                .isEmpty();
    }

    @Test
    void rejectsSecondProfileWithSameName() {
        Stack other = new Stack(app, "Other");
        profile(stack, "One", "etl");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> profile(other, "Two", "etl"))
                .withMessage(
                        "Other/Two: The EMR profile 'default/etl' is already that of Stack/One, in the same account"
                                + " and region. Change the name or namespace of one, or build one and use it twice");
    }

    @Test
    void rejectsProfileWithSameRoleNames() {
        profileBuilder(stack, "One", "a_b", "c").build();

        assertTaken(
                () -> profileBuilder(stack, "Two", "a", "b_c").build(),
                "Stack/Two: The IAM role 'a_b_c-ServiceRole-REGION' is already that of Stack/One");
    }

    @Test
    void rejectsRoleNamesThatDifferOnlyInCase() {
        profile(stack, "One", "etl");

        assertTaken(() -> profile(stack, "Two", "ETL"), "Stack/Two: The IAM role", "Stack/One");
    }

    @Test
    void rejectsSameInstanceProfileNameDespiteGivenRoles() {
        profileBuilder(stack, "One", "a_b", "c").build();

        assertTaken(
                () -> profileBuilder(stack, "Two", "a", "b_c")
                        .serviceRole(Role.fromRoleName(stack, "Service", "service"))
                        .instanceRole(Role.fromRoleName(stack, "Instance", "instance"))
                        .autoScalingRole(Role.fromRoleName(stack, "Scaling", "scaling"))
                        .build(),
                "The instance profile 'a_b_c-InstanceRole-REGION'");
    }

    @Test
    void rejectsSecondClusterConfigurationWithSameName() {
        configuration(stack, "One", "small");

        assertTaken(
                () -> configuration(new NestedStack(stack, "Nested"), "Two", "small"),
                "Stack/Nested/Two: The cluster configuration 'default/small' is already that of Stack/One");
    }

    @Test
    void rejectsSecondLaunchFunctionWithSameName() {
        launch(stack, "One", "default", "nightly");

        assertTaken(
                () -> launch(stack, "Two", "default", "nightly"),
                "Stack/Two: The EMR launch function 'default/nightly' is already that of Stack/One");
    }

    @Test
    void rejectsLaunchFunctionWithSameStateMachineName() {
        launch(stack, "One", "a_b", "c");

        assertTaken(
                () -> launch(stack, "Two", "a", "b_c"),
                "Stack/Two: The state machine 'a_b_c' is already that of Stack/One");
    }

    @Test
    void rejectsSecondPipelineWithSameName() {
        pipeline(stack, "One", "nightly");

        assertTaken(
                () -> pipeline(stack, "Two", "nightly"),
                "Stack/Two: The pipeline 'default/nightly' is already that of Stack/One");
    }

    @Test
    void rejectsPipelineWithSameStateMachineName() {
        EmrLaunchFunction launch = launch(stack, "One", "default", "nightly");
        TransientClusterPipeline.Builder pipeline = TransientClusterPipeline.Builder.create(stack, "Two")
                .namespace("default_data")
                .pipelineName("nightly")
                .launchFunction(launch)
                .phases(phase());
        pipeline(stack, "Three", "data_nightly");

        assertTaken(
                pipeline::build,
                "Stack/Two: The state machine 'pipeline_default_data_nightly' is already that of Stack/Three");

        pipeline.pipelineName("hourly").build();
    }

    /** Permissions to start one of them would apply to the other. */
    @Test
    void rejectsReservedNamespacesOfLaunchFunction() {
        for (String namespace : List.of("pipeline", "pipeline_a", "serverless", "serverless_a")) {
            assertThatThrownBy(() -> launch(stack, "One" + namespace, namespace, "nightly"))
                    .hasMessageContaining(
                            "The state machine of launch function '%1$s/nightly' is named '%1$s_nightly', which may also be the name of the state machine of a ",
                            namespace)
                    .hasMessageEndingWith(". Choose another namespace");
        }
        launch(stack, "Plural", "pipelines", "nightly");
    }

    @Test
    void rejectsSecondJobFunctionWithSameName() {
        jobFunction(stack, "One", "report");

        assertTaken(
                () -> jobFunction(stack, "Two", "report"),
                "Stack/Two: The serverless job function 'default/report' is already that of Stack/One");
    }

    @Test
    void rejectsJobFunctionWithSameStateMachineName() {
        jobFunction(stack, "One", "a_b", "c");

        assertTaken(
                () -> jobFunction(stack, "Two", "a", "b_c"),
                "Stack/Two: The state machine 'serverless_a_b_c' is already that of Stack/One");
    }

    private NotebookCluster.Builder notebook(String id, EmrProfile profile, String namespace, String name) {
        return NotebookCluster.Builder.create(stack, id)
                .clusterName(name)
                .namespace(namespace)
                .emrProfile(profile)
                .releaseLabel("emr-7.12.0")
                .notebooksBucket(new Bucket(stack, id + "Bucket"))
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(Subnet.fromSubnetId(stack, id + "Subnet", "subnet-0123456789abcdef0"))
                .users("philipp")
                .sshFrom("203.0.113.0/24");
    }

    @Test
    void rejectsSameStateMachineNameAsNotebookCluster() {
        EmrProfile profile = profileBuilder(stack, "Profile", "default", "notebooks")
                .httpPutResponseHopLimit(2)
                .build();
        notebook("One", profile, "a_b", "c").build();

        assertTaken(() -> notebook("Two", profile, "a", "b_c").build(), "The state machine 'a_b_c");
        assertTaken(() -> launch(stack, "Three", "a", "b_c"), "The state machine 'a_b_c' is already that of Stack/One");
    }

    private static List<String> names(Template template, String type, String path) {
        return StreamSupport.stream(Json.of(template.findResources(type)).spliterator(), false)
                .map(resource -> resource.at(path))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }

    /** Java's hash codes of these are equal. */
    @Test
    void functionNamesOfLongLaunchFunctionNamesDiffer() {
        String start = "n".repeat(60);
        launch(stack, "One", "default", start + "Aa");
        launch(stack, "Two", "default", start + "BB");

        assertThat(names(Template.fromStack(stack), "AWS::Lambda::Function", "/Properties/FunctionName"))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    /** Resources for each execution are found by the complete name of a state machine. */
    @Test
    void cleanUpAndLogsDistinguishNamesWithSamePrefix() {
        launch(stack, "One", "a_b", "c");
        launch(stack, "Two", "a_b", "c_d");
        pipeline(stack, "Three", "a_b_c_d_e");

        Template template = Template.fromStack(stack);
        assertThat(names(template, "AWS::Events::Rule", "/Properties/Name"))
                .isNotEmpty()
                .doesNotHaveDuplicates();
        assertThat(names(template, "AWS::Logs::LogGroup", "/Properties/LogGroupName"))
                .contains("/aws/vendedlogs/states/a_b_c", "/aws/vendedlogs/states/a_b_c_d");
        // A statement for one log group or execution does not match a longer name.
        assertThat(Json.write(Json.of(template.toJSON())))
                .contains(":execution:a_b_c:*", "log-group:/aws/vendedlogs/states/a_b_c:log-stream:*/")
                .doesNotContain(":execution:a_b_c*", "states/a_b_c*");
    }

    @Test
    void rejectsSameJobRoleNameInOtherRegion() {
        ServerlessJobRole.Builder.create(TestApp.stack(app, "Ireland", ACCOUNT, "eu-west-1"), "One")
                .roleName("Jobs")
                .build();

        assertTaken(
                () -> ServerlessJobRole.Builder.create(TestApp.stack(app, "Frankfurt", ACCOUNT, "eu-central-1"), "Two")
                        .roleName("jobs")
                        .build(),
                "Frankfurt/Two: The IAM role 'jobs' is already that of Ireland/One");
        ServerlessJobRole.Builder.create(TestApp.stack(app, "Other", "210987654321", "eu-west-1"), "Three")
                .roleName("jobs")
                .build();
    }

    @Test
    void acceptsJobRoleNamesWithTokens() {
        for (String id : List.of("One", "Two")) {
            ServerlessJobRole.Builder.create(new Stack(app, id), "Role")
                    .roleName("jobs-" + Aws.STACK_NAME)
                    .build();
        }
    }

    @Test
    void rejectsNotebookClusterWithUsedConfigurationName() {
        EmrProfile profile = profileBuilder(stack, "Profile", "default", "notebooks")
                .httpPutResponseHopLimit(2)
                .build();
        configuration(stack, "One", "lab");

        assertTaken(
                () -> NotebookCluster.Builder.create(stack, "Two")
                        .clusterName("lab")
                        .emrProfile(profile)
                        .releaseLabel("emr-7.12.0")
                        .notebooksBucket(new Bucket(stack, "Bucket"))
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                        .subnets(Subnet.fromSubnetId(stack, "Subnet", "subnet-0123456789abcdef0"))
                        .users("philipp")
                        .sshFrom("203.0.113.0/24")
                        .build(),
                "Stack/Two: The cluster configuration 'default/lab' is already that of Stack/One");
    }

    @Test
    void acceptsSameNamesInOtherAccountsAndRegions() {
        Stack ireland = TestApp.stack(app, "Ireland", ACCOUNT, "eu-west-1");
        Stack frankfurt = TestApp.stack(app, "Frankfurt", ACCOUNT, "eu-central-1");
        Stack other = TestApp.stack(new Stage(app, "Production"), "Other", "210987654321", "eu-west-1");

        for (Stack one : List.of(ireland, frankfurt, other)) {
            launch(one, "Launch", "default", "nightly");
        }

        assertNoWarning(ireland);
        assertNoWarning(frankfurt);
        assertNoWarning(other);
    }

    @Test
    void rejectsSameNameInStagesOfSameAccountAndRegion() {
        profile(TestApp.stack(new Stage(app, "Test"), "Stack", ACCOUNT, "eu-west-1"), "Profile", "etl");

        assertTaken(
                () -> profile(
                        TestApp.stack(new Stage(app, "Production"), "Stack", ACCOUNT, "eu-west-1"), "Profile", "etl"),
                "Production/Stack/Profile: ",
                "Test/Stack/Profile");
    }

    @Test
    void warnsAboutSameNameInStagesOfUnknownAccount() {
        Stack test = new Stack(new Stage(app, "Test"), "Stack");
        Stack production = new Stack(new Stage(app, "Production"), "Stack");

        profile(test, "Profile", "etl");
        profile(production, "Profile", "etl");

        assertNoWarning(test);
        assertThat(Annotations.fromStack(production)
                        .findWarning(
                                "*",
                                Match.stringLikeRegexp(
                                        "Test/Stack/Profile and Production/Stack/Profile both create the EMR"
                                                + " profile 'default/etl'.*'env'.*")))
                .hasSize(1);
    }

    @Test
    void warnsAboutSameNameInStackOfUnknownAccount() {
        profile(stack, "Profile", "etl");
        Stack known = TestApp.stack(app, "Known", ACCOUNT, "eu-west-1");
        profile(known, "Profile", "etl");

        Annotations.fromStack(known).hasWarning("/Known", Match.stringLikeRegexp("Stack/Profile and Known/Profile.*"));
    }

    @Test
    void removedConstructReleasesName() {
        profile(stack, "One", "etl");
        stack.getNode().tryRemoveChild("One");

        assertThatCode(() -> profile(stack, "Two", "etl")).doesNotThrowAnyException();
    }

    @Test
    void failedBuilderReservesNoName() {
        configuration(stack, "Taken", "lab");
        EmrProfile.Builder builder =
                profileBuilder(stack, "One", "default", "etl").logsPath("/logs");
        assertThatIllegalArgumentException().isThrownBy(builder::build);

        profile(stack, "Two", "etl");
    }
}
