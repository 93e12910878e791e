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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
    @TempDir
    Path assembly;

    private final LocalAws aws = LocalAws.start();
    private App app;
    private Stack stack;

    @BeforeEach
    void app() {
        app = TestApp.withoutSnapshots(assembly);
        stack = new Stack(app, "Stack");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private EmrLaunchFunction launch(Map<String, String> clusterTags, Map<String, String> configurationTags) {
        return launch(clusterTags, configurationTags, List.of());
    }

    private EmrLaunchFunction launch(
            Map<String, String> clusterTags, Map<String, String> configurationTags, List<String> overridable) {
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        return EmrLaunchFunction.Builder.create(stack, "Launch")
                .launchFunctionName("nightly")
                .emrProfile(EmrProfile.Builder.create(stack, "Profile")
                        .profileName("etl")
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration")
                        .configurationName("small")
                        .releaseLabel("emr-7.12.0")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .tags(configurationTags)
                        .build())
                .clusterTags(clusterTags)
                .overridableTags(overridable)
                .build();
    }

    private static TagProps withoutClusters() {
        return TagProps.builder()
                .excludeResourceTypes(List.of("AWS::EMR::Cluster"))
                .build();
    }

    /** The tags that RunJobFlow got, but for the library's own. */
    private List<String> tagsOfCluster(String input) throws InterruptedException {
        app.synth();
        LocalExecution execution =
                aws.awaitExecution(aws.startExecution(aws.deploy(assembly).stateMachine("default_nightly"), input));
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

    private void assertRefused(String... words) {
        assertThatThrownBy(app::synth)
                .hasMessageContainingAll(words)
                .hasMessageContaining("excludeResourceTypes(List.of(\"AWS::EMR::Cluster\"))");
    }

    @Test
    void comeFromWhateverHasTheLaunchFunction() throws InterruptedException {
        EmrLaunchFunction launch = launch(Map.of(), Map.of());
        Tags.of(app).add("cost-center", "42");
        Tags.of(app).add("owner", "everybody");
        Tags.of(stack).add("stack", Aws.STACK_NAME);
        Tags.of(launch).add("owner", "etl");
        Tags.of(launch.getEmrProfile()).add("profile", "etl");

        assertThat(tagsOfCluster("{}")).containsExactlyInAnyOrder("cost-center=42", "owner=etl", "stack=Stack");
    }

    /** CloudFormation adds them to all resources of the stack. */
    @Test
    void comeFromTheStacksOwnTags() throws InterruptedException {
        stack = new Stack(
                app,
                "Tagged",
                StackProps.builder()
                        .tags(Map.of("cost-center", "42", "owner", "everybody"))
                        .build());
        launch(Map.of("owner", "etl"), Map.of());

        assertThat(tagsOfCluster("{}")).containsExactlyInAnyOrder("cost-center=42", "owner=etl");
    }

    @Test
    void canLeaveClustersOutAndBeForClustersOnly() throws InterruptedException {
        launch(Map.of(), Map.of());
        Tags.of(app).add("template", "yes", withoutClusters());
        Tags.of(app).add("stage", "test");
        Tags.of(stack)
                .add(
                        "cluster",
                        "yes",
                        TagProps.builder()
                                .includeResourceTypes(List.of("AWS::EMR::Cluster"))
                                .build());

        assertThat(tagsOfCluster("{}")).containsExactlyInAnyOrder("stage=test", "cluster=yes");
    }

    @Test
    void giveWayToTagsOfTheLaunch() throws InterruptedException {
        launch(Map.of("Team", "etl"), Map.of("stage", "test"), List.of("Run"));
        Tags.of(app).add("team", "app");
        Tags.of(app).add("stage", "app");
        Tags.of(app).add("run", "app");
        Tags.of(app).add("app", "app");

        assertThat(tagsOfCluster("{\"Tags\": [{\"Key\": \"run\", \"Value\": \"1\"}]}"))
                .containsExactlyInAnyOrder("Team=etl", "stage=test", "run=1", "app=app");
    }

    /** Who may only start an execution decides nothing that the deployment decided. */
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
    void noExecutionChangesATagOfTheDeployment(String key, String value) throws InterruptedException {
        launch(Map.of("Team", "etl"), Map.of("stage", "test"));
        Tags.of(app).add("owner", "everybody");
        app.synth();
        String input = "{\"Tags\": [{\"Key\": \"%s\", \"Value\": \"%s\"}]}".formatted(key, value);

        LocalExecution execution =
                aws.awaitExecution(aws.startExecution(aws.deploy(assembly).stateMachine("default_nightly"), input));

        assertThat(execution.error()).isEqualTo("InvalidLaunchInput");
        assertThat(execution.cause()).contains("Tag '%s'".formatted(key), "overridableTags(");
        assertThat(aws.clusters()).isEmpty();
    }

    @Test
    void areRefusedWhereTheirKeyIsReserved() {
        launch(Map.of(), Map.of());
        Tags.of(stack).add("emr-launch:function", "mine");
        Tags.of(app).add("for-use-with-amazon-emr-managed-policies", "false");

        assertRefused(
                "Stack/Launch: Tag 'emr-launch:function': keys that begin with emr-launch: are reserved",
                "Tags.of(Stack)",
                "Tag 'for-use-with-amazon-emr-managed-policies' must be");
    }

    @Test
    void areRefusedWhereEmrTakesNoSuchText() {
        launch(Map.of(), Map.of());
        Tags.of(app).add("owner", "Müller & Co");

        assertRefused("Tag 'owner' may have only letters", "got: Müller & Co", "Tags.of(app)");
    }

    @Test
    void areRefusedWhereTheyDifferInCaseOnly() {
        launch(Map.of(), Map.of());
        Tags.of(app).add("Team", "a");
        Tags.of(stack).add("team", "b");

        assertRefused("Tags 'Team' and 'team' differ in case or in white space at their ends only", "Tags.of(Stack)");
    }

    @Test
    void areRefusedWhereTheyAreTooMany() {
        launch(Map.of("a", "b"), Map.of("c", "d"));
        for (int i = 0; i < 44; i++) {
            Tags.of(app).add("tag-" + i, "x");
        }

        assertRefused("Clusters would have 51 tags, EMR allows 50: tag-0, ");
    }
}
