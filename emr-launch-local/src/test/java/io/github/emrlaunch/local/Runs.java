package io.github.emrlaunch.local;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sfn.SfnClient;

/** State machines and executions with content for their pages. */
final class Runs {
    /** A state machine that launches a cluster, runs steps and publishes a message. */
    static final String PIPELINE = """
        {"Comment": "A pipeline", "StartAt": "Launch", "States": {
          "Launch": {"Type": "Task", "Resource": "arn:aws:states:::elasticmapreduce:createCluster.sync", "Parameters": {
            "Name.$": "$.Name", "ReleaseLabel": "emr-7.1.0", "ServiceRole": "service", "JobFlowRole": "profile",
            "Tags": [{"Key": "note", "Value.$": "$.Name"}],
            "Instances": {"KeepJobFlowAliveWhenNoSteps": true, "InstanceGroups": [
              {"InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1}]}},
            "ResultPath": "$.Cluster", "Next": "Phases"},
          "Phases": {"Type": "Parallel", "ResultPath": "$.Phases", "Next": "Tell", "Branches": [
            {"StartAt": "Ingest", "States": {"Ingest": %1$s}},
            {"StartAt": "Look", "States": {
              "Look": {"Type": "Wait", "Seconds": 20, "Next": "Report"},
              "Report": %2$s}}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.Failure", "Next": "Tell"}]},
          "Tell": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters": {
            "TopicArn": "arn:aws:sns:us-east-1:123456789012:news", "Subject": "The pipeline has ended",
            "Message.$": "States.JsonToString($)"}, "ResultPath": null, "Next": "Worked?"},
          "Worked?": {"Type": "Choice", "Choices": [{"Variable": "$.Failure", "IsPresent": true, "Next": "Failed"}],
            "Default": "Done"},
          "Done": {"Type": "Succeed"},
          "Failed": {"Type": "Fail", "Error": "PipelineFailed", "CausePath": "States.JsonToString($.Failure)"}}}
        """.formatted(step("Ingest"), step("Report"));

    static final String POLICY = """
        {"Version": "2012-10-17", "Statement": [
          {"Sid": "Clusters", "Effect": "Allow", "Action": "elasticmapreduce:*", "Resource": "*"},
          {"Sid": "Roles", "Effect": "Allow", "Action": "iam:*", "Resource": "*"},
          {"Sid": "News", "Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:*:*:news"},
          {"Sid": "Executions", "Effect": "Allow", "Action": "states:*", "Resource": "*"},
          {"Sid": "Functions", "Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"},
          {"Sid": "Rules", "Effect": "Allow", "Action": "events:*", "Resource": "*"},
          {"Sid": "Secrets", "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"},
          {"Sid": "Parameters", "Effect": "Allow", "Action": "ssm:GetParameter", "Resource": "arn:aws:ssm:*:*:parameter/open"},
          {"Sid": "NeverUsed", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}]}
        """;

    private final LocalAws aws;
    private int count;

    Runs(LocalAws aws, Assembly assembly) {
        this.aws = aws;
        aws.existing().role("service").role("job").role("pipeline", POLICY).instanceProfile("profile", "instances");
        aws.deploy(assembly.stack(
                        "News",
                        "{\"Resources\": {\"News\": {\"Type\": \"AWS::SNS::Topic\","
                                + " \"Properties\": {\"TopicName\": \"news\"}}}}")
                .write());
    }

    private static String step(String name) {
        return """
            {"Type": "Task", "Resource": "arn:aws:states:::elasticmapreduce:addStep.sync", "Parameters": {
              "ClusterId.$": "$.Cluster.ClusterId", "Step": {"Name": "%s", "ActionOnFailure": "CONTINUE", "HadoopJarStep": {
                "Jar": "command-runner.jar", "Args.$": "States.Array('spark-submit', 's3://code/%s.py', $.Note)"}}},
              "ResultPath": null, "End": true}""".formatted(name, name.toLowerCase(java.util.Locale.ROOT));
    }

    String machine(String definition) {
        count++;
        try (SfnClient sfn = SdkClients.sfn(aws)) {
            return sfn.createStateMachine(request -> request.name("sales-report-" + count)
                            .roleArn("arn:aws:iam::123456789012:role/pipeline")
                            .definition(definition))
                    .stateMachineArn();
        }
    }

    /** Runs a state machine to its end and returns its page. */
    String page(String definition, String input) throws InterruptedException {
        return page(run(definition, input));
    }

    String page(LocalExecution execution) {
        return aws.runPage(execution.arn());
    }

    LocalExecution run(String definition, String input) throws InterruptedException {
        return aws.awaitExecution(aws.startExecution(machine(definition), input));
    }

    /** Returns a state machine with many states. The execution visits a third of them. */
    static String large(int states) {
        int groups = states / 6;
        return IntStream.range(0, groups)
                .mapToObj(i -> """
                    "Check input %1$d": {"Type": "Choice", "Choices": [
                      {"Variable": "$.mode", "StringEquals": "special %1$d", "Next": "Special treatment of input %1$d"}],
                      "Default": "Prepare %1$d"},
                    "Prepare %1$d": {"Type": "Pass", "Next": "Wait for a while %1$d"},
                    "Wait for a while %1$d": {"Type": "Wait", "Seconds": %3$d, "Next": "Hand over %1$d"},
                    "Special treatment of input %1$d": {"Type": "Pass", "Next": "Repair %1$d"},
                    "Repair %1$d": {"Type": "Pass", "Next": "Hand over %1$d"},
                    "Hand over %1$d": {"Type": "Pass", %2$s}""".formatted(
                        i, i + 1 < groups ? "\"Next\": \"Check input " + (i + 1) + "\"" : "\"End\": true", 30 + 20 * i))
                .collect(Collectors.joining(",\n", "{\"StartAt\": \"Check input 0\", \"States\": {", "}}"));
    }
}
