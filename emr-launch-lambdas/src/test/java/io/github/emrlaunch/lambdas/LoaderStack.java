package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A cloud assembly of the least that runs the loader: its definitions, its function and a state machine that calls it. */
final class LoaderStack {
    private LoaderStack() {}

    static Path write(Path directory, Path jar, List<Definition> definitions, LoadClusterConfigurationRequest request) {
        ObjectNode template = Json.parseObject("""
                {"Resources": {
                  "Role": {"Type": "AWS::IAM::Role", "Properties": {
                    "AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                      "Principal": {"Service": ["lambda.amazonaws.com", "states.amazonaws.com"]}}]},
                    "Policies": [{"PolicyName": "All", "PolicyDocument": {"Statement": [
                      {"Effect": "Allow", "Action": "*", "Resource": "*"}]}}]}},
                  "Loader": {"Type": "AWS::Lambda::Function", "Properties": {
                    "Code": {"S3Bucket": "assets", "S3Key": "loader.jar"}, "Runtime": "java17", "MemorySize": 1024,
                    "Timeout": 60, "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                    "Handler": "io.github.emrlaunch.lambdas.LoadClusterConfigurationHandler"}},
                  "StateMachine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
                    "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
                    "DefinitionSubstitutions": {"Loader": {"Fn::GetAtt": ["Loader", "Arn"]}}}}
                }}""");
        ObjectNode resources = (ObjectNode) template.path("Resources");
        for (Definition definition : definitions) {
            ObjectNode parameter =
                    resources.putObject("Definition" + resources.size()).put("Type", "AWS::SSM::Parameter");
            parameter
                    .putObject("Properties")
                    .put("Name", definition.type().path(definition.definitionName()))
                    .put("Type", "String")
                    .put("Tier", "Intelligent-Tiering")
                    .put("Value", definition.toJsonText());
        }
        ObjectNode machine = Json.parseObject("""
                {"StartAt": "Load", "States": {"Load": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                  "Parameters": {"FunctionName": "${Loader}"}, "OutputPath": "$.Payload", "End": true}}}""");
        ((ObjectNode) machine.at("/States/Load/Parameters"))
                .set(
                        "Payload",
                        request.toJson()
                                .put(LoadClusterConfigurationRequest.EXECUTION_INPUT + ".$", "$")
                                .put(LoadClusterConfigurationRequest.EXECUTION + ".$", "$$.Execution.Id"));
        ((ObjectNode) resources.path("StateMachine").path("Properties")).put("DefinitionString", Json.write(machine));
        try {
            Files.writeString(directory.resolve("Stack.template.json"), Json.write(template));
            Files.writeString(directory.resolve("assets.json"), """
                    {"files": {"loader": {"source": {"path": "%s", "packaging": "file"},
                      "destinations": {"here": {"bucketName": "assets", "objectKey": "loader.jar"}}}}}""".formatted(jar.toAbsolutePath()));
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
