package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionParts;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.ExpectedDefinitions;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.lambdas.aws.AwsEndpoints;
import io.github.emrlaunch.lambdas.aws.CalledService;
import io.github.emrlaunch.lambdas.aws.CannedAws;
import io.github.emrlaunch.lambdas.aws.Connections;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/**
 * Runs every stage of a launch, including errors, with canned responses: before Lambda takes the snapshot of an initialized
 * function, so that a restored function has all classes loaded and linked. No result of it is kept.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-best-practices.html">Performance tuning of SnapStart</a>
 */
final class LaunchRehearsal {
    private static final String EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:rehearsal:rehearsal";
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:rehearsal";
    private static final DefinitionName NAME = DefinitionName.of("rehearsal");
    private static final String SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rehearsal-AbCdEf";
    private static final String DENIED = "AccessDeniedException";
    private static final String OVERRIDES = """
            {"ClusterConfigurationOverrides": {"Name": "other", "Count": 3, "Market": "SPOT"}, "FailIfClusterRunning": true,
             "Tags": [{"Key": "team", "Value": "etl"}]}""";

    private final CannedAws aws;
    private final LaunchHandler handler;

    private LaunchRehearsal(CannedAws aws) {
        this.aws = aws;
        this.handler = new LaunchHandler(aws.client(), pause -> {}, NAME.name(), new AwsMessages("rehearsal"));
    }

    /** A failed rehearsal only costs the first launch some time. */
    static void run() {
        try (CannedAws aws = new CannedAws()) {
            Connections.prepareTls();
            LaunchRehearsal rehearsal = new LaunchRehearsal(aws);
            aws.lendCredentials(rehearsal::rehearse);
            // The endpoint is only computed.
            new AwsEndpoints(System.getenv()).of(CalledService.SSM);
        } catch (RuntimeException e) {
            System.err.println(
                    "The snapshot is taken without a rehearsal: " + e.getClass().getName());
        }
    }

    private void rehearse() {
        answer();
        succeed();
        fail();
        // Again: classes are loaded, and frequently called methods are compiled.
        answer();
        succeed();
        aws.close();
        send(payload(LaunchStage.LOAD));
    }

    private void answer() {
        parameters(
                definition(DefinitionType.EMR_PROFILE, profile()),
                definition(DefinitionType.CLUSTER_CONFIGURATION, configuration()));
        aws.answer("ListClusters", Json.object().set("Clusters", Json.of(List.of())));
        aws.answer("DescribeCluster", Json.object().set("Cluster", described()));
        aws.answer("RunJobFlow", Json.object().put("JobFlowId", "j-REHEARSAL").put("ClusterArn", "arn"));
        aws.answer(
                "GetSecretValue",
                Json.object().put("SecretString", "{\"Realm\": \"EXAMPLE\", \"KdcAdminPassword\": \"rehearsal\"}"));
    }

    private void succeed() {
        invoke(LaunchStage.LOAD, launch(false, LaunchSecrets.NONE, "{}"));
        invoke(LaunchStage.LOAD, launch(false, LaunchSecrets.NONE, OVERRIDES));
        invoke(LaunchStage.LOAD, launch(true, LaunchSecrets.NONE, "{}"));
        ObjectNode checked = launch(true, LaunchSecrets.NONE, OVERRIDES);
        checked.set(LaunchRequest.LOADED, request());
        checked.set(LaunchRequest.OVERRIDDEN, request());
        invoke(LaunchStage.CHECK, checked);
        invoke(LaunchStage.START, start(LaunchSecrets.NONE, 0));
        LaunchSecrets secrets = new LaunchSecrets(SECRET, Map.of("hive-site", SECRET, "core-site", SECRET));
        invoke(LaunchStage.START, start(secrets, 0));
        aws.answer("ListClusters", Json.parse("""
                {"Clusters": [{"Id": "j-REHEARSAL", "Name": "rehearsal", "Status": {"State": "WAITING"}}]}"""));
        invoke(LaunchStage.START, start(LaunchSecrets.NONE, 1));
        ObjectNode describe = Json.object().put(LaunchRequest.CLUSTER_ID, "j-REHEARSAL");
        describe.set(LaunchRequest.PROTECTION, Protection.of(request(), true).toJson());
        invoke(LaunchStage.DESCRIBE, describe);
        ObjectNode terminate = Json.object()
                .put(LaunchRequest.CLUSTER_NAME, "rehearsal")
                .put(LaunchRequest.EXECUTION_START, "2026-01-01T00:00:00.123Z");
        invoke(LaunchStage.TERMINATE, terminate.putNull(LaunchRequest.CLUSTER_ID));
        invoke(LaunchStage.TERMINATE, terminate.put(LaunchRequest.CLUSTER_ID, "j-REHEARSAL"));
    }

