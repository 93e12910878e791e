package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.emrlaunch.local.DeployedResource.Support;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.InstanceFleetConfig;
import software.amazon.awssdk.services.emr.model.InstanceFleetType;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterType;

class DeployTest {
    private static final String PARAMETER = """
        {"Resources": {"P": {"Type": "AWS::SSM::Parameter",
          "Properties": {"Name": "/p", "Type": "String", "Value": %s}}}}\
        """;

    private final LocalAws aws = LocalAws.start();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void intrinsicFunctionsAreEvaluated() {
        aws.existing().role("service");
        try (SsmClient ssm = SdkClients.ssm(aws)) {
            ssm.putParameter(request -> request.name("/existing").value("found").type(ParameterType.STRING));
        }
        Deployment deployment = aws.deploy(Assembly.of(directory, "App", "intrinsics.json"));

        assertThat(deployment.outputs().get("App"))
                .containsEntry("If", "yes")
                .containsEntry("Sub", "test-b-String-${Literal}")
                .containsEntry("Map", "1")
                .containsEntry("Base64", "aGVsbG8=")
                .containsEntry("Pseudo", "aws 123456789012 us-east-1 amazonaws.com App")
                .containsEntry("Dynamic", "<found>")
                .doesNotContainKey("Unwanted");
        assertThat(deployment.output("App", "Name")).matches("CFN-Value-[A-Z0-9]{12}");
        assertThat(deployment.resources())
                .extracting(DeployedResource::logicalId)
                .doesNotContain("Only");
    }

    @Test
    void everyResourceIsReportedWithItsSupport() {
        Deployment deployment = aws.deploy(Assembly.of(directory, "Network", "network.json"));

        assertThat(deployment.resources()).hasSize(22);
        assertThat(deployment.ofType("AWS::IAM::Role"))
                .extracting(DeployedResource::support)
                .containsOnly(Support.WORKS);
        assertThat(deployment.ofType("AWS::S3::Bucket")).singleElement().satisfies(bucket -> {
            assertThat(bucket.support()).isEqualTo(Support.WORKS);
            assertThat(bucket.physicalId()).matches("network-logs-[a-z0-9]{12}");
        });
        assertThat(deployment.skippedResources())
                .extracting(DeployedResource::type, DeployedResource::note)
                .containsExactlyInAnyOrder(
                        tuple("Custom::VpcRestrictDefaultSG", "Custom resources are not run."),
                        tuple(
                                "AWS::DynamoDB::Table",
                                "The local emulator does not know the type AWS::DynamoDB::Table."));
        assertThat(deployment.output("Network", "PublicSubnet")).matches("subnet-[0-9a-f]{17}");
        assertThat(deployment.output("Network", "Zone")).isEqualTo("us-east-1b");
        assertThat(deployment.output("Network", "LogUri")).matches("s3://network-logs-[a-z0-9]{12}/etl/");
        assertThat(deployment.output("Network", "TableArn")).startsWith("arn:aws:unknown:");
    }

    @ParameterizedTest
    @CsvSource({
        "PublicSubnet, WAITING, Cluster ready to run steps.",
        "PrivateSubnet, TERMINATED_WITH_ERRORS, You must also specify a ServiceAccessSecurityGroup if you use custom"
                + " security groups when creating a cluster in a private subnet."
    })
    void routeTablesDecideWhetherSubnetIsPublic(String subnetOutput, String state, String reason) {
        Deployment deployment = aws.deploy(Assembly.of(directory, "Network", "network.json"));
        try (EmrClient emr = SdkClients.emr(aws)) {
            emr.runJobFlow(request -> request.name("etl")
                    .releaseLabel("emr-7.1.0")
                    .serviceRole("service")
                    .jobFlowRole("profile")
                    .securityConfiguration(deployment
                            .ofType("AWS::EMR::SecurityConfiguration")
                            .get(0)
                            .physicalId())
                    .instances(instances -> instances
                            .keepJobFlowAliveWhenNoSteps(true)
                            .ec2SubnetIds(deployment.output("Network", subnetOutput))
                            .emrManagedMasterSecurityGroup(deployment.output("Network", "MasterGroup"))
                            .emrManagedSlaveSecurityGroup(deployment.output("Network", "WorkersGroup"))
                            .instanceFleets(InstanceFleetConfig.builder()
                                    .instanceFleetType(InstanceFleetType.MASTER)
                                    .targetOnDemandCapacity(1)
                                    .build())));
        }

        aws.clock().advance(Duration.ofMinutes(10));

        assertThat(aws.clusters()).singleElement().satisfies(cluster -> {
            assertThat(cluster.state()).isEqualTo(state);
            assertThat(cluster.stateChangeReason()).isEqualTo(reason);
        });
    }

