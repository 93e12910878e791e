package io.github.emrlaunch.examples.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * A few cheap calls that verify a row of the page about AWS behaviour.
 *
 * @param row the beginning of the row in {@code docs/aws-behaviour.md}
 * @param calls a readable description of the calls
 * @param check makes the calls
 */
record Probe(String row, String calls, Check check) {
    /** The verdict of a probe. */
    enum Verdict {
        /** AWS behaves as in the row. */
        AGREES,
        /** AWS behaves differently. */
        DIFFERS,
        /** The calls could not verify the row. */
        UNDECIDED
    }

    /**
     * The result of a probe.
     *
     * @param seen the response of AWS
     */
    record Outcome(Verdict verdict, String seen) {
        static Outcome of(boolean agrees, String seen) {
            return new Outcome(agrees ? Verdict.AGREES : Verdict.DIFFERS, seen);
        }

        static Outcome undecided(String why) {
            return new Outcome(Verdict.UNDECIDED, why);
        }
    }

    /** Calls AWS. */
    interface Check {
        /** Returns the result of the calls. */
        Outcome of(Deployed deployed) throws InterruptedException;
    }

    /**
     * The account in which the example is deployed, and its executions.
     *
     * @param arnPrefix the prefix of the ARNs of state machines, up to their names
     * @param runs the records by the ARN of the execution
     */
    record Deployed(
            AwsApi aws,
            String account,
            String region,
            Synthesized example,
            String arnPrefix,
            Map<String, Recording> runs) {
        Deployed {
            runs = new TreeMap<>(runs);
        }

        private AwsApi.Answer states(String operation, ObjectNode input) throws InterruptedException {
            return aws.json("states", "AWSStepFunctions." + operation, input);
        }
    }

    private static final String FUNCTIONS = "/2015-03-31/functions";
    private static final int LOOKS = 60;

