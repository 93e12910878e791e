package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.emrlaunch.definitions.CleanUpSettings;
import io.github.emrlaunch.definitions.ClusterSearch;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attacks by a principal that may only invoke functions, on each function of the jar. It knows the account: names, ARNs, ids. The account
 * has {@code victim}, the cluster of a successful launch of {@code default_etl}, another launch that is running, and a failed launch of
 * {@code default_other}, of another stack, that has left a cluster. A handler without an attack here fails the test.
 */
class FunctionAttacksTest {
    private static final String STATES = "arn:aws:states:us-east-1:123456789012:";
    private static final String MACHINES = STATES + "stateMachine:";
    private static final String NOTIFIER = MACHINES + "notifier";

    /** A state machine whose outcome depends on its input, which is also its output. */
    private static final String DEFINITION = """
            {"StartAt": "C", "States": {
              "C": {"Type": "Choice", "Default": "P", "Choices": [
                {"Variable": "$.wait", "IsPresent": true, "Next": "W"}, {"Variable": "$.fail", "IsPresent": true, "Next": "F"}]},
              "W": {"Type": "Wait", "Seconds": 3600, "Next": "P"},
              "F": {"Type": "Fail", "Error": "E"}, "P": {"Type": "Pass", "End": true}}}""";

    private static final String NOTIFYING = """
            {"StartAt": "Know State Machines", "States": {
              "Know State Machines": {"Type": "Pass", "End": true, "Assign": {"machines": {"default_etl": {}}}}}}""";

    private final LocalAws aws = LocalAws.start();
    private final List<String> calls = new ArrayList<>();
    private final AwsClient client = Clients.of(aws, Map.of(), calls::add);
    private String succeeded = "";
    private String running = "";
    private String failedElsewhere = "";
    private String victim = "";
    private VirtualClock.@Nullable Worker held;

    @BeforeEach
    void prepare() throws InterruptedException {
        aws.existing().role("service").role("admin").role("states").instanceProfile("instance", "instance");
        for (String machine : List.of("default_etl", "default_other", "pipeline")) {
            createMachine(machine, DEFINITION);
        }
        createMachine("notifier", NOTIFYING);
        succeeded = aws.startExecution(MACHINES + "default_etl", "monday", "{}");
        failedElsewhere = aws.startExecution(MACHINES + "default_other", "monday", "{\"fail\": 1}");
        aws.awaitExecution(succeeded);
        aws.awaitExecution(failedElsewhere);
        victim = cluster(succeeded, "Etl/default/etl");
        cluster(failedElsewhere, "Other/default/other");
        calls.clear();
    }

    @AfterEach
    void close() {
        if (held != null) {
            held.close();
        }
        aws.close();
    }

    private void createMachine(String name, String definition) {
        client.call(
                CalledService.STEP_FUNCTIONS,
                "CreateStateMachine",
                Json.object()
                        .put("name", name)
                        .put("definition", definition)
                        .put("roleArn", "arn:aws:iam::123456789012:role/states"));
    }

    private String cluster(String execution, String launchFunction) {
        return client.call(CalledService.EMR, "RunJobFlow", request("service", execution, launchFunction))
                .path("JobFlowId")
                .asText();
    }

    private static ObjectNode request(String serviceRole, String execution, String launchFunction) {
        ObjectNode request = Json.parseObject("""
                {"Name": "etl", "ReleaseLabel": "emr-7.12.0", "ServiceRole": "%s", "JobFlowRole": "instance",
                 "Instances": {"InstanceCount": 1, "MasterInstanceType": "m7g.xlarge", "SlaveInstanceType": "m7g.xlarge", "KeepJobFlowAliveWhenNoSteps": true}}""".formatted(serviceRole));
        ArrayNode tags = request.putArray("Tags");
        tags.addObject().put("Key", Tag.EXECUTION_KEY).put("Value", execution);
        tags.addObject().put("Key", Tag.FUNCTION_KEY).put("Value", launchFunction);
        return request;
    }

    /**
     * An attack.
     *
     * @param handler the function that is invoked
     * @param name the goal of the attacker
     * @param payload the payload of the attacker
     */
    record Attack(Class<? extends RequestStreamHandler> handler, String name, Payload payload) {
        interface Payload {
            String of(FunctionAttacksTest account);
        }