    @Test
    void stacksAreDeployedAfterTheirDependencies() {
        String importing = PARAMETER.formatted("{\"Fn::ImportValue\": \"Network:PublicSubnet\"}");
        Path assembly = new Assembly(directory)
                .stack("App", importing, "Network")
                .stack("Network", Assembly.template("network.json"))
                .write();

        Deployment deployment = aws.deploy(assembly);

        assertThat(deployment.resources()).last().satisfies(last -> assertThat(last.stackName())
                .isEqualTo("App"));
        try (SsmClient ssm = SdkClients.ssm(aws)) {
            assertThat(ssm.getParameter(request -> request.name("/p"))
                            .parameter()
                            .value())
                    .isEqualTo(deployment.output("Network", "PublicSubnet"));
        }
    }

    @Test
    void stacksOfStagesAreDeployed() throws IOException {
        new Assembly(directory.resolve("assembly-Production"))
                .stack("Inner", PARAMETER.formatted("\"x\""))
                .write();
        Files.writeString(
                directory.resolve("manifest.json"),
                "{\"artifacts\": {\"Stage\": {\"type\": \"cdk:cloud-assembly\", \"properties\": {\"directoryName\":"
                        + " \"assembly-Production\"}}, \"Tree\": {\"type\": \"cdk:tree\"}}}");

        assertThat(aws.deploy(directory).resources())
                .singleElement()
                .satisfies(resource -> assertThat(resource.stackName()).isEqualTo("Inner"));
    }