    /** All probes. */
    static final List<Probe> ALL = List.of(
            createCluster(
                    "`createCluster` refuses top-level members that Step Functions does not know",
                    "OSReleaseLabel",
                    task -> task.put("OSReleaseLabel", "2023.9.20251117.1"),
                    false),
            createCluster(
                    "`createCluster` refuses `ManagedScalingPolicy.ScalingStrategy`",
                    "ScalingStrategy",
                    task -> task.putObject("ManagedScalingPolicy").put("ScalingStrategy", "ADVANCED"),
                    false),
            createCluster(
                    "`createCluster` refuses other nested members",
                    "ResizeSpecifications",
                    task -> ((ObjectNode) task.path("Instances"))
                            .putArray("InstanceFleets")
                            .addObject()
                            .put("InstanceFleetType", "CORE")
                            .putObject("ResizeSpecifications"),
                    false),
            createCluster(
                    "`createCluster` accepts the nested members that the CDK's own `EmrCreateCluster` sends",
                    "ComputeLimits",
                    task -> task.putObject("ManagedScalingPolicy")
                            .putObject("ComputeLimits")
                            .put("UnitType", "Instances")
                            .put("MinimumCapacityUnits", 1)
                            .put("MaximumCapacityUnits", 2),
                    true),
            new Probe(
                    "An empty definition is diagnosed as `SCHEMA_VALIDATION_FAILED`",
                    "ValidateStateMachineDefinition of an empty string",
                    deployed -> {
                        AwsApi.Answer answer = deployed.states(
                                "ValidateStateMachineDefinition", Json.object().put("definition", ""));
                        return Outcome.of(answer.body().contains("SCHEMA_VALIDATION_FAILED"), answer.body());
                    }),
            new Probe(
                    "What is no ARN of the kind that is asked for is `InvalidArn`",
                    "DescribeStateMachine of a bucket",
                    deployed -> error(
                            deployed.states(
                                    "DescribeStateMachine",
                                    Json.object().put("stateMachineArn", "arn:aws:s3:::bucket")),
                            400,
                            "InvalidArn")),
            new Probe(
                    "UpdateStateMachine with none of its members is `MissingRequiredParameter`",
                    "UpdateStateMachine of a state machine of the example, without a change",
                    deployed -> deployed.example().stateMachines().isEmpty()
                            ? Outcome.undecided("the example has no state machine")
                            : error(
                                    deployed.states(
                                            "UpdateStateMachine",
                                            Json.object().put("stateMachineArn", machine(deployed))),
                                    400,
                                    "MissingRequiredParameter")),
            new Probe(
                    "`redriveStatusReason` is the message of `ExecutionNotRedrivable`",
                    "RedriveExecution of an execution that succeeded, which is always refused",
                    Probe::redrive),
            new Probe(
                    "A task's whole answer is in the execution's history",
                    "none: the histories that were recorded",
                    Probe::wholeAnswer),
            new Probe(
                    "An error in a branch of a Parallel state, of an evaluation too, is caught by the Parallel state",
                    "an execution of a separate state machine, which is deleted immediately",
                    deployed -> ofMachine(
                            deployed,
                            """
                            {"StartAt": "Wrong", "QueryLanguage": "JSONata", "States": {
                              "Wrong": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "Item", "States": {"Item": {
                                "Type": "Pass", "End": true, "Output": "{% $number('none') %}"}}}],
                                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]},
                              "Caught": {"Type": "Pass", "End": true}}}""",
                            run -> Outcome.of(run.status().equals("SUCCEEDED"), run.status() + " " + run.error()))),
            new Probe(
                    "A role of `Credentials` that cannot be assumed fails the task as `States.TaskFailed`",
                    "an execution of a separate state machine, which is deleted immediately",
                    deployed -> ofMachine(
                            deployed,
                            """
                            {"StartAt": "Other", "States": {"Other": {
                              "Type": "Task", "End": true, "Resource": "arn:%s:states:::aws-sdk:ssm:getParameter",
                              "Parameters": {"Name": "/emr-launch-acceptance/none"},
                              "Credentials": {"RoleArn": "arn:%s:iam::%s:role/emr-launch-acceptance-none"}}}}""".formatted(partition(deployed), partition(deployed), deployed.account()),
                            run -> Outcome.of(
                                    run.error().equals("States.TaskFailed"), run.status() + " " + run.error()))),
            new Probe(
                    "An unresolved variable keeps a statement from allowing (a Deny with it still denies what else fits)",
                    "iam:SimulateCustomPolicy, twice",
                    Probe::unresolvedVariable),
            new Probe(
                    "Patterns as actions and `NotPrincipal` are refused in a trust policy",
                    "iam:CreateRole, twice; a created role is deleted immediately",
                    Probe::trustPolicies),
            new Probe(
                    "Unknown key or wrong token: UnrecognizedClientException (JSON 400, REST 403), InvalidClientTokenId (Query 403)",
                    "ssm:GetParameter, ListFunctions and GetCallerIdentity with an unknown key",
                    Probe::unknownKey),
            new Probe(
                    "SQS answers with the codes of its Query protocol by its JSON protocol, too",
                    "GetQueueAttributes with an unknown key",
                    deployed -> error(
                            stranger(deployed)
                                    .json(
                                            "sqs",
                                            "AmazonSQS.GetQueueAttributes",
                                            Json.object()
                                                    .put(
                                                            "QueueUrl",
                                                            "https://sqs.%s.amazonaws.com/%s/none"
                                                                    .formatted(deployed.region(), deployed.account()))),
                            403,
                            "InvalidClientTokenId")),
            new Probe(
                    "A request that is signed for another region is answered with status 400 by JSON services",
                    "ssm:GetParameter, signed for another region",
                    deployed -> error(
                            deployed.aws()
                                    .json(
                                            "ssm",
                                            "AmazonSSM.GetParameter",
                                            Json.object().put("Name", "/emr-launch-acceptance/none"),
                                            deployed.region().equals("us-east-1") ? "us-west-2" : "us-east-1"),
                            400,
                            "InvalidSignatureException")),
            new Probe(
                    "EMR refuses members of a request that it does not know",
                    "ListClusters with an unknown member",
                    deployed -> {
                        AwsApi.Answer answer = deployed.aws()
                                .json(
                                        "elasticmapreduce",
                                        "ElasticMapReduce.ListClusters",
                                        Json.object().put("EmrLaunchAcceptance", true));
                        return Outcome.of(!answer.ok(), answer.told());
                    }),
            new Probe(
                    "ListClusters can be bound to no tag",
                    "an invocation of the clean-up function for an execution that does not exist",
                    Probe::cleanUpOfNothing));

    private static Outcome error(AwsApi.Answer answer, int status, String code) {
        return Outcome.of(answer.status() == status && answer.error().equals(code), answer.told());
    }

    private static String machine(Deployed deployed) {
        return deployed.arnPrefix() + deployed.example().stateMachines().get(0);
    }

    private static String partition(Deployed deployed) {
        return deployed.arnPrefix().split(":", -1)[1];
    }