        @Override
        public String toString() {
            return handler.getSimpleName() + ": " + name;
        }
    }

    private RequestStreamHandler handler(Class<? extends RequestStreamHandler> type) {
        if (type == LaunchHandler.class) {
            return new LaunchHandler(client, pause -> {}, "default_etl", new AwsMessages(null));
        }
        if (type == CleanUpHandler.class) {
            return new CleanUpHandler(
                    client,
                    new CleanUpSettings("Etl", NOTIFIER, List.of(), List.of(), MACHINES, Map.of("pipeline", true)));
        }
        if (type == FindClusterHandler.class) {
            return new FindClusterHandler(client, new ClusterSearch(STATES + "execution:default_none:", null));
        }
        if (type == LookAtStepHandler.class) {
            return new LookAtStepHandler(client);
        }
        if (type == StopApplicationHandler.class) {
            return new StopApplicationHandler(
                    name -> {
                        throw new AssertionError(name);
                    },
                    new ApplicationStopper(client, () -> {}),
                    ResponseAddresses.of(Map.of()));
        }
        ControlPlane controlPlane = new ControlPlane(new DefinitionReader(client), DefinitionType.EMR_PROFILE);
        return type == GetDefinitionHandler.class
                ? new GetDefinitionHandler(controlPlane)
                : new ListDefinitionsHandler(controlPlane);
    }

    static List<Attack> attacks() {
        List<Attack> attacks = new ArrayList<>();
        attacks.addAll(onLaunchFunction());
        attacks.addAll(onCleanUp());
        attacks.addAll(onFinder());
        attacks.addAll(onStepLook());
        attacks.addAll(onControlPlane());
        attacks.addAll(onApplicationStop());
        return attacks;
    }

    private static List<Attack> onLaunchFunction() {
        List<Attack> attacks = new ArrayList<>();
        for (LaunchStage stage : LaunchStage.values()) {
            Map<String, Attack.Payload> executions = Map.of(
                    "an execution that ended", account -> account.stage(stage, account.succeeded, account.victim),
                    "an execution that is elsewhere",
                            account -> account.stage(stage, account.running(), account.victim),
                    "an execution of another machine",
                            account -> account.stage(stage, account.failedElsewhere, account.victim),
                    "an execution that does not exist",
                            account -> account.stage(stage, STATES + "execution:default_etl:none", account.victim),
                    "the machine's ARN", account -> account.stage(stage, MACHINES + "default_etl", account.victim));
            executions.forEach((name, payload) -> {
                // Everybody who may start the launch may have the cluster of its own execution described.
                if (stage != LaunchStage.DESCRIBE || !name.equals("an execution that ended")) {
                    attacks.add(new Attack(LaunchHandler.class, stage + " with " + name, payload));
                }
            });
        }
        attacks.add(new Attack(LaunchHandler.class, "no stage", account -> "{}"));
        return attacks;
    }

    private String running() {
        if (running.isEmpty()) {
            // The clock is stopped, otherwise it would end.
            held = aws.clock().register();
            running = aws.startExecution(MACHINES + "default_etl", "tuesday", "{\"wait\": 1}");
        }
        return running;
    }

    /** The payload for any stage, with a role that has more permissions and a cluster of another launch. */
    private String stage(LaunchStage stage, String execution, String clusterId) {
        ObjectNode payload = LaunchMachine.payload(stage)
                .put(LaunchRequest.EXECUTION, execution)
                .put(LaunchRequest.CLUSTER_ID, clusterId)
                .put(LaunchRequest.CLUSTER_NAME, "etl")
                .put(LaunchRequest.EXECUTION_START, "2020-01-01T00:00:00Z");
        payload.putObject(LaunchRequest.LAUNCH)
                .putObject(LaunchRequest.SECRETS)
                .put("KerberosAttributes", "arn:aws:secretsmanager:us-east-1:123456789012:secret:theirs");
        payload.set(LaunchRequest.CLUSTER, request("admin", execution, "Etl/default/etl"));
        return Json.write(payload);
    }

