package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.Chain;
import software.amazon.awscdk.services.stepfunctions.Choice;
import software.amazon.awscdk.services.stepfunctions.Condition;
import software.amazon.awscdk.services.stepfunctions.CustomState;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.MapJsonataProps;
import software.amazon.awscdk.services.stepfunctions.Parallel;
import software.amazon.awscdk.services.stepfunctions.ParallelJsonataProps;
import software.amazon.awscdk.services.stepfunctions.Pass;
import software.amazon.awscdk.services.stepfunctions.PassJsonataProps;
import software.amazon.awscdk.services.stepfunctions.ProvideItems;
import software.amazon.awscdk.services.stepfunctions.QueryLanguage;
import software.amazon.awscdk.services.stepfunctions.Result;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.Wait;
import software.amazon.awscdk.services.stepfunctions.WaitJsonataProps;
import software.amazon.awscdk.services.stepfunctions.WaitTime;
import software.amazon.awscdk.services.stepfunctions.tasks.CallAwsService;
import software.amazon.awscdk.services.stepfunctions.tasks.CallAwsServiceJsonataProps;
import software.amazon.awscdk.services.stepfunctions.tasks.EmrAddStep;
import software.amazon.awscdk.services.stepfunctions.tasks.EmrAddStepJsonataProps;
import software.constructs.Construct;

/** State machines with JSONata states from the CDK's own constructs, on the local emulator. */
class JsonataStatesIT {
    private static final String INPUT = "{\"jobs\": [{\"name\": \"a\", \"rows\": 3}, {\"name\": \"b\", \"rows\": 4}]}";

