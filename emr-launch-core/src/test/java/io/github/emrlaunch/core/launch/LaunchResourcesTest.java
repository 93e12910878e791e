package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.IAspect;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StageSynthesisOptions;
import software.amazon.awscdk.TagProps;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PermissionsBoundary;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;
import software.constructs.Construct;
import software.constructs.IConstruct;

/** Changes of users to all resources of an app also apply to those of a launch function, however they are created. */
class LaunchResourcesTest {
    private final TestStack test = TestStack.create();

    private static EmrLaunchFunction launchFunction(TestStack stack) {
        return launchFunction(
                stack, "Launch", stack.profile(), stack.configuration().build());
    }

    private static EmrLaunchFunction launchFunction(
            TestStack stack, String id, EmrProfile profile, ClusterConfiguration configuration) {
        return EmrLaunchFunction.Builder.create(stack.stack(), id)
                .launchFunctionName(id)
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();
    }

    private static List<JsonNode> resources(TestStack stack) {
        return stack.resources().properties().stream()
                .filter(resource -> resource.getKey().startsWith("Launch"))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Test
    void resourcesHaveTagsOfStack() {
        launchFunction(test);
        Tags.of(test.stack()).add("cost-center", "42");

        assertThat(resources(test).stream()
                        .filter(resource -> resource.path("Properties")
                                .path("Tags")
                                .toString()
                                .contains("42"))
                        .map(resource -> resource.path("Type").asText()))
                .contains(
                        "AWS::IAM::Role",
                        "AWS::Lambda::Function",
                        "AWS::Logs::LogGroup",
                        "AWS::SSM::Parameter",
                        "AWS::StepFunctions::StateMachine");
    }

    @Test
    void rolesHavePermissionsBoundaryOfStack() {
        launchFunction(test);
        PermissionsBoundary.of(test.stack())
                .apply(ManagedPolicy.fromManagedPolicyArn(
                        test.stack(), "Boundary", "arn:aws:iam::123456789012:policy/boundary"));

        assertThat(resources(test).stream()
                        .filter(resource -> resource.path("Type").asText().equals("AWS::IAM::Role"))
                        .map(role -> role.at("/Properties/PermissionsBoundary").asText()))
                .hasSize(2)
                .containsOnly("arn:aws:iam::123456789012:policy/boundary");
    }

    @Test
    void aspectsVisitAllResources() {
        launchFunction(test);
        Aspects.of(test.stack()).add(aspect(resource -> resource.addMetadata("seen", true)));

        assertThat(resources(test)).hasSize(8).allSatisfy(resource -> assertThat(
                        resource.at("/Metadata/seen").asBoolean())
                .isTrue());
    }

    @Test
    void rolesAndStateMachineHaveCdkNagSuppressions() {
        launchFunction(test);

        assertThat(resources(test).stream()
                        .filter(resource -> resource.path("Metadata").has("cdk_nag"))
                        .map(resource -> resource.path("Type").asText()))
                .containsExactlyInAnyOrder("AWS::IAM::Role", "AWS::IAM::Role", "AWS::StepFunctions::StateMachine");
    }

    @Test
    void functionVersionStaysWithoutChanges() {
        assertThat(version(TestStack.create(), resource -> {})).isEqualTo(version(test, resource -> {}));
    }

    /** Otherwise CloudFormation would publish no new version, and the state machine would continue to use the old one. */
    @Test
    void functionVersionChangesWhenAspectChangesFunction() {
        String version = version(TestStack.create(), resource -> {});

        assertThat(version(TestStack.create(), resource -> {
                    if (resource instanceof CfnFunction function) {
                        function.setMemorySize(2048);
                    }
                }))
                .isNotEqualTo(version);
        assertThat(version(TestStack.create(), resource -> {
                    if (resource instanceof CfnFunction function) {
                        function.addPropertyOverride("Environment.Variables.MORE", "1");
                    }
                }))
                .isNotEqualTo(version);
        assertThat(version(TestStack.create(), resource -> {
                    if (resource instanceof CfnFunction function) {
                        function.addPropertyDeletionOverride("Description");
                    }
                }))
                .isNotEqualTo(version);
    }

    @Test
    void functionVersionDistinguishesDeletedPropertyFromTextDeleted() {
        assertThat(version(TestStack.create(), resource -> {
                    if (resource instanceof CfnFunction function) {
                        function.addPropertyDeletionOverride("Description");
                    }
                }))
                .isNotEqualTo(version(TestStack.create(), resource -> {
                    if (resource instanceof CfnFunction function) {
                        function.addPropertyOverride("Description", "deleted");
                    }
                }));
    }

    /** "Publishing a version": Lambda publishes no version if only these have changed. */
    @Test
    void functionVersionIgnoresUnversionedProperties() {
        String version = version(TestStack.create(), resource -> {});

        assertThat(version(TestStack.create(), resource -> {
                    if (resource instanceof CfnFunction function) {
                        function.setReservedConcurrentExecutions(7);
                        function.addPropertyOverride("ReservedConcurrentExecutions", 5);
                        function.addOverride("Metadata.Owner", "etl");
                        Tags.of(function).add("team", "etl");
                    }
                }))
                .isEqualTo(version);
    }

    /** The number of a token depends on the other constructs in the app. */
    @Test
    void functionVersionIgnoresOtherConstructsOfApp() {
        TestStack more = TestStack.create();
        Bucket.Builder.create(more.stack(), "First").build();

        assertThat(versionWithBucket(more)).isEqualTo(versionWithBucket(TestStack.create()));
    }

    private static String versionWithBucket(TestStack test) {
        Bucket bucket = Bucket.Builder.create(test.stack(), "Named").build();
        return version(test, resource -> {
            if (resource instanceof CfnFunction function) {
                function.addPropertyOverride("Environment.Variables.BUCKET", bucket.getBucketName());
            }
        });
    }

    private static String version(TestStack stack, Consumer<CfnResource> change) {
        launchFunction(stack);
        Aspects.of(stack.stack()).add(aspect(change));
        return versions(stack.resources()).get(0);
    }

    private static void twoLaunchFunctions(TestStack stack) {
        EmrProfile profile = stack.profile();
        ClusterConfiguration configuration = stack.configuration().build();
        launchFunction(stack, "Launch", profile, configuration);
        launchFunction(stack, "Second", profile, configuration);
    }

    private static List<String> versions(JsonNode resources) {
        return resources.properties().stream()
                .filter(resource -> resource.getValue().path("Type").asText().equals("AWS::Lambda::Version"))
                .map(Map.Entry::getKey)
                // Without the digest, CloudFormation would never publish a version again.
                .filter(id -> id.matches(".*Version[0-9a-f]{32}"))
                .sorted()
                .toList();
    }

    @Test
    void functionVersionChangesOnlyWithItsOwnFunction() {
        TestStack unchanged = TestStack.create();
        twoLaunchFunctions(unchanged);
        twoLaunchFunctions(test);
        Aspects.of(test.stack().getNode().findChild("Second")).add(aspect(resource -> {
            if (resource instanceof CfnFunction function) {
                function.setMemorySize(2048);
            }
        }));

        List<String> before = versions(unchanged.resources());
        List<String> after = versions(test.resources());

        assertThat(before).hasSize(2);
        assertThat(after.get(0)).startsWith("Launch").isEqualTo(before.get(0));
        assertThat(after.get(1)).startsWith("Second").isNotEqualTo(before.get(1));
    }

    /** The logical ids of all versions are determined together. */
    @Test
    void functionVersionStaysWhenAnotherLaunchFunctionIsRemoved() {
        TestStack both = TestStack.create();
        twoLaunchFunctions(both);
        twoLaunchFunctions(test);
        test.stack().getNode().tryRemoveChild("Launch");

        assertThat(versions(test.resources()))
                .containsExactly(versions(both.resources()).get(1));
    }

    @Test
    void functionVersionsStayWithoutValidationOfTheApp() {
        TestStack unvalidated = TestStack.create();
        twoLaunchFunctions(unvalidated);
        twoLaunchFunctions(test);
        App app = (App) unvalidated.stack().getNode().getRoot();

        Object template = app.synth(
                        StageSynthesisOptions.builder().skipValidation(true).build())
                .getStackByName("Stack")
                .getTemplate();

        assertThat(versions(Json.of(template).path("Resources"))).hasSize(2).isEqualTo(versions(test.resources()));
    }

    private static List<String> inheritingStates(TestStack stack, String tag) {
        return stack.resources().properties().stream()
                .filter(resource ->
                        resource.getValue().path("Type").asText().equals("AWS::StepFunctions::StateMachine"))
                // The state machine itself has the tag, too.
                .filter(resource -> resource.getValue()
                        .path("Properties")
                        .path("DefinitionString")
                        .toString()
                        .contains(tag))
                .map(resource -> resource.getKey().substring(0, 6))
                .sorted()
                .toList();
    }

    /** For example, cdk-nag resolves properties while it visits a resource. */
    @Test
    void clustersInheritTagsAlthoughAnAspectResolvesTheFirstStateMachine() {
        twoLaunchFunctions(test);
        Tags.of(test.stack()).add("cost-center", "42");
        Aspects.of(test.stack()).add(aspect(resource -> {
            if (resource instanceof CfnStateMachine machine) {
                test.stack().resolve(machine.getDefinitionString());
            }
            test.stack().resolve(resource.getRef());
        }));

        assertThat(inheritingStates(test, "cost-center")).containsExactly("Launch", "Second");
    }

    /** Otherwise the template would refer to a resource of another stack, and could not be deployed. */
    @Test
    void tagsOfClustersCanReferToAnotherStack() {
        Stack other = new Stack((App) test.stack().getNode().getRoot(), "Other");
        Bucket bucket = Bucket.Builder.create(other, "Bucket").build();
        EmrProfile profile = test.profile();
        ClusterConfiguration configuration = test.configuration().build();
        Construct earlier = new Construct(test.stack(), "Earlier");
        launchFunction(test, "Second", profile, configuration);
        EmrLaunchFunction tagged = EmrLaunchFunction.Builder.create(earlier, "Launch")
                .launchFunctionName("tagged")
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();
        Tags.of(tagged)
                .add(
                        "bucket",
                        bucket.getBucketName(),
                        TagProps.builder()
                                .includeResourceTypes(List.of("AWS::EMR::Cluster"))
                                .build());

        assertThat(test.resources().toString()).contains("{\"Fn::ImportValue\":\"Other:");
    }

    @Test
    void clustersInheritTagsThatAreAddedBeforeASecondSynthesis() {
        launchFunction(test);
        App app = (App) test.stack().getNode().getRoot();
        app.synth();
        Tags.of(test.stack()).add("cost-center", "42");

        Object template = app.synth(StageSynthesisOptions.builder().force(true).build())
                .getStackByName("Stack")
                .getTemplate();

        assertThat(Json.of(template).path("Resources").properties().stream()
                        .map(Map.Entry::getValue)
                        .filter(resource -> resource.path("Type").asText().equals("AWS::StepFunctions::StateMachine"))
                        .map(resource -> resource.path("Properties")
                                .path("DefinitionString")
                                .toString()))
                .singleElement()
                .asString()
                .contains("cost-center");
    }

    @Test
    void aspectCanReplaceDefinitionDespiteInheritedTags() {
        launchFunction(test);
        Tags.of(test.stack()).add("cost-center", "42");
        Aspects.of(test.stack()).add(aspect(resource -> {
            if (resource instanceof CfnStateMachine machine) {
                machine.setDefinitionString("{}");
            }
        }));

        assertThat(resources(test).stream()
                        .filter(resource -> resource.path("Type").asText().equals("AWS::StepFunctions::StateMachine"))
                        .map(resource -> resource.path("Properties")
                                .path("DefinitionString")
                                .asText()))
                .containsExactly("{}");
    }

    private static IAspect aspect(Consumer<CfnResource> change) {
        return new IAspect() {
            @Override
            public void visit(IConstruct node) {
                if (node instanceof CfnResource resource) {
                    change.accept(resource);
                }
            }
        };
    }

    @Test
    void stateMachineCanGrantRead() {
        EmrLaunchFunction launch = launchFunction(test);
        Role role = Role.Builder.create(test.stack(), "Operator")
                .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
                .build();
        launch.getStateMachine().grantRead(role);

        assertThat(test.statements("Operator"))
                .anySatisfy(statement -> assertThat(statement).contains("states:DescribeExecution", ":execution:"));
        assertThat(launch.getStateMachine()).isSameAs(launch.getStateMachine());
    }

    @Test
    void rejectsMoreThan500ResourcesInOneStack() {
        EmrProfile profile = test.profile();
        ClusterConfiguration configuration = test.configuration().build();
        for (int i = 0; i < 62; i++) {
            launchFunction(test, "Launch" + i, profile, configuration);
        }

        assertThatThrownBy(() -> ((App) test.stack().getNode().getRoot()).synth())
                .hasMessageContaining("Stack 'Stack' has 5")
                .hasMessageContaining("and CloudFormation allows 500. Split it");
    }
}