    private static List<Attack> onCleanUp() {
        Map<String, Attack.Payload> events = Map.of(
                "the forged end of a launch that succeeded", account -> ended(account.succeeded, ""),
                "the forged end of a launch that runs", account -> ended(account.running(), ""),
                "the end of another stack's launch, whose cluster is the victim's, by constants of a rule of his own",
                        account -> ended(
                                account.failedElsewhere.replace("default_other", "default_etl"),
                                ", \"launches\": \"%s\", \"notifier\": \"%sdefault_other\""
                                        .formatted(STATES + "execution:default_etl:", MACHINES)),
                "an execution that does not exist",
                        account -> ended(STATES + "execution:default_etl:none", ", \"kept\": \"\""),
                "a state machine instead of an execution", account -> ended(MACHINES + "default_etl", ""),
                "a sweep in the year 2099, of another stack",
                        account -> "{\"detail-type\": \"Scheduled Event\", \"time\": \"2099-01-01T00:00:00Z\","
                                + " \"sweep\": {\"stack\": \"Other\", \"notifier\": \"%sdefault_other\", \"machines\": [\"default_other\"]}}"
                                        .formatted(MACHINES),
                "a sweep as it was asked for once",
                        account ->
                                "{\"time\": \"2099-01-01T00:00:00Z\", \"sweep\": {\"stack\": \"Etl\", \"machines\": []}}",
                "a sweep of no time", account -> "{\"detail-type\": \"Scheduled Event\", \"time\": \"soon\"}",
                "a list", account -> "[{\"detail-type\": \"Scheduled Event\"}]");
        Map<String, Attack.Payload> requests = Map.of(
                "steps of a state machine of another stack", account -> cancelSteps("default_other", account.victim),
                "steps of a pipeline whose executions go on", account -> cancelSteps("pipeline", account.victim));
        return Stream.of(events, requests)
                .flatMap(all -> all.entrySet().stream())
                .map(event -> new Attack(CleanUpHandler.class, event.getKey(), event.getValue()))
                .toList();
    }

    private static String cancelSteps(String machine, String cluster) {
        return "{\"CancelStepsOf\": \"%s\", \"ClusterId\": \"%s\", \"Execution\": \"%sexecution:default_other:x\"}"
                .formatted(machine, cluster, STATES);
    }

    private static String ended(String execution, String more) {
        return "{\"detail-type\": \"Step Functions Execution Status Change\", \"detail\": {\"executionArn\": \"%s\", \"status\": \"FAILED\"}%s}"
                .formatted(execution, more);
    }

    private static List<Attack> onFinder() {
        return Stream.of(
                        "{}",
                        "null",
                        "[]",
                        "\"default_etl\"",
                        "{\"ClusterId\": \"j-1\"}",
                        "{\"tagKey\": \"emr-launch:execution\", \"tagValue\": \"*\"}",
                        "{\"EMR_LAUNCH_TAG_KEY\": \"emr-launch:execution\", \"EMR_LAUNCH_TAG_VALUE\": \"arn*\", \"EMR_LAUNCH_CLUSTER_NAME\": \"etl\"}")
                .map(payload -> new Attack(FindClusterHandler.class, payload, account -> payload))
                .toList();
    }

    private static List<Attack> onStepLook() {
        String step =
                "{\"ClusterId\": \"%s\", \"Step\": {\"Name\": \"%s\"}, \"Try\": {\"Since\": \"%s\"}, \"Retries\": 10}";
        Map<String, Attack.Payload> payloads = Map.of(
                "no payload", account -> "null",
                "a list", account -> "[]",
                "a step that is not there", account -> step.formatted(account.victim, "x", "2020-01-01T00:00:00Z"),
                "any step", account -> step.formatted(account.victim, "*", "2020-01-01T00:00:00Z"),
                "no step", account -> step.formatted(account.victim, "", "2020-01-01T00:00:00Z"),
                "no time", account -> step.formatted(account.victim, "x", "yesterday"),
                "a cluster that is none", account -> step.formatted("*", "x", "2020-01-01T00:00:00Z"));
        return payloads.entrySet().stream()
                .map(payload -> new Attack(LookAtStepHandler.class, payload.getKey(), payload.getValue()))
                .toList();
    }

