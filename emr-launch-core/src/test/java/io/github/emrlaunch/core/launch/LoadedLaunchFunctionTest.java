package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.StoredDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;

/** The parts of a launch function of another app, as constructs of this app. */
class LoadedLaunchFunctionTest {
    private static final DefinitionDirectory PYTHON =
            new DefinitionDirectory(Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1"));
    private static final DefinitionName LAUNCH = DefinitionName.of("launch-basic-cluster");
    private static final DefinitionName CONFIGURATION = DefinitionName.of("basic-instance-group-cluster");
    private static final String MACHINE =
            "arn:aws:states:us-east-1:123456789012:stateMachine:default_launch-basic-cluster";
    private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:";
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:override";

    @TempDir
    Path folder;

    private final TestStack test = TestStack.create();

    private void put(DefinitionType<?> type, DefinitionName name, Consumer<ObjectNode> change) {
        ObjectNode document = PYTHON.get(type, name).toJson();
        change.accept(document);
        new DefinitionDirectory(folder).put(new StoredDocument<>(type, name, Json.write(document), "test"));
    }

    private IEmrLaunchFunction loaded(boolean byArn) {
        return byArn
                ? EmrLaunchFunction.fromStateMachineArn(test.loadingFrom(folder), "Loaded", MACHINE)
                : EmrLaunchFunction.fromStoredFunction(test.loadingFrom(folder), "Loaded", LAUNCH.name());
    }

    private void storeWithEverything() {
        put(DefinitionType.EMR_LAUNCH_FUNCTION, LAUNCH, document -> document.put("SuccessTopic", TOPIC + "succeeded")
                .put("FailureTopic", TOPIC + "failed")
                .put("OverrideClusterConfigsLambda", FUNCTION)
                .put("ClusterConfiguration", CONFIGURATION.toString()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void returnsTopicsFunctionAndConfigurationAsConstructs(boolean byArn) {
        storeWithEverything();
        put(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, document -> {});
        IEmrLaunchFunction launch = loaded(byArn);
        Role role = Role.Builder.create(test.stack(), "Caller")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build();

        ITopic succeeded = Objects.requireNonNull(launch.getSuccessTopic());
        succeeded.grantSubscribe(role);
        Objects.requireNonNull(launch.getFailureTopic()).grantPublish(role);
        IFunction function = Objects.requireNonNull(launch.getOverrideFunction());
        IClusterConfiguration configuration = launch.getClusterConfiguration();

        assertThat(configuration.getDefinition().definitionName()).isEqualTo(CONFIGURATION);
        assertThat(function.getFunctionArn()).isEqualTo(FUNCTION);
        assertThat(function.getFunctionName()).isEqualTo("override");
        assertThat(test.statements("Caller"))
                .containsExactly("sns:Subscribe on " + TOPIC + "succeeded", "sns:Publish on " + TOPIC + "failed");
        assertThat(launch.getSuccessTopic()).isSameAs(succeeded);
        assertThat(launch.getOverrideFunction()).isSameAs(function);
        assertThat(launch.getClusterConfiguration()).isSameAs(configuration);
    }

    /** The CDK refuses that for functions of which it knows only the ARN. */
    @ParameterizedTest
    @CsvSource({
        "123456789012:function:override, false",
        "123456789012:function:override, true",
        "123456789012:function:override:live, false",
        "123456789012:function:override:live, true",
        "210987654321:function:override, true",
        "210987654321:function:override:live, true"
    })
    void overrideFunctionCanGrantInvoke(String function, boolean isAccountKnown) {
        String arn = "arn:aws:lambda:us-east-1:" + function;
        TestStack own = isAccountKnown ? TestStack.inRegion("eu-west-1", Map.of()) : test;
        put(DefinitionType.EMR_LAUNCH_FUNCTION, LAUNCH, document -> document.put("OverrideClusterConfigsLambda", arn));
        IEmrLaunchFunction launch =
                EmrLaunchFunction.fromStoredFunction(own.loadingFrom(folder), "Loaded", LAUNCH.name());
        Role role = Role.Builder.create(own.stack(), "Caller")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build();

        Objects.requireNonNull(launch.getOverrideFunction()).grantInvoke(role);

        assertThat(own.statements("Caller")).singleElement().asString().startsWith("lambda:InvokeFunction on " + arn);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void returnsNullForMissingTopicsAndOverrideFunction(boolean byArn) {
        put(DefinitionType.EMR_LAUNCH_FUNCTION, LAUNCH, document -> document.putNull("SuccessTopic")
                .putNull("FailureTopic")
                .putNull("OverrideClusterConfigsLambda"));
        IEmrLaunchFunction launch = loaded(byArn);

        assertThat(launch.getSuccessTopic()).isNull();
        assertThat(launch.getFailureTopic()).isNull();
        assertThat(launch.getOverrideFunction()).isNull();
    }

    /** A folder without the cluster configuration is sufficient if it is not requested. */
    @Test
    void readsStoredDocumentsOnlyWhenRequested(@TempDir Path empty) {
        storeWithEverything();
        IEmrLaunchFunction launch = loaded(false);
        launch.getStateMachine();
        launch.getSuccessTopic();

        assertThatThrownBy(launch::getClusterConfiguration)
                .isInstanceOf(ClusterConfigurationNotFoundException.class)
                .hasMessageStartingWith(launch.getNode().getPath() + "/ClusterConfiguration: cluster configuration '");

        IEmrLaunchFunction unread = EmrLaunchFunction.fromStateMachineArn(test.loadingFrom(empty), "Unread", MACHINE);
        assertThat(unread.getLaunchFunctionName()).isEqualTo(LAUNCH.name());
        assertThatThrownBy(unread::getSuccessTopic)
                .isInstanceOf(EmrLaunchFunctionNotFoundException.class)
                .hasMessageStartingWith(unread.getNode().getPath() + "/Stored: EMR launch function '");
    }

    @Test
    void rejectsInvalidTopicArn() {
        put(DefinitionType.EMR_LAUNCH_FUNCTION, LAUNCH, document -> document.put("FailureTopic", "failed"));
        IEmrLaunchFunction launch = loaded(false);

        assertThatIllegalArgumentException()
                .isThrownBy(launch::getFailureTopic)
                .withMessageContaining("/Loaded/FailureTopic: ")
                .withMessageContaining("failed");
    }

    @Test
    void builtLaunchFunctionReturnsGivenConstructs() {
        ClusterConfiguration configuration = test.configuration().build();
        ITopic succeeded = Topic.Builder.create(test.stack(), "Succeeded").build();
        ITopic failed = Topic.Builder.create(test.stack(), "Failed").build();
        IFunction function = Function.fromFunctionName(test.stack(), "Override", "override");
        EmrLaunchFunction launch = EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(test.profile())
                .clusterConfiguration(configuration)
                .notifications(Notifications.to(succeeded, failed))
                .overrideFunction(function)
                .build();

        assertThat(launch.getClusterConfiguration()).isSameAs(configuration);
        assertThat(List.of(
                        Objects.requireNonNull(launch.getSuccessTopic()),
                        Objects.requireNonNull(launch.getFailureTopic())))
                .containsExactly(succeeded, failed);
        assertThat(launch.getOverrideFunction()).isSameAs(function);
    }

    /** As in launch functions of the Python library, with another word. */
    @SuppressWarnings("deprecation") // The CDK has no other way to what it found.
    @Test
    void warnsAboutStepsOfStoredConfiguration() {
        put(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, document -> document.withObject(
                        "/ClusterConfiguration")
                .putArray("Steps")
                .addObject()
                .put("Name", "Load"));
        ClusterConfiguration.fromStoredConfiguration(test.loadingFrom(folder), "Steps", CONFIGURATION.name());
        put(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, document -> document.withObject(
                        "/ClusterConfiguration")
                .putArray("Steps"));
        ClusterConfiguration.fromStoredConfiguration(test.loadingFrom(folder), "None", CONFIGURATION.name());

        assertThat(
                        Annotations.fromStack(test.stack())
                                .findWarning(
                                        "*",
                                        Match.stringLikeRegexp(
                                                ".*stored cluster configuration 'default/basic-instance-group-cluster' has 1 'Steps': launches ignore them.*")))
                .singleElement()
                .satisfies(warning -> assertThat(warning.getId()).endsWith("/Steps"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Steps", "Steps.0.Name", "steps"})
    void rejectsStepsAsPropertyOfConfiguration(String path) {
        ClusterConfiguration.Builder builder = test.configuration();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.property(path, List.of()))
                .withMessageContaining("'Steps' can't be part of a cluster configuration");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.uncheckedProperty(path, List.of()))
                .withMessageContaining("'Steps' can't be part of a cluster configuration");
    }

    @Test
    void rejectsNameAsPropertyOfConfiguration() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.configuration().property("Name", "nightly"))
                .withMessage(
                        "property: 'Name' is decided by the launch function: its 'clusterName', which is the name of the "
                                + "configuration unless it is set");
    }
}