    /** Runs each kind of error once. */
    private void fail() {
        ObjectNode load = launch(false, LaunchSecrets.NONE, OVERRIDES);
        // A cluster is already running.
        invoke(LaunchStage.LOAD, load);
        for (String input : List.of(
                "[]",
                "{\"FailIfClusterRunning\": 1}",
                "{\"Tags\": [{\"Key\": \"aws:x\", \"Value\": \"\"}]}",
                "{\"Tags\": [{\"Key\": \"a\", \"Value\": \"other\"}]}",
                "{\"ClusterConfigurationOverrides\": {\"None\": 1}}",
                "{\"ClusterConfigurationOverrides\": {\"Count\": 99}}",
                "{\"ClusterConfigurationOverrides\": {\"Count\": \"text\"}}",
                "{\"ClusterConfigurationOverrides\": {\"Market\": \"NONE\"}}")) {
            invoke(LaunchStage.LOAD, launch(false, LaunchSecrets.NONE, input));
        }
        invoke(LaunchStage.LOAD, launch(false, new LaunchSecrets(SECRET, Map.of()), "{}"));
        for (ExpectedDefinitions expected : List.of(
                new ExpectedDefinitions(List.of("SecurityConfiguration"), null, "another", "another"),
                new ExpectedDefinitions(List.of("Gone"), null, null, null))) {
            ObjectNode outdated = launch(false, LaunchSecrets.NONE, "{}");
            outdated.withObject("/" + LaunchRequest.LAUNCH).set(LaunchRequest.EXPECTED, expected.toJson());
            invoke(LaunchStage.LOAD, outdated);
        }
        ObjectNode unchecked = launch(true, LaunchSecrets.NONE, "{}");
        unchecked.set(LaunchRequest.LOADED, request());
        unchecked.set(LaunchRequest.OVERRIDDEN, request().put("ServiceRole", "other"));
        invoke(LaunchStage.CHECK, unchecked);
        unchecked.set(LaunchRequest.OVERRIDDEN, request().put("CustomAmiId", "other"));
        invoke(LaunchStage.CHECK, unchecked);
        parameters(Map.of(), Map.of());
        invoke(LaunchStage.LOAD, load);
        parameters(Map.of(DefinitionType.EMR_PROFILE.path(NAME), "{"), Map.of());
        invoke(LaunchStage.LOAD, load);
        ObjectNode start = start(new LaunchSecrets(SECRET, Map.of()), 0);
        for (String code : List.of(
                "ThrottlingException", "ExpiredTokenException", "RequestTimeTooSkewed", "ResourceNotFoundException")) {
            fail("RunJobFlow", code);
            invoke(LaunchStage.START, start);
        }
        // All calls use the same code, and calls with their own errors run again.
        fail("GetSecretValue", "ResourceNotFoundException");
        invoke(LaunchStage.START, start);
        fail("GetParameters", DENIED);
        invoke(LaunchStage.LOAD, load);
        fail("GetExecutionHistory", DENIED);
        send(payload(LaunchStage.LOAD));
        aws.answer("GetExecutionHistory", Json.object().set("events", Json.of(List.of())));
        send(payload(LaunchStage.LOAD));
    }