    @Test
    void deployingAgainUpdatesInPlace() {
        Deployment first = deploy(PARAMETER.formatted("\"one\""));
        Deployment second = deploy(PARAMETER.formatted("\"two\""));

        assertThat(second.resources()).isEqualTo(first.resources());
        try (SsmClient ssm = SdkClients.ssm(aws)) {
            assertThat(ssm.getParameter(request -> request.name("/p")).parameter())
                    .satisfies(parameter -> {
                        assertThat(parameter.value()).isEqualTo("two");
                        assertThat(parameter.version()).isEqualTo(2);
                    });
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"Fn::Transform": {}}              | Stack App, $.Resources.P.Properties.Value.Fn::Transform: the local emulator does not support the function Fn::Transform
        {"Fn::ForEach::A": []}             | the local emulator does not support the function Fn::ForEach::A
        {"Ref": "Nobody"}                  | Stack App, $.Resources.P.Properties.Value.Ref: 'Nobody' is neither a resource, a parameter nor a pseudo parameter
        {"Fn::GetAtt": ["Nobody", "Arn"]}  | Stack App, $.Resources.P.Properties.Value.Fn::GetAtt: there is no resource 'Nobody'
        {"Fn::GetAtt": ["P", "Type"]}      | Stack App, $.Resources: circular reference between [P]
        {"Fn::If": ["Maybe", "a", "b"]}    | Stack App, $.Resources.P.Properties.Value.Fn::If: the template has no condition 'Maybe'
        {"Fn::ImportValue": "x"}           | No export named x found
        {"Fn::Select": [3, ["a"]]}         | Fn::Select cannot select nonexistent value at index 3 of a list of 1
        {"Fn::FindInMap": ["M", "a", "b"]} | the mapping 'M' has no value for 'a', 'b'
        "{{resolve:secretsmanager:s}}"     | the secret s cannot be read: Secrets Manager can't find the specified secret.
        "{{resolve:ssm-secure:s:1}}"       | CloudFormation does not resolve a dynamic reference to ssm-secure here, in AWS::SSM::Parameter
        "{{resolve:ssm:/nowhere}}"         | Parameter Store has no parameter '/nowhere'
        ""                                 | Parameter Store refuses the parameter '/p': 1 validation error detected
        null                               | $.Resources.P.Properties.Value (AWS::SSM::Parameter): 'Value' is required
        """)
    void rejectsInvalidPropertyValues(String value, String message) {
        assertThatThrownBy(() -> deploy(PARAMETER.formatted(value)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void rejectsUnknownAttributeOfResource() {
        assertThatThrownBy(() -> deploy("""
            {"Resources": {"B": {"Type": "AWS::S3::Bucket"}},
             "Outputs": {"O": {"Value": {"Fn::GetAtt": ["B", "Owner"]}}}}\
            """))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(
                        "$.Outputs.O.Value.Fn::GetAtt: the local emulator knows no attribute 'Owner' of 'B'");
    }

    @Test
    void rejectsStackForAnotherEnvironment() {
        Path assembly = new Assembly(directory)
                .stackIn("aws://123456789012/eu-central-1", "App", PARAMETER.formatted("\"x\""))
                .write();

        assertThatThrownBy(() -> aws.deploy(assembly))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("Stack App is for aws://123456789012/eu-central-1, but the local emulator has"
                        + " aws://123456789012/us-east-1: start it with"
                        + " LocalAws.builder().accountId(...).region(...), or set .account(...)"
                        + " and .region(...)");
        try (LocalAws there = LocalAws.builder().region("eu-central-1").start()) {
            assertThat(there.deploy(assembly).resources()).hasSize(1);
        }
    }

    @Test
    void partitionDependsOnRegion() {
        try (LocalAws china = LocalAws.builder().region("cn-north-1").start()) {
            china.existing().role("service");
            Deployment deployment = china.deploy(new Assembly(directory)
                    .stack("App", """
                        {"Resources": {"R": %s},
                         "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["R", "Arn"]}},
                                     "Suffix": {"Value": {"Ref": "AWS::URLSuffix"}}}}\
                        """.formatted(role("r", "ec2")))
                    .write());

            assertThat(deployment.output("App", "Arn")).isEqualTo("arn:aws-cn:iam::123456789012:role/r");
            assertThat(deployment.output("App", "Suffix")).isEqualTo("amazonaws.com.cn");
        }
    }

    @Test
    void rejectsMissingCloudAssembly() {
        assertThatThrownBy(() -> aws.deploy(directory.resolve("nowhere")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("there is no manifest.json. Run cdk synth, or App.synth(), first.");
    }

    @Test
    void rejectsFunctionWithoutCodeOrRole() {
        String function = """
            {"Resources": {"R": %s, "F": {"Type": "AWS::Lambda::Function", "Properties":
              {"Role": %s, "Runtime": "java17", "Handler": "a.B", "Code": {"S3Bucket": "%s", "S3Key": "%s"}}}}}\
            """;
        String lambda = role("r", "lambda");
        String role = "{\"Fn::GetAtt\": [\"R\", \"Arn\"]}";

        aws.existing().bucket("code-of-functions");
        assertThatThrownBy(() -> deploy(function.formatted(lambda, role, "code-of-functions", "other.jar")))
                .hasMessageContaining("no asset of the cloud assembly has the key 'other.jar'")
                .hasMessageContaining("The bucket code-of-functions does not have it either: NoSuchKey");
        assertThatThrownBy(() -> deploy(function.formatted(lambda, role, "cdk-x-assets-1-us-east-1", "other.jar")))
                .hasMessageContaining("no asset of the cloud assembly has the key 'other.jar'");
        assertThatThrownBy(() -> aws.deploy(new Assembly(directory)
                        .asset("gone.jar", "asset.gone.jar")
                        .stack("App", function.formatted(lambda, role, "b", "gone.jar"))
                        .write()))
                .hasMessageContaining("Code.S3Key (AWS::Lambda::Function): the function's code is missing:")
                .hasMessageContaining("asset.gone.jar");
        assertThatThrownBy(
                        () -> deploy(function.formatted(lambda, "\"arn:aws:iam::123456789012:role/none\"", "b", "x")))
                .hasMessageContaining("there is no role arn:aws:iam::123456789012:role/none; declare it with"
                        + " LocalAws.existing().role(...)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        arn:aws:states:::elasticmapreduce:cancelStep.sync | {} | The local emulator does not support the resource 'arn:aws:states:::elasticmapreduce:cancelStep.sync'
        arn:aws:states:::glue:startJobRun                  | {}  | The local emulator does not support the resource 'arn:aws:states:::glue:startJobRun'
        arn:aws:states:::aws-sdk:emr:runNotebook      | {}  | The local emulator does not support the resource 'arn:aws:states:::aws-sdk:emr:runNotebook'
        arn:aws:states:::elasticmapreduce:createCluster | {"Instances": {}} | The field 'Name' is required but was missing at /States/Outer/Branches[0]/States/Inner/Parameters
        arn:aws:states:::elasticmapreduce:createCluster | {"Name": "n", "Instances.$": "$.i", "Nmae": 1} | The field \\"Nmae\\" is not supported by Step Functions
        arn:aws:states:::elasticmapreduce:createCluster | {"Name": "n", "Instances": {"InstanceGroups": [{"Nmae.$": "$.n"}]}} | The field \\"Instances.InstanceGroups.Nmae\\" is not supported
        arn:aws:states:::elasticmapreduce:createCluster | {"Name": "n", "Instances.$": "$.i", "Steps": []} | The field \\"Steps\\" is not supported by Step Functions
        arn:aws:states:::elasticmapreduce:createCluster | {"Name": "n", "Instances.$": "$.i", "OSReleaseLabel.$": "$.o"} | The field \\"OSReleaseLabel\\" is not supported by Step Functions
        arn:aws:states:::elasticmapreduce:createCluster | {"Name": "n", "Instances": {"UnhealthyNodeReplacement": true}} | The field \\"Instances.UnhealthyNodeReplacement\\" is not supported
        arn:aws:states:::elasticmapreduce:createCluster | {"Name": "n", "Instances": {}} | The field 'Instances.KeepJobFlowAliveWhenNoSteps' is required and must be true
        arn:aws:states:::elasticmapreduce:terminateCluster | {"ClusterIds": []} | The field 'ClusterId' is required but was missing
        arn:aws:states:::aws-sdk:emr:describeCluster  | {"clusterId": "j"} | The field \\"clusterId\\" is not supported by Step Functions
        arn:aws:states:::lambda:invoke                | {"Payload": {}} | The field 'FunctionName' is required but was missing
        """)
    void rejectsInvalidTasksWhenStateMachineIsCreated(String resource, String parameters, String message) {
        String machine = """
            {"Resources": {"R": %s, "M": {"Type": "AWS::StepFunctions::StateMachine",
              "Properties": {"RoleArn": {"Fn::GetAtt": ["R", "Arn"]}, "Definition": {"StartAt": "Outer", "States": {"Outer":
                {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "Inner", "States": {"Inner":
                  {"Type": "Task", "Resource": "%s", "Parameters": %s, "End": true}}}]}}}}}}}\
            """.formatted(role("r", "states"), resource, parameters);

        assertThatThrownBy(() -> deploy(machine))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("Stack App, $.Resources.M.Properties (AWS::StepFunctions::StateMachine)")
                .hasMessageContaining(message.replace("\\\"", "\""))
                .hasMessageContaining("/States/Outer/Branches[0]/States/Inner");
    }

    private static String role(String name, String service) {
        return """
            {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "%s", "AssumeRolePolicyDocument": {"Statement":
              {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "%s.amazonaws.com"}}}}}\
            """.formatted(name, service);
    }

    private Deployment deploy(String template) {
        return aws.deploy(new Assembly(directory).stack("App", template).write());
    }
}
