package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

/** HTTP requests with the keys of a role session. */
class AuthorizationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REGIONAL = ":us-east-1:123456789012:";
    private static final String GROUPS =
            "'Instances': {'InstanceGroups': [{'InstanceRole': 'MASTER', 'InstanceType': 'm5.xlarge', 'InstanceCount': 1}]}";
    private static final String RUN =
            "{'Name': 'n', 'ReleaseLabel': 'emr-7.1.0', 'ServiceRole': 'service', 'JobFlowRole':"
                    + " 'profile', 'AutoScalingRole': 'scaling', 'Tags': [{'Key': 'team', 'Value': 'etl'}], " + GROUPS
                    + "}";
    private static final String PASS = "{'Effect': 'Allow', 'Action': 'iam:PassRole', 'Resource':"
            + " 'arn:aws:iam::123456789012:role/%s', 'Condition': {'StringEquals': {'iam:PassedToService': '%s.amazonaws.com'}}}";
    private static final String CREATE =
            "{'Effect': 'Allow', 'Action': ['elasticmapreduce:RunJobFlow', 'elasticmapreduce:AddTags'], 'Resource': '*'}";
    private static final String PASS_SERVICE_ROLE = PASS.formatted("service", "elasticmapreduce");
    private static final String PASS_INSTANCE_ROLE = PASS.formatted("instances", "ec2");
    private static final String PASS_SCALING_ROLE = PASS.formatted("scaling", "application-autoscaling");

    private final LocalAws aws = LocalAws.start();

    @BeforeEach
    void declareAccount() {
        aws.existing().role("service").role("scaling").instanceProfile("profile", "instances");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    /** Each call is denied without a statement. With the statement it is allowed, and a later error is not about permissions. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        AmazonSSM.GetParameter           | {'Name': '/teams/etl'}                    | ssm:GetParameter        | parameter/teams/etl
        AmazonSSM.GetParameter           | {'Name': 'plain'}                         | ssm:GetParameter        | parameter/plain
        AmazonSSM.GetParameters          | {'Names': ['/teams/etl']}                 | ssm:GetParameters       | parameter/teams/etl
        AmazonSSM.GetParametersByPath    | {'Path': '/teams', 'Recursive': true}     | ssm:GetParametersByPath | parameter/teams
        AmazonSSM.PutParameter           | {'Name': '/new', 'Value': 'v', 'Type': 'String'} | ssm:PutParameter | parameter/new
        AmazonSSM.DeleteParameter        | {'Name': '/teams/etl'}                    | ssm:DeleteParameter     | parameter/teams/etl
        ElasticMapReduce.DescribeCluster | {'ClusterId': 'j-1'}                      | elasticmapreduce:DescribeCluster | cluster/j-1
        ElasticMapReduce.TerminateJobFlows | {'JobFlowIds': ['j-1']}                 | elasticmapreduce:TerminateJobFlows | cluster/j-1
        ElasticMapReduce.SetTerminationProtection | {'JobFlowIds': ['j-1'], 'TerminationProtected': true} | elasticmapreduce:SetTerminationProtection | cluster/j-1
        ElasticMapReduce.AddTags         | {'ResourceId': 'j-1', 'Tags': []}         | elasticmapreduce:AddTags | cluster/j-1
        ElasticMapReduce.ListInstanceGroups | {'ClusterId': 'j-1'}                   | elasticmapreduce:ListInstanceGroups | cluster/j-1
        ElasticMapReduce.AddJobFlowSteps | {'JobFlowId': 'j-1', 'Steps': []}      | elasticmapreduce:AddJobFlowSteps | cluster/j-1
        ElasticMapReduce.DescribeStep    | {'ClusterId': 'j-1', 'StepId': 's-1'}  | elasticmapreduce:DescribeStep | cluster/j-1
        ElasticMapReduce.ListSteps       | {'ClusterId': 'j-1'}                   | elasticmapreduce:ListSteps | cluster/j-1
        ElasticMapReduce.CancelSteps     | {'ClusterId': 'j-1', 'StepIds': []}    | elasticmapreduce:CancelSteps | cluster/j-1
        ElasticMapReduce.ModifyCluster   | {'ClusterId': 'j-1'}                   | elasticmapreduce:ModifyCluster | cluster/j-1
        ElasticMapReduce.ModifyInstanceFleet | {'ClusterId': 'j-1'}               | elasticmapreduce:ModifyInstanceFleet | cluster/j-1
        ElasticMapReduce.PutAutoTerminationPolicy | {'ClusterId': 'j-1'}          | elasticmapreduce:PutAutoTerminationPolicy | cluster/j-1
        secretsmanager.DescribeSecret    | {'SecretId': 'arn:aws:secretsmanager:us-east-1:123456789012:secret:a'} | secretsmanager:DescribeSecret | secret:a
        secretsmanager.CreateSecret      | {'Name': 'a'}                          | secretsmanager:CreateSecret | secret:a-*
        AWSEvents.PutEvents              | {'Entries': []}                        | events:PutEvents | event-bus/default
        AWSStepFunctions.SendTaskSuccess | {'taskToken': 't', 'output': '{}'}     | states:SendTaskSuccess | *
        ElasticMapReduce.ListClusters    | {}                                        | elasticmapreduce:ListClusters | *
        AWSStepFunctions.StartExecution  | {'stateMachineArn': 'arn:aws:states:us-east-1:123456789012:stateMachine:m'} | states:StartExecution | stateMachine:m
        AWSStepFunctions.ListExecutions  | {'stateMachineArn': 'arn:aws:states:us-east-1:123456789012:stateMachine:m'} | states:ListExecutions | stateMachine:m
        AWSStepFunctions.DescribeStateMachine | {'stateMachineArn': 'arn:aws:states:us-east-1:123456789012:stateMachine:m'} | states:DescribeStateMachine | stateMachine:m
        AWSStepFunctions.DescribeExecution | {'executionArn': 'arn:aws:states:us-east-1:123456789012:execution:m:e'} | states:DescribeExecution | execution:m:e
        AWSStepFunctions.GetExecutionHistory | {'executionArn': 'arn:aws:states:us-east-1:123456789012:execution:m:e'} | states:GetExecutionHistory | execution:m:e
        AWSStepFunctions.StopExecution   | {'executionArn': 'arn:aws:states:us-east-1:123456789012:execution:m:e'} | states:StopExecution | execution:m:e
        AWSStepFunctions.ListStateMachines | {}                                      | states:ListStateMachines | stateMachine:*
        """)
    void operationNeedsPermissionForItsResource(String target, String input, String action, String resource)
            throws Exception {
        String arn = resource.equals("*") ? "*" : "arn:aws:" + action.split(":", 2)[0] + REGIONAL + resource;

        Wire.Answer denied = call("denied", List.of(), target, input);
        Wire.Answer allowed = call(
                "allowed",
                List.of("{'Effect': 'Allow', 'Action': '%s', 'Resource': '%s'}".formatted(action, arn)),
                target,
                input);

        assertThat(denied.status()).isEqualTo(400);
        assertThat(denied.errorType()).isEqualTo("AccessDeniedException");
        assertThat(denied.message())
                .isEqualTo("User: arn:aws:sts::123456789012:assumed-role/denied/session is not authorized to perform: "
                        + action + " on resource: " + arn + " because no identity-based policy allows the " + action
                        + " action");
        assertThat(allowed.errorType()).isNotEqualTo("AccessDeniedException");
        assertThat(aws.authorizations())
                .containsExactly(
                        new Authorization("denied", action, arn, false, null, null),
                        new Authorization("allowed", action, arn, true, "existing", "[0]"));
    }

    @Test
    void deniesParametersThatPolicyDoesNotName() throws Exception {
        String policy = "{'Effect': 'Allow', 'Action': 'ssm:GetParameter*', 'Resource':"
                + " 'arn:aws:ssm:us-east-1:123456789012:parameter/teams/etl'}";

        assertThat(call("reader", List.of(policy), "AmazonSSM.GetParameter", "{'Name': '/teams/etl'}")
                        .errorType())
                .isEqualTo("ParameterNotFound");
        assertThat(call("reader", List.of(policy), "AmazonSSM.GetParameter", "{'Name': '/teams/etl2'}")
                        .errorType())
                .isEqualTo("AccessDeniedException");
        assertThat(call("reader", List.of(policy), "AmazonSSM.GetParameters", "{'Names': ['/teams/etl', '/x']}")
                        .message())
                .contains("ssm:GetParameters on resource: arn:aws:ssm:us-east-1:123456789012:parameter/x");
        assertThat(call("reader", List.of(policy), "AmazonSSM.GetParametersByPath", "{'Path': '/'}")
                        .message())
                .contains("on resource: arn:aws:ssm:us-east-1:123456789012:parameter/ because");
    }

    @Test
    void recordsPermissionsUsedByRunJobFlow() throws Exception {
        Wire.Answer answer = call(
                "launcher",
                List.of(CREATE, PASS_SERVICE_ROLE, PASS_INSTANCE_ROLE, PASS_SCALING_ROLE),
                "ElasticMapReduce.RunJobFlow",
                RUN);

        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        assertThat(aws.authorizations())
                .extracting(Authorization::action, Authorization::resource, Authorization::statement)
                .startsWith(
                        tuple(
                                "elasticmapreduce:RunJobFlow",
                                "arn:aws:elasticmapreduce" + REGIONAL + "cluster/*",
                                "[0]"),
                        tuple("elasticmapreduce:AddTags", "arn:aws:elasticmapreduce" + REGIONAL + "cluster/*", "[0]"),
                        tuple("iam:PassRole", "arn:aws:iam::123456789012:role/service", "[1]"),
                        tuple("iam:PassRole", "arn:aws:iam::123456789012:role/instances", "[2]"),
                        tuple("iam:PassRole", "arn:aws:iam::123456789012:role/scaling", "[3]"));
    }

    @ParameterizedTest
    @CsvSource({
        "ServiceRole, foreign, foreign",
        "JobFlowRole, foreign-profile, foreign",
        "AutoScalingRole, foreign, foreign",
        "ServiceRole, arn:aws:iam::123456789012:role/foreign, foreign",
        "ServiceRole, instances, instances",
        "AutoScalingRole, service, service"
    })
    void deniesRunJobFlowWhenPassRoleIsNotAllowed(String member, String role, String passed) throws Exception {
        aws.existing().role("foreign").instanceProfile("foreign-profile", "foreign");
        ObjectNode request = (ObjectNode) json(RUN);
        request.put(member, role);

        Wire.Answer answer = call(
                "launcher",
                List.of(CREATE, PASS_SERVICE_ROLE, PASS_INSTANCE_ROLE, PASS_SCALING_ROLE),
                "ElasticMapReduce.RunJobFlow",
                request.toString());

        assertThat(answer.errorType()).isEqualTo("AccessDeniedException");
        assertThat(answer.message())
                .endsWith("iam:PassRole on resource: arn:aws:iam::123456789012:role/" + passed
                        + " because no identity-based policy allows the iam:PassRole action");
        assertThat(aws.clusters()).isEmpty();
    }

    @Test
    void requestTagsAndClusterTagsAreConditionKeys() throws Exception {
        String mine =
                "{'Effect': 'Allow', 'Action': 'elasticmapreduce:*', 'Resource': '*', 'Condition': {'StringEquals':"
                        + " {'%s/team': '%s'}}}";
        List<String> passes = List.of(PASS_SERVICE_ROLE, PASS_INSTANCE_ROLE, PASS_SCALING_ROLE);
        for (String key : List.of("aws:RequestTag", "elasticmapreduce:RequestTag")) {
            assertThat(call("own", with(passes, mine.formatted(key, "etl")), "ElasticMapReduce.RunJobFlow", RUN)
                            .status())
                    .isEqualTo(200);
            assertThat(call("other", with(passes, mine.formatted(key, "bi")), "ElasticMapReduce.RunJobFlow", RUN)
                            .errorType())
                    .isEqualTo("AccessDeniedException");
        }
        String describe = "{'ClusterId': '%s'}".formatted(aws.clusters().get(0).id());
        for (String key : List.of("aws:ResourceTag", "elasticmapreduce:ResourceTag")) {
            assertThat(call("own", List.of(mine.formatted(key, "etl")), "ElasticMapReduce.DescribeCluster", describe)
                            .status())
                    .isEqualTo(200);
            assertThat(call("other", List.of(mine.formatted(key, "bi")), "ElasticMapReduce.DescribeCluster", describe)
                            .errorType())
                    .isEqualTo("AccessDeniedException");
        }
    }

    @Test
    void messageAndRecordNameExplicitDeny() throws Exception {
        Wire.Answer answer = call(
                "reader",
                List.of(
                        "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}",
                        "{'Sid': 'NoClusters', 'Effect': 'Deny', 'Action': 'elasticmapreduce:*', 'Resource': '*'}"),
                "ElasticMapReduce.ListClusters",
                "{}");

        assertThat(answer.message())
                .endsWith(
                        "is not authorized to perform: elasticmapreduce:ListClusters on resource: * with an explicit deny"
                                + " in an identity-based policy");
        assertThat(aws.authorizations())
                .containsExactly(new Authorization(
                        "reader", "elasticmapreduce:ListClusters", "*", false, "existing", "NoClusters"));
    }

    @Test
    void administratorNeedsNoPermission() throws Exception {
        assertThat(Wire.call(aws, "ElasticMapReduce.ListClusters", "{}").status())
                .isEqualTo(200);
        assertThat(aws.authorizations()).isEmpty();
    }

    @Test
    void assumeRoleNeedsPermissionOfCaller() {
        String assume =
                "{'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Resource': 'arn:aws:iam::123456789012:role/target'}";
        aws.existing().role("target");
        try (StsClient allowed = sts("allowed", List.of(assume));
                StsClient denied = sts("denied", List.of())) {
            assertThatCode(() -> assume(allowed)).doesNotThrowAnyException();
            assertThatThrownBy(() -> assume(denied))
                    .isInstanceOfSatisfying(StsException.class, e -> {
                        assertThat(e.statusCode()).isEqualTo(403);
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                    })
                    .hasMessageContaining("is not authorized to perform: sts:AssumeRole on resource:"
                            + " arn:aws:iam::123456789012:role/target because no identity-based policy allows");
            assertThatThrownBy(
                            () -> allowed.assumeRole(request -> request.roleArn("arn:aws:iam::123456789012:role/target")
                                    .roleSessionName("session")
                                    .policy("{}")))
                    .hasMessageContaining("The local emulator does not support Policy of AssumeRole");
            assertThat(denied.getCallerIdentity().arn()).endsWith("assumed-role/denied/session");
        }
    }

    private static void assume(StsClient sts) {
        sts.assumeRole(request ->
                request.roleArn("arn:aws:iam::123456789012:role/target").roleSessionName("session"));
    }

    private static List<String> with(List<String> statements, String another) {
        return Stream.concat(statements.stream(), Stream.of(another)).toList();
    }

    private Wire.Answer call(String role, List<String> statements, String target, String input) throws Exception {
        return Wire.call(
                aws, keys(credentials(role, statements)), target, json(input).toString());
    }

    private static Wire.Keys keys(Credentials credentials) {
        return new Wire.Keys(credentials.accessKeyId(), credentials.sessionToken());
    }

    private StsClient sts(String role, List<String> statements) {
        Credentials keys = credentials(role, statements);
        return SdkClients.configured(StsClient.builder(), aws)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsSessionCredentials.create(keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken())))
                .build();
    }

    private Credentials credentials(String role, List<String> statements) {
        if (statements.isEmpty()) {
            aws.existing().role(role);
        } else {
            aws.existing()
                    .role(
                            role,
                            "{\"Statement\": [%s]}"
                                    .formatted(String.join(", ", statements).replace('\'', '"')));
        }
        try (StsClient sts = SdkClients.sts(aws)) {
            return sts.assumeRole(request -> request.roleArn("arn:aws:iam::123456789012:role/" + role)
                            .roleSessionName("session"))
                    .credentials();
        }
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