    @RegisterExtension
    static final LocalAwsExtension deployed = LocalAwsExtension.forApp(JsonataStatesIT::addStack);

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        StringParameter.Builder.create(stack, "Limit")
                .parameterName("/jobs/limit")
                .stringValue("5")
                .build();
        machine(new Construct(stack, "Mixed"), "mixed", QueryLanguage.JSON_PATH);
        machine(new Construct(stack, "Jsonata"), "jsonata", QueryLanguage.JSONATA);
    }

    private static void machine(Construct scope, String name, QueryLanguage language) {
        boolean isMixed = language == QueryLanguage.JSON_PATH;
        Chain chain = Chain.start(isMixed ? jsonPathStart(scope) : jsonataStart(scope))
                .next(readLimit(scope))
                .next(checkLimit(scope, eachJob(scope), isMixed));
        StateMachine machine = StateMachine.Builder.create(scope, "Machine")
                .stateMachineName(name)
                .queryLanguage(language)
                .definitionBody(DefinitionBody.fromChainable(chain))
                .build();
        machine.addToRolePolicy(PolicyStatement.Builder.create()
                .actions(List.of("ssm:GetParameter"))
                .resources(List.of("*"))
                .build());
    }

    private static Pass jsonPathStart(Construct scope) {
        return Pass.Builder.create(scope, "Begin")
                .result(Result.fromString("/jobs/limit"))
                .resultPath("$.parameter")
                .build();
    }

    private static Pass jsonataStart(Construct scope) {
        return Pass.jsonata(
                scope,
                "Begin",
                PassJsonataProps.builder()
                        .outputs("{% $merge([$states.input, {'parameter': '/jobs/limit'}]) %}")
                        .build());
    }

    /** Reads the limit into a variable. The output is the input. */
    private static CallAwsService readLimit(Construct scope) {
        return CallAwsService.jsonata(
                scope,
                "Read Limit",
                CallAwsServiceJsonataProps.builder()
                        .service("ssm")
                        .action("getParameter")
                        .parameters(Map.of("Name", "{% $states.input.parameter %}"))
                        .iamResources(List.of("*"))
                        .assign(Map.of("limit", "{% $number($states.result.Parameter.Value) %}"))
                        .outputs("{% $states.input %}")
                        .build());
    }

    private static Choice checkLimit(Construct scope, IChainable within, boolean isMixed) {
        Pass tooMany = Pass.jsonata(
                scope,
                "Too Many",
                PassJsonataProps.builder()
                        .outputs(Map.of("limit", "{% $limit %}", "rows", "{% $sum($states.input.jobs.rows) %}"))
                        .build());
        return Choice.jsonata(scope, "Within Limit?")
                .when(Condition.jsonata("{% $count($states.input.jobs) > $limit %}"), tooMany)
                .otherwise(Chain.start(within).next(finish(scope, isMixed)));
    }

    /** A Map state whose iterations wait and run in parallel branches, one of which fails and is caught. */
    private static software.amazon.awscdk.services.stepfunctions.Map eachJob(Construct scope) {
        Parallel branches = Parallel.jsonata(
                        scope,
                        "Both",
                        ParallelJsonataProps.builder()
                                .outputs(Map.of("name", "{% $states.input.name %}", "value", "{% $states.result[0] %}"))
                                .build())
                .branch(
                        Pass.jsonata(
                                scope,
                                "Double",
                                PassJsonataProps.builder()
                                        .outputs("{% $states.input.rows * 2 %}")
                                        .build()),
                        failingRead(scope));
        software.amazon.awscdk.services.stepfunctions.Map map =
                software.amazon.awscdk.services.stepfunctions.Map.jsonata(
                        scope,
                        "Each Job",
                        MapJsonataProps.builder()
                                .items(ProvideItems.jsonata("{% $states.input.jobs %}"))
                                .itemSelector(Map.of(
                                        "name", "{% $states.context.Map.Item.Value.name %}",
                                        "rows", "{% $states.context.Map.Item.Value.rows %}",
                                        "seconds", "{% $limit * 60 %}"))
                                .outputs(Map.of("results", "{% $states.result %}"))
                                .build());
        map.itemProcessor(Wait.jsonata(
                        scope,
                        "Wait",
                        WaitJsonataProps.builder()
                                .time(WaitTime.seconds("{% $states.input.seconds %}"))
                                .build())
                .next(branches));
        return map;
    }

    private static EmrAddStep failingRead(Construct scope) {
        EmrAddStep step = EmrAddStep.jsonata(
                scope,
                "Add Step",
                EmrAddStepJsonataProps.builder()
                        .clusterId("j-NONE")
                        .name("{% 'job ' & $states.input.name %}")
                        .jar("job.jar")
                        .args(List.of("{% $string($states.input.rows) %}"))
                        .build());
        step.addCatch(
                Pass.jsonata(scope, "Not Added"),
                CatchProps.builder()
                        .errors(List.of("States.ALL"))
                        .outputs("{% $states.errorOutput.Error %}")
                        .build());
        return step;
    }

    /** Reads the output of the JSONata states: by a path in one machine, by a state with its own query language in the other. */
    private static IChainable finish(Construct scope, boolean isMixed) {
        Map<String, Object> state = isMixed
                ? Map.of("Type", "Pass", "OutputPath", "$.results[*].value", "End", true)
                : Map.of(
                        "Type",
                        "Task",
                        "QueryLanguage",
                        "JSONata",
                        "Resource",
                        "arn:aws:states:::aws-sdk:ssm:getParameter",
                        "Arguments",
                        Map.of("Name", "/jobs/limit"),
                        "Output",
                        "{% $append($states.input.results.value, $states.result.Parameter.Value) %}",
                        "End",
                        true);
        return CustomState.Builder.create(scope, "Finish").stateJson(state).build();
    }

    private LocalExecution run(String name, String input) throws InterruptedException {
        String machine = deployment.stateMachine(name);
        LocalExecution execution = aws.awaitExecution(aws.startExecution(machine, input));
        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        return execution;
    }

    @Test
    void jsonataStatesRunInAJsonPathMachine() throws InterruptedException {
        Instant start = aws.clock().now();

        LocalExecution execution = run("mixed", INPUT);

        assertThat(Json.parse(String.valueOf(execution.output()))).isEqualTo(Json.parse("[6, 8]"));
        assertThat(Duration.between(start, aws.clock().now())).isEqualTo(Duration.ofMinutes(5));
        assertThat(exits(execution, "Read Limit"))
                .extracting(exit -> exit.at("/assignedVariables/limit").asText())
                .containsExactly("5");
        assertThat(exits(execution, "Add Step"))
                .extracting(exit -> exit.path("output").asText())
                .containsExactly("\"EMR.AmazonElasticMapReduceException\"", "\"EMR.AmazonElasticMapReduceException\"");
    }

    private static List<JsonNode> exits(LocalExecution execution, String state) {
        return execution.history().stream()
                .map(event -> event.path("stateExitedEventDetails"))
                .filter(exit -> exit.path("name").asText().equals(state))
                .toList();
    }

    @Test
    void jsonataMachineRuns() throws InterruptedException {
        LocalExecution execution = run("jsonata", INPUT);

        assertThat(Json.parse(String.valueOf(execution.output()))).isEqualTo(Json.parse("[6, 8, \"5\"]"));
    }

    @Test
    void conditionCanReadVariable() throws InterruptedException {
        String job = "{\"name\": \"j\", \"rows\": 1}";

        LocalExecution execution = run("jsonata", "{\"jobs\": [" + (job + ", ").repeat(5) + job + "]}");

        assertThat(Json.parse(String.valueOf(execution.output()))).isEqualTo(Json.parse("{\"limit\": 5, \"rows\": 6}"));
    }
}