    private static AwsApi stranger(Deployed deployed) {
        return deployed.aws()
                .with(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAEMRLAUNCHNOBODY0", "nobody")));
    }

    private interface Change {
        void to(ObjectNode parameters);
    }

    private static Probe createCluster(String row, String member, Change change, boolean accepted) {
        return new Probe(row, "ValidateStateMachineDefinition of a createCluster task with " + member, deployed -> {
            ObjectNode definition = Json.object().put("StartAt", "Create");
            ObjectNode task = definition.putObject("States").putObject("Create");
            task.put("Type", "Task").put("End", true);
            task.put("Resource", "arn:" + partition(deployed) + ":states:::elasticmapreduce:createCluster");
            ObjectNode parameters = task.putObject("Parameters").put("Name", "none");
            parameters.putObject("Instances").put("KeepJobFlowAliveWhenNoSteps", true);
            change.to(parameters);
            AwsApi.Answer answer = deployed.states(
                    "ValidateStateMachineDefinition",
                    Json.object().put("definition", Json.write(definition)).put("type", "STANDARD"));
            boolean ok = answer.ok() && answer.json().path("result").asText().equals("OK");
            return ok || answer.body().contains(member)
                    ? Outcome.of(ok == accepted, answer.body())
                    : Outcome.undecided(answer.body());
        });
    }

    private static Outcome redrive(Deployed deployed) throws InterruptedException {
        for (Map.Entry<String, Recording> run : deployed.runs().entrySet()) {
            if (run.getValue().status().equals("SUCCEEDED")) {
                ObjectNode execution = Json.object().put("executionArn", run.getKey());
                String reason = deployed.states("DescribeExecution", execution)
                        .json()
                        .path("redriveStatusReason")
                        .asText();
                AwsApi.Answer refused = deployed.states("RedriveExecution", execution);
                return Outcome.of(
                        refused.error().equals("ExecutionNotRedrivable")
                                && refused.json().path("message").asText().equals(reason),
                        "reason: " + reason + "; " + refused.told());
            }
        }
        return Outcome.undecided("no execution succeeded");
    }

    private static Outcome wholeAnswer(Deployed deployed) {
        for (Recording run : deployed.runs().values()) {
            for (JsonNode event : run.history().path("events")) {
                JsonNode details = event.path("taskSucceededEventDetails");
                if (details.path("resourceType").asText().equals("lambda")) {
                    boolean whole = details.path("output").asText().contains("\"ExecutedVersion\"");
                    return Outcome.of(whole, "TaskSucceeded " + (whole ? "with" : "without") + " ExecutedVersion");
                }
            }
        }
        return Outcome.undecided("no function answered");
    }

    /** Runs a separate state machine with the role of a state machine of the example. */
    private static Outcome ofMachine(Deployed deployed, String definition, Function<Recording, Outcome> look)
            throws InterruptedException {
        if (deployed.example().stateMachines().isEmpty()) {
            return Outcome.undecided("the example has no state machine with a role for the probe");
        }
        JsonNode role = deployed.states("DescribeStateMachine", Json.object().put("stateMachineArn", machine(deployed)))
                .json()
                .path("roleArn");
        ObjectNode creation = Json.object()
                .put("name", "emr-launch-acceptance-" + UUID.randomUUID())
                .put("definition", definition);
        creation.set("roleArn", role);
        AwsApi.Answer created = deployed.states("CreateStateMachine", creation);
        if (!created.ok()) {
            return Outcome.undecided("CreateStateMachine: " + created.told());
        }
        ObjectNode machine = Json.object()
                .put("stateMachineArn", created.json().path("stateMachineArn").asText());
        try {
            String execution = deployed.aws()
                    .required("states", "AWSStepFunctions.StartExecution", machine)
                    .path("executionArn")
                    .asText();
            for (int i = 0; i < LOOKS; i++) {
                Recording run = Recording.of(deployed.aws(), execution);
                if (!run.status().equals("RUNNING")) {
                    return look.apply(run);
                }
                Thread.sleep(1000);
            }
            return Outcome.undecided("the execution does not end");
        } finally {
            deployed.states("DeleteStateMachine", machine);
        }
    }

    private static Outcome unresolvedVariable(Deployed deployed) throws InterruptedException {
        AwsApi.Answer allow = simulated(deployed, """
                {"Version": "2012-10-17", "Statement": [{
                  "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b/${aws:PrincipalTag/none}", "arn:aws:s3:::b/c"]}]}""");
        AwsApi.Answer deny = simulated(deployed, """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
                  {"Effect": "Deny", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b/${aws:PrincipalTag/none}", "arn:aws:s3:::b/c"]}]}""");
        String seen = "Allow: %s; Deny: %s".formatted(decision(allow), decision(deny));
        return allow.ok() && deny.ok()
                ? Outcome.of(seen.equals("Allow: implicitDeny; Deny: explicitDeny"), seen)
                : Outcome.undecided(seen);
    }

    private static AwsApi.Answer simulated(Deployed deployed, String policy) throws InterruptedException {
        return iam(
                deployed,
                "SimulateCustomPolicy",
                Map.of(
                        "PolicyInputList.member.1", policy,
                        "ActionNames.member.1", "s3:GetObject",
                        "ResourceArns.member.1", "arn:aws:s3:::b/c"));
    }

    private static String decision(AwsApi.Answer answer) {
        return answer.ok()
                ? answer.body().replaceAll("(?s).*<EvalDecision>(\\w+)</EvalDecision>.*", "$1")
                : answer.told();
    }

    private static AwsApi.Answer iam(Deployed deployed, String action, Map<String, String> input)
            throws InterruptedException {
        return deployed.aws().query("iam", "2010-05-08", action, input);
    }

    private static Outcome trustPolicies(Deployed deployed) throws InterruptedException {
        String pattern = created(
                deployed, "\"Principal\": {\"Service\": \"states.amazonaws.com\"}, \"Action\": \"sts:Assume*\"");
        String principal = created(
                deployed,
                "\"NotPrincipal\": {\"AWS\": \"%s\"}, \"Action\": \"sts:AssumeRole\"".formatted(deployed.account()));
        String seen = "pattern: %s; NotPrincipal: %s".formatted(pattern, principal);
        boolean known = List.of(pattern, principal).stream()
                .allMatch(code -> code.equals("created") || code.equals("MalformedPolicyDocument"));
        return known
                ? Outcome.of(pattern.equals("MalformedPolicyDocument") && principal.equals(pattern), seen)
                : Outcome.undecided(seen);
    }

    private static String created(Deployed deployed, String statement) throws InterruptedException {
        Map<String, String> role = Map.of("RoleName", "emr-launch-acceptance-" + UUID.randomUUID());
        Map<String, String> input = new TreeMap<>(role);
        input.put(
                "AssumeRolePolicyDocument",
                "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", " + statement + "}]}");
        AwsApi.Answer answer = iam(deployed, "CreateRole", input);
        if (!answer.ok()) {
            return answer.error();
        }
        iam(deployed, "DeleteRole", role);
        return "created";
    }

    private static Outcome unknownKey(Deployed deployed) throws InterruptedException {
        AwsApi nobody = stranger(deployed);
        String seen = String.join(
                "; ",
                code(nobody.json("ssm", "AmazonSSM.GetParameter", Json.object().put("Name", "/none"))),
                code(nobody.rest("lambda", SdkHttpMethod.GET, FUNCTIONS, null)),
                code(nobody.query("sts", "2011-06-15", "GetCallerIdentity", Map.of())));
        return Outcome.of(
                seen.equals(
                        "400 UnrecognizedClientException; 403 UnrecognizedClientException; 403 InvalidClientTokenId"),
                seen);
    }

    private static String code(AwsApi.Answer answer) {
        return answer.status() + " " + answer.error();
    }

    private static Outcome cleanUpOfNothing(Deployed deployed) throws InterruptedException {
        String marker = "";
        do {
            JsonNode page = deployed.aws()
                    .rest(
                            "lambda",
                            SdkHttpMethod.GET,
                            FUNCTIONS + (marker.isEmpty() ? "" : "?Marker=" + encoded(marker)),
                            null)
                    .json();
            for (JsonNode function : page.path("Functions")) {
                String name = function.path("FunctionName").asText();
                if (function.path("Handler").asText().contains("CleanUpHandler")
                        && deployed.example().stacks().stream().anyMatch(name::startsWith)) {
                    return cleanUpOfNothing(deployed, name);
                }
            }
            marker = page.path("NextMarker").asText();
        } while (!marker.isEmpty());
        return Outcome.undecided("the example has no clean-up function");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Outcome cleanUpOfNothing(Deployed deployed, String function) throws InterruptedException {
        AwsApi.Answer answer = deployed.aws()
                .rest(
                        "lambda",
                        SdkHttpMethod.POST,
                        FUNCTIONS + "/" + function + "/invocations",
                        Json.write(failureOfNothing(deployed)));
        return Outcome.of(answer.ok() && !answer.body().contains("errorMessage"), answer.body());
    }

    private static ObjectNode failureOfNothing(Deployed deployed) {
        long now = System.currentTimeMillis();
        String machine = machine(deployed);
        ObjectNode event = Json.object()
                .put("source", "aws.states")
                .put("detail-type", "Step Functions Execution Status Change")
                .put("account", deployed.account())
                .put("region", deployed.region());
        event.putObject("detail")
                .put("executionArn", machine.replace(":stateMachine:", ":execution:") + ":emr-launch-acceptance-none")
                .put("stateMachineArn", machine)
                .put("name", "emr-launch-acceptance-none")
                .put("status", "FAILED")
                .put("startDate", now)
                .put("stopDate", now);
        return event;
    }
}
