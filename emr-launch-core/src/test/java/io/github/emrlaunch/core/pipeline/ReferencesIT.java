package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IntegrationPattern;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.QueryLanguage;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * Tasks with values by reference, in state machines of either language, on the local emulator. The tasks behave in the same way.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming data with JSONata</a>
 */
class ReferencesIT {
    private static final String INPUT = """
            {"Launch": {"Tags": []}, "Day": "monday", "Rows": 5, "Owner": "etl", "Args": ["--table", "orders", 7, true], "Job": {"Jar": "s3://jobs/job.jar"}}""";

    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(ReferencesIT::addStack);

    private final LocalAws aws = deployed.local();

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(stack, "LaunchFunction")
                .launchFunctionName("nightly")
                .emrProfile(EmrProfile.Builder.create(stack, "Profile")
                        .profileName("etl")
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration")
                        .configurationName("small")
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .build();
        for (QueryLanguage language : QueryLanguage.values()) {
            machine(new Construct(stack, language.name()), language, launchFunction);
        }
    }

    private static void machine(Construct scope, QueryLanguage language, EmrLaunchFunction launchFunction) {
        EmrCluster cluster = EmrCluster.launchedBy(launchFunction, "$.Launched.ClusterId");
        List<String> arguments = new ArrayList<>(List.of(
                "spark-submit",
                JsonPath.stringAt("$.Job.Jar"),
                "--day",
                JsonPath.stringAt("$.Day"),
                JsonPath.stringAt("$.Rows"),
                JsonPath.stringAt("$$.Execution.Name"),
                "{% '-' & $uppercase($states.input.Day) %}",
                "$.Day"));
        arguments.addAll(JsonPath.listAt("$.Args"));
        EmrTask add = EmrTasks.addStep(
                scope,
                "Add",
                cluster,
                EmrStep.of("Load", "command-runner.jar", arguments)
                        .withProperties(Map.of("job.owner", JsonPath.stringAt("$.Owner"))),
                TaskStateBaseProps.builder()
                        .integrationPattern(IntegrationPattern.REQUEST_RESPONSE)
                        .resultSelector(Map.of("Id.$", "$.StepId"))
                        .resultPath("$.Steps.First")
                        .assign(Map.of("step", JsonPath.stringAt("$.StepId")))
                        .build());
        EmrTask end = EmrTasks.terminateCluster(
                scope,
                "End",
                EmrCluster.anyAtPath("$.ClusterId"),
                TaskStateBaseProps.builder()
                        .inputPath("$.Launched")
                        .resultPath(JsonPath.DISCARD)
                        .outputPath("$.Steps")
                        .build());
        add.addCatch(end, CatchProps.builder().resultPath("$.Steps.Failure").build());
        EmrTask launch = EmrTasks.startStateMachine(
                scope,
                "Launch",
                launchFunction.getStateMachine(),
                software.amazon.awscdk.services.stepfunctions.TaskInput.fromJsonPathAt("$.Launch"),
                TaskStateBaseProps.builder().resultPath("$.Nested").build());
        StateMachine.Builder.create(scope, "Machine")
                .stateMachineName(language.name())
                .queryLanguage(language)
                .definitionBody(DefinitionBody.fromChainable(launch.next(move(scope, language))
                        .next(add)
                        .next(EmrTasks.cancelStep(scope, "Cancel", cluster, "$.Steps.First.Id"))
                        .next(EmrTasks.cancelStep(scope, "Cancel Again", cluster, "$step"))
                        .next(end)))
                .build();
    }

    /** A state in the language of the machine between the tasks. */
    private static software.amazon.awscdk.services.stepfunctions.Pass move(Construct scope, QueryLanguage language) {
        return language == QueryLanguage.JSONATA
                ? software.amazon.awscdk.services.stepfunctions.Pass.jsonata(
                        scope,
                        "Move",
                        software.amazon.awscdk.services.stepfunctions.PassJsonataProps.builder()
                                .outputs(
                                        "{% $merge([$states.input, {'Launched': $states.input.Nested.Output.LaunchClusterResult}]) %}")
                                .build())
                : software.amazon.awscdk.services.stepfunctions.Pass.Builder.create(scope, "Move")
                        .inputPath("$.Nested.Output.LaunchClusterResult")
                        .resultPath("$.Launched")
                        .build();
    }

    private static LocalExecution run(QueryLanguage language, String input) {
        return deployed.run(language.name(), input);
    }

    @ParameterizedTest
    @EnumSource(QueryLanguage.class)
    void valuesOfTheStateReachEmr(QueryLanguage language) {
        LocalExecution execution = run(language, INPUT);

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(Json.parse(String.valueOf(execution.output())).has("Failure"))
                .as(execution.output())
                .isFalse();
        JsonNode step = aws.clusters().get(0).steps().get(0).request();
        assertThat(step.path("Name").asText()).isEqualTo("Load");
        assertThat(step.at("/HadoopJarStep/Args"))
                .isEqualTo(Json.parse("""
                ["spark-submit", "s3://jobs/job.jar", "--day", "monday", "5", "%s", "-MONDAY", "$.Day", "--table", "orders", "7", "true"]""".formatted(execution.arn().replaceAll(".*:", ""))));
        assertThat(step.at("/HadoopJarStep/Properties/0/Value").asText()).isEqualTo("etl");
        assertThat(Json.parse(String.valueOf(execution.output()))
                        .at("/First/Id")
                        .asText())
                .startsWith("s-");
        assertThat(aws.clusters()).noneMatch(LocalCluster::isAlive);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        JSON_PATH | "Day": "--conf"           | argument 4 must not begin with -
        JSONATA   | "Day": "--conf"           | argument 4 must not begin with -
        JSONATA   | "Day": "$(id)`id`"        | argument 4 must not have backticks
        JSONATA   | "Day": ""                 | argument 4 must not be empty
        JSONATA   | "Day": ["a"]              | argument 4 must be a text, a number or a boolean
        JSONATA   | "Args": "--table"         | the arguments from 9 on must be a list of texts
        JSONATA   | "Args": ["a", {"b": "c"}] | the arguments from 9 on must be texts, numbers or booleans
        JSONATA   | "Owner": {"a": "b"}       | the property 'job.owner' must be a text
        JSONATA   | "Args": ["a", "`id`"]     | the arguments from 9 on must not have backticks
        JSON_PATH | "Args": null              | the arguments from 9 on must be a list of texts
        """)
    void invalidReferencedValueFailsTaskBeforeStepIsAdded(QueryLanguage language, String member, String cause) {
        String name = member.substring(0, member.indexOf(':'));
        String input = INPUT.replaceFirst(
                name + ": (\"[^\"]*\"|\\[[^]]*\\])", java.util.regex.Matcher.quoteReplacement(member));

        LocalExecution execution = run(language, input);

        assertThat(aws.clusters().get(0).steps()).isEmpty();
        JsonNode failure = Json.parse(String.valueOf(execution.output())).path("Failure");
        assertThat(failure.path("Error").asText()).isEqualTo("States.QueryEvaluationError");
        assertThat(failure.path("Cause").asText()).contains(cause);
    }
}