    private static List<Attack> onControlPlane() {
        List<Attack> attacks = new ArrayList<>();
        for (Class<? extends RequestStreamHandler> handler :
                List.of(GetDefinitionHandler.class, ListDefinitionsHandler.class)) {
            for (String namespace :
                    List.of("..", "default/../..", "/", "default/etl", "*", "", "../cluster_configurations")) {
                attacks.add(new Attack(
                        handler,
                        "namespace " + namespace,
                        account -> Json.write(
                                Json.object().put("Namespace", namespace).put("ProfileName", "secret"))));
            }
        }
        for (String name : List.of("../../secret", "/other", "secret:1", "secret/..", "*")) {
            attacks.add(new Attack(
                    GetDefinitionHandler.class,
                    "name " + name,
                    account -> Json.write(Json.object().put("ProfileName", name))));
        }
        attacks.add(new Attack(
                GetDefinitionHandler.class,
                "another type",
                account -> "{\"ConfigurationName\": \"secret\", \"DEFINITION_TYPE\": \"cluster_configurations\"}"));
        attacks.add(new Attack(
                ListDefinitionsHandler.class, "a page of another folder", account -> "{\"NextToken\": \"%s\"}"
                        .formatted(account.nextTokenOfAnotherFolder())));
        return attacks;
    }

    private String nextTokenOfAnotherFolder() {
        for (int i = 0; i < 12; i++) {
            client.call(
                    CalledService.SSM,
                    "PutParameter",
                    Json.object()
                            .put("Name", DefinitionType.CLUSTER_CONFIGURATION.path(DefinitionName.of("secret" + i)))
                            .put("Value", "{\"ConfigurationName\": \"secret\"}")
                            .put("Type", "String"));
        }
        return client.call(
                        CalledService.SSM,
                        "GetParametersByPath",
                        Json.object().put("Path", DefinitionType.CLUSTER_CONFIGURATION.path("default")))
                .path("NextToken")
                .asText();
    }

    private static List<Attack> onApplicationStop() {
        return Stream.of(
                        "http://169.254.169.254/latest/meta-data/",
                        "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next",
                        "https://internal.example.com/admin",
                        "file:///etc/passwd",
                        "")
                .map(address -> new Attack(
                        StopApplicationHandler.class,
                        "a request to " + address,
                        account -> Json.write(Json.object()
                                .put("RequestType", "Delete")
                                .put("ResponseURL", address)
                                .set(
                                        "ResourceProperties",
                                        Json.object()
                                                .put("StopBefore", "Delete")
                                                .put("Parameter", "/other/secret")))))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void attackChangesAndRevealsNothing(Attack attack) {
        String payload = attack.payload().of(this);
        List<LocalCluster> before = aws.clusters();
        calls.clear();

        Invocation invocation = Invocation.of(handler(attack.handler()), payload);

        assertThat(aws.clusters()).isEqualTo(before);
        assertThat(aws.clusters()).hasSize(2).allMatch(LocalCluster::isAlive);
        assertThat(changes()).isEmpty();
        assertThat(invocation.everything())
                .doesNotContain("\"secret\"", "m7g.xlarge", "role/admin", "\"ClusterId\":\"" + victim);
    }

    /** The calls that change or start a resource, or read a secret. */
    private List<String> changes() {
        return calls.stream()
                .filter(call -> !call.matches(
                        ".*\\.(Describe|List)[A-Za-z]+|.*\\.(GetExecutionHistory|GetParameters|GetParametersByPath)"))
                .toList();
    }

    /** A forged event about a failed execution has no more effect than the state in Step Functions. */
    @Test
    void forgedPipelineEventTerminatesNoClusterOfAnotherLaunch() throws InterruptedException {
        String run = aws.startExecution(MACHINES + "pipeline", "monday", "{\"fail\": 1}");
        aws.awaitExecution(run);
        cluster(
                STATES + "execution:default_etl:" + PipelineLaunch.name(run.replace("monday", "tuesday")),
                "Etl/default/etl");
        cluster(STATES + "execution:default_etl:x" + PipelineLaunch.name(run), "Etl/default/etl");

        Invocation.of(handler(CleanUpHandler.class), ended(run, "")).answer();

        assertThat(aws.clusters()).hasSize(4).allMatch(LocalCluster::isAlive);
    }

    @Test
    void eachHandlerIsAttacked() {
        Set<String> handlers = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.github.emrlaunch")
                        .stream()
                        .filter(type -> type.isAssignableTo(RequestStreamHandler.class))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(type -> type.getSimpleName())
                        .collect(Collectors.toCollection(TreeSet::new));

        Set<String> attacked = new TreeSet<>();
        attacks().forEach(attack -> attacked.add(attack.handler().getSimpleName()));
        assertThat(attacked).isEqualTo(handlers);
    }
}