    private void fail(String operation, String code) {
        String date = "Date: %s\r\n"
                .formatted(DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.EPOCH.atOffset(ZoneOffset.UTC)));
        aws.fail(operation, 400, code, date);
    }

    private void invoke(LaunchStage stage, ObjectNode members) {
        ObjectNode payload = payload(stage).setAll(members);
        ObjectNode parameters = Json.object().put("FunctionName", FUNCTION + ":1");
        parameters.set("Payload", payload);
        ObjectNode history = Json.object();
        history.putArray("events")
                .add(Json.object().put("type", "TaskStarted"))
                .add(Json.object()
                        .put("type", "TaskScheduled")
                        .set("taskScheduledEventDetails", Json.object().put("parameters", Json.write(parameters))));
        aws.answer("GetExecutionHistory", history);
        send(payload);
    }

    private void send(ObjectNode payload) {
        try {
            handler.handleRequest(
                    new ByteArrayInputStream(Json.write(payload).getBytes(StandardCharsets.UTF_8)),
                    new ByteArrayOutputStream(),
                    FUNCTION + ":1",
                    line -> {});
        } catch (IOException | RuntimeException e) {
            RuntimeErrors.rehearse(e);
        }
    }

    private static ObjectNode payload(LaunchStage stage) {
        return Json.object()
                .put(LaunchRequest.STAGE, stage.name())
                .put(LaunchRequest.NONCE, "rehearsal")
                .put(LaunchRequest.EXECUTION, EXECUTION);
    }

    private static ObjectNode launch(boolean hasOverrideFunction, LaunchSecrets secrets, String input) {
        LaunchRequest launch = new LaunchRequest(
                NAME,
                NAME,
                "rehearsal",
                false,
                hasOverrideFunction,
                Map.of(
                        "Name", OverrideRule.of("Name"),
                        "Count",
                                OverrideRule.of("Instances.InstanceGroups.0.InstanceCount")
                                        .withMinimum(1)
                                        .withMaximum(9),
                        "Market",
                                OverrideRule.of("Instances.InstanceGroups.0.Market")
                                        .withAllowedValues("SPOT", "ON_DEMAND")),
                List.of(new Tag(Tag.MANAGED_POLICIES_KEY, "true")),
                secrets);
        ObjectNode members = Json.object().set(LaunchRequest.LAUNCH, launch.toJson());
        return members.set(LaunchRequest.EXECUTION_INPUT, Json.parse(input));
    }

    private static ObjectNode start(LaunchSecrets secrets, int retryCount) {
        return launch(false, secrets, "{}")
                .put(LaunchRequest.EXECUTION_START, "2026-01-01T00:00:00.123Z")
                .put(LaunchRequest.RETRY_COUNT, retryCount)
                .set(LaunchRequest.CLUSTER, request());
    }

    private static ObjectNode request() {
        return Json.parseObject("""
                {"Name": "rehearsal", "ReleaseLabel": "emr-7.12.0", "ServiceRole": "service", "JobFlowRole": "instance",
                 "SecurityConfiguration": "secure", "AutoScalingRole": "scaling", "Tags": [{"Key": "a", "Value": "b"}],
                 "Configurations": [{"Classification": "hive-site", "Properties": {"a": "1"}}],
                 "Instances": {"EmrManagedMasterSecurityGroup": "sg-1", "InstanceGroups": [
                   {"InstanceRole": "MASTER", "InstanceCount": 1, "Market": "ON_DEMAND", "BidPrice": null}]}}""");
    }

    private static ObjectNode described() {
        return Json.parseObject("""
                {"Id": "j-REHEARSAL", "ClusterArn": "arn", "Name": "rehearsal", "ServiceRole": "service",
                 "Status": {"State": "WAITING", "StateChangeReason": {"Code": "USER_REQUEST", "Message": "m"},
                   "Timeline": {"CreationDateTime": 1767225600.123}},
                 "Ec2InstanceAttributes": {"IamInstanceProfile": "instance"}, "KerberosAttributes": {"Realm": "EXAMPLE"},
                 "Tags": [{"Key": "%s", "Value": "%s"}]}""".formatted(Tag.EXECUTION_KEY, EXECUTION));
    }

    private static ObjectNode profile() {
        return Json.parseObject("""
                {"ProfileName": "rehearsal", "Namespace": "default", "Vpc": "vpc-1", "MutableInstanceRole": true,
                 "SecurityGroups": {"MasterGroup": "sg-1", "WorkersGroup": "sg-2", "ServiceGroup": "sg-3"},
                 "Roles": {"ServiceRole": "arn:aws:iam::123456789012:role/service", "InstanceProfile": null,
                   "InstanceRole": "arn:aws:iam::123456789012:role/instance",
                   "AutoScalingRole": "arn:aws:iam::123456789012:role/scaling"},
                 "LogsBucket": "logs", "LogsPath": "path/", "SecurityConfiguration": "secure",
                 "S3EncryptionConfiguration": {"EncryptionMode": "SSE-S3"}}""");
    }

    private static ObjectNode configuration() {
        ObjectNode configuration = Json.parseObject("""
                {"ConfigurationName": "rehearsal", "Namespace": "default",
                 "OverrideInterfaces": {"default": {"Count": {"JsonPath": "Instances.InstanceGroups.0.InstanceCount",
                   "Default": 1, "Minimum": 1}}},
                 "ConfigurationArtifacts": [{"Bucket": "code", "Path": "*"}]}""");
        configuration.set(
                "ClusterConfiguration", request().put("EbsRootVolumeSize", 20).put("Weight", 0.5));
        return configuration;
    }

    private static Map<String, String> definition(DefinitionType<?> type, ObjectNode document) {
        return DefinitionParts.split(type, NAME, document);
    }

    private void parameters(Map<String, String> profile, Map<String, String> configuration) {
        ObjectNode answer = Json.object();
        for (Map<String, String> definition : List.of(profile, configuration)) {
            definition.forEach((name, value) ->
                    answer.withArray("Parameters").addObject().put("Name", name).put("Value", value));
        }
        aws.answer("GetParameters", answer);
    }
}
