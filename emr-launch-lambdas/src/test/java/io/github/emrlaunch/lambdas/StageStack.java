package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A minimal cloud assembly for a handler: its definitions, a version of its function and a state machine of one state,
 * which sends the execution's input with the execution's ARN.
 */
final class StageStack {
    private StageStack() {}

    /**
     * Writes the assembly.
     *
     * @param snapStart whether the version starts from a snapshot
     */
    static Path write(Path directory, Path jar, String handler, boolean snapStart, List<Definition> definitions) {
        ObjectNode template = Json.parseObject("""
                {"Resources": {
                  "Role": {"Type": "AWS::IAM::Role", "Properties": {
                    "AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                      "Principal": {"Service": ["lambda.amazonaws.com", "states.amazonaws.com"]}}]},
                    "Policies": [{"PolicyName": "All", "PolicyDocument": {"Statement": [
                      {"Effect": "Allow", "Action": "*", "Resource": "*"}]}}]}},
                  "Function": {"Type": "AWS::Lambda::Function", "Properties": {
                    "Code": {"S3Bucket": "assets", "S3Key": "lambda.jar"}, "Runtime": "java17", "MemorySize": 1024,
                    "Timeout": 60, "Role": {"Fn::GetAtt": ["Role", "Arn"]}, "Handler": "%s",
                    "Environment": {"Variables": {"DEFINITION_TYPE": "emr_profiles", "EMR_LAUNCH_STATE_MACHINE": "machine"}},
                    "SnapStart": {"ApplyOn": "%s"}}},
                  "Version": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Function"}}},
                  "StateMachine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
                    "StateMachineName": "machine",
                    "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
                    "DefinitionSubstitutions": {"Function": {"Ref": "Version"}}}}
                }}""".formatted(handler, snapStart ? "PublishedVersions" : "None"));
        ObjectNode resources = (ObjectNode) template.path("Resources");
        for (Definition definition : definitions) {
            resources
                    .putObject("Definition" + resources.size())
                    .put("Type", "AWS::SSM::Parameter")
                    .putObject("Properties")
                    .put("Name", definition.type().path(definition.definitionName()))
                    .put("Type", "String")
                    .put("Tier", "Intelligent-Tiering")
                    .put("Value", definition.toJsonText());
        }
        ((ObjectNode) resources.at("/StateMachine/Properties")).put("DefinitionString", """
                {"QueryLanguage": "JSONata", "StartAt": "Stage", "States": {"Stage": {
                  "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                  "Arguments": {"FunctionName": "${Function}",
                    "Payload": "{% $merge([$states.input, {'Execution': $states.context.Execution.Id}]) %}"},
                  "Output": "{% $states.result.Payload %}", "End": true}}}""");
        try {
            Files.writeString(directory.resolve("Stack.template.json"), Json.write(template));
            Files.writeString(directory.resolve("assets.json"), """
                    {"files": {"lambda": {"source": {"path": "%s", "packaging": "file"},
                      "destinations": {"here": {"bucketName": "assets", "objectKey": "lambda.jar"}}}}}""".formatted(jar.toAbsolutePath()));
            Files.writeString(directory.resolve("manifest.json"), """
                    {"artifacts": {
                      "Stack": {"type": "aws:cloudformation:stack",
                        "environment": "aws://unknown-account/unknown-region",
                        "properties": {"templateFile": "Stack.template.json"}, "dependencies": ["Stack.assets"]},
                      "Stack.assets": {"type": "cdk:asset-manifest", "properties": {"file": "assets.json"}}}}""");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }
}
