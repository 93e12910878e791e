package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks with {@code Credentials}, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html">Accessing resources in
 * other AWS accounts</a>. LocalStack recorded against AWS what happens when the role cannot be assumed,
 * test_assign_reference_variables.
 */
class TaskCredentialsTest {
    private static final String ROLES = """
            {"Resources": {
              "Machine": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "caller",
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                  "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}},
                "Policies": [{"PolicyName": "assume", "PolicyDocument": {"Version": "2012-10-17", "Statement": {
                  "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "@ASSUMABLE@"}}}]}},
              "Another": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "another",
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                  "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}}}},
              "Reader": {"Type": "AWS::IAM::Role", "DependsOn": ["Machine", "Another"], "Properties": {"RoleName": "reader",
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                  "Principal": {"AWS": "arn:aws:iam::123456789012:@TRUSTED@"}, "Action": "sts:AssumeRole",
                  "Condition": {"StringEquals": {
                    "sts:ExternalId": "arn:aws:states:us-east-1:123456789012:stateMachine:machine-1"}}}},
                "Policies": [{"PolicyName": "read", "PolicyDocument": {"Version": "2012-10-17", "Statement": {
                  "Effect": "Allow", "Action": "ssm:GetParameter", "Resource": "*"}}}]}}}}
            """;
    private static final String READER = "arn:aws:iam::123456789012:role/reader";
    private static final String REFUSED =
            "The role arn:aws:iam::123456789012:role/caller is not authorized to assume the task state's role, "
                    + READER + ".";

    @TempDir
    Path directory;

    private final LocalAws aws = LocalAws.start();
    private final Machines machines = new Machines(aws);

    @AfterEach
    void close() {
        aws.close();
    }

    private LocalExecution read(String assumable, String trusted) throws InterruptedException {
        aws.deploy(new Assembly(directory)
                .stack("Roles", ROLES.replace("@ASSUMABLE@", assumable).replace("@TRUSTED@", trusted))
                .write());
        try (var ssm = SdkClients.ssm(aws)) {
            ssm.putParameter(request -> request.name("/one").value("v").type("String"));
        }
        String machine = machines.createAs("caller", """
                {"StartAt": "Read", "States": {"Read": {"Type": "Task", "End": true,
                  "Resource": "arn:aws:states:::aws-sdk:ssm:getParameter", "Parameters": {"Name": "/one"},
                  "Credentials": {"RoleArn": "%s"}}}}""".formatted(READER));
        return aws.awaitExecution(aws.startExecution(machine, "{}"));
    }

    @Test
    void taskCallsServiceWithCredentialsRole() throws Exception {
        LocalExecution execution = read(READER, "role/caller");

        assertThat(execution.succeeded()).as(execution.cause()).isTrue();
        assertThat(aws.authorizations())
                .extracting(authorization -> authorization.roleName() + " " + authorization.action())
                .containsExactly("caller sts:AssumeRole", "reader ssm:GetParameter");
        assertThat(scheduled(execution).at("/taskCredentials/roleArn").asText()).isEqualTo(READER);
    }

    private static JsonNode scheduled(LocalExecution execution) {
        return execution.history().stream()
                .filter(event -> event.path("type").asText().equals("TaskScheduled"))
                .findFirst()
                .orElseThrow()
                .path("taskScheduledEventDetails");
    }

    /** "Policy evaluation logic" in the IAM guide: when a trust policy names the account, the policies of the role decide. */
    @Test
    void taskFailsIfMachineRoleIsNotAllowedToAssumeTaskRole() throws Exception {
        LocalExecution execution = read("arn:aws:iam::123456789012:role/another", "root");

        assertThat(execution.error()).isEqualTo("States.TaskFailed");
        assertThat(execution.cause()).isEqualTo(REFUSED);
    }

    @Test
    void taskFailsIfTaskRoleDoesNotTrustMachineRole() throws Exception {
        LocalExecution execution = read(READER, "role/another");

        assertThat(execution.error()).isEqualTo("States.TaskFailed");
        assertThat(execution.cause()).isEqualTo(REFUSED);
    }
}
