package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.TagProps;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.ec2.Vpc;

/** Tags of an app reach the clusters of its launch functions. */
class InheritedTagsIT {
    /** Each app has its own launch function. */
    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(InheritedTagsIT::tagEverything)
            .andApp(InheritedTagsIT::tagStack)
            .andApp(InheritedTagsIT::tagSomeResources)
            .andApp(InheritedTagsIT::tagLaunches);

    private final LocalAws aws = deployed.local();

    private static EmrLaunchFunction launch(
            Stack stack, String name, Map<String, String> clusterTags, Map<String, String> configurationTags) {
        return launch(stack, name, clusterTags, configurationTags, List.of());
    }

    private static EmrLaunchFunction launch(
            Stack stack,
            String name,
            Map<String, String> clusterTags,
            Map<String, String> configurationTags,
            List<String> overridable) {
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        return EmrLaunchFunction.Builder.create(stack, "Launch")
                .launchFunctionName(name)
                .emrProfile(EmrProfile.Builder.create(stack, "Profile")
                        .profileName(name)
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration")
                        .configurationName(name)
                        .releaseLabel("emr-7.12.0")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .tags(configurationTags)
                        .build())
                .clusterTags(clusterTags)
                .overridableTags(overridable)
                .build();
    }

    private static void tagEverything(App app) {
        Stack stack = new Stack(app, "Stack");
        EmrLaunchFunction launch = launch(stack, "everything", Map.of(), Map.of());
        Tags.of(app).add("cost-center", "42");
        Tags.of(app).add("owner", "everybody");
        Tags.of(stack).add("stack", Aws.STACK_NAME);
        Tags.of(launch).add("owner", "etl");
        Tags.of(launch.getEmrProfile()).add("profile", "etl");
    }

    private static void tagStack(App app) {
        Stack stack = new Stack(
                app,
                "Tagged",
                StackProps.builder()
                        .tags(Map.of("cost-center", "42", "owner", "everybody"))
                        .build());
        launch(stack, "stack", Map.of("owner", "etl"), Map.of());
    }

    private static void tagSomeResources(App app) {
        Stack stack = new Stack(app, "Some");
        launch(stack, "some-resources", Map.of(), Map.of());
        Tags.of(app).add("template", "yes", withoutClusters());
        Tags.of(app).add("stage", "test");
        Tags.of(stack)
                .add(
                        "cluster",
                        "yes",
                        TagProps.builder()
                                .includeResourceTypes(List.of("AWS::EMR::Cluster"))
                                .build());
    }

    private static void tagLaunches(App app) {
        launch(new Stack(app, "Launches"), "launches", Map.of("Team", "etl"), Map.of("stage", "test"), List.of("Run"));
        Tags.of(app).add("team", "app");
        Tags.of(app).add("stage", "app");
        Tags.of(app).add("run", "app");
        Tags.of(app).add("app", "app");
        Tags.of(app).add("owner", "everybody");
    }

    private static TagProps withoutClusters() {
        return TagProps.builder()
                .excludeResourceTypes(List.of("AWS::EMR::Cluster"))
                .build();
    }

    /** Returns the tags in RunJobFlow except those of the library. */
    private List<String> tagsOfCluster(String launchFunction, String input) {
        LocalExecution execution = deployed.run("default_" + launchFunction, input);
        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : aws.clusters().get(0).request().path("Tags")) {
            String key = tag.path("Key").asText();
            if (!key.matches("(emr-launch|deployment:product):.*|for-use-with-.*")) {
                tags.add(key + "=" + tag.path("Value").asText());
            }
        }
        return tags;
    }

    private static void assertRefused(Stack stack, String... words) {
        assertThatThrownBy(() -> ((App) stack.getNode().getRoot()).synth())
                .hasMessageContainingAll(words)
                .hasMessageContaining("excludeResourceTypes(List.of(\"AWS::EMR::Cluster\"))");
    }

    @Test
    void clusterInheritsTagsOfAppStackAndLaunchFunction() {
        assertThat(tagsOfCluster("everything", "{}"))
                .containsExactlyInAnyOrder("cost-center=42", "owner=etl", "stack=Stack");
    }

    /** CloudFormation adds them to all resources of the stack. */
    @Test
    void clusterInheritsTagsOfStackProps() {
        assertThat(tagsOfCluster("stack", "{}")).containsExactlyInAnyOrder("cost-center=42", "owner=etl");
    }

    @Test
    void clusterInheritsOnlyTagsForItsResourceType() {
        assertThat(tagsOfCluster("some-resources", "{}")).containsExactlyInAnyOrder("stage=test", "cluster=yes");
    }

    @Test
    void tagsOfLaunchOverrideInheritedTags() {
        assertThat(tagsOfCluster("launches", "{\"Tags\": [{\"Key\": \"run\", \"Value\": \"1\"}]}"))
                .containsExactlyInAnyOrder("Team=etl", "stage=test", "run=1", "app=app", "owner=everybody");
    }

    /** A user who may only start an execution cannot change what the deployment has set. */
    @ParameterizedTest
    @CsvSource({
        "Team, x",
        "team, etl",
        "' Team', etl",
        "stage, x",
        "owner, x",
        "Owner, everybody",
        "deployment:product:name, x"
    })
    void executionCannotChangeTagsOfDeployment(String key, String value) {
        String input = "{\"Tags\": [{\"Key\": \"%s\", \"Value\": \"%s\"}]}".formatted(key, value);

        LocalExecution execution = deployed.run("default_launches", input);

        assertThat(execution.error()).isEqualTo("InvalidLaunchInput");
        assertThat(execution.cause()).contains("Tag '%s'".formatted(key), "overridableTags(");
        assertThat(aws.clusters()).isEmpty();
    }

    @Test
    void rejectsInheritedTagsWithReservedKeys() {
        Stack stack = new Stack(new App(), "Stack");
        launch(stack, "nightly", Map.of(), Map.of());
        Tags.of(stack).add("emr-launch:function", "mine");
        Tags.of(stack.getNode().getRoot()).add("for-use-with-amazon-emr-managed-policies", "false");

        assertRefused(
                stack,
                "Stack/Launch: Tag 'emr-launch:function': keys that begin with emr-launch: are reserved",
                "Tags.of(Stack)",
                "Tag 'for-use-with-amazon-emr-managed-policies' must be");
    }

    @Test
    void rejectsInheritedTagsWithInvalidCharacters() {
        Stack stack = new Stack(new App(), "Stack");
        launch(stack, "nightly", Map.of(), Map.of());
        Tags.of(stack.getNode().getRoot()).add("owner", "Müller & Co");

        assertRefused(stack, "Tag 'owner' may have only letters", "got: Müller & Co", "Tags.of(app)");
    }

    @Test
    void rejectsInheritedTagsThatDifferOnlyInCase() {
        Stack stack = new Stack(new App(), "Stack");
        launch(stack, "nightly", Map.of(), Map.of());
        Tags.of(stack.getNode().getRoot()).add("Team", "a");
        Tags.of(stack).add("team", "b");

        assertRefused(
                stack, "Tags 'Team' and 'team' differ only in case or in white space at their ends", "Tags.of(Stack)");
    }

    @Test
    void rejectsMoreThan50Tags() {
        Stack stack = new Stack(new App(), "Stack");
        launch(stack, "nightly", Map.of("a", "b"), Map.of("c", "d"));
        for (int i = 0; i < 44; i++) {
            Tags.of(stack.getNode().getRoot()).add("tag-" + i, "x");
        }

        assertRefused(stack, "Clusters would have 51 tags, EMR allows 50: tag-0, ");
    }
}
