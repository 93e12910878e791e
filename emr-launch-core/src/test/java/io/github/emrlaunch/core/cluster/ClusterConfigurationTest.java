package io.github.emrlaunch.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.CfnDynamicReference;
import software.amazon.awscdk.CfnDynamicReferenceService;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.Subnet;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;

class ClusterConfigurationTest {
    private static final Path STORED_BY_PYTHON = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");

    private final TestStack test = TestStack.create();

    private ObjectNode stored() {
        return test.parameter("/emr_launch/cluster_configurations/default/small");
    }

    @Test
    void storesAllKeysOfPythonLibrary() {
        test.configuration().build();

        ObjectNode python = new DefinitionDirectory(STORED_BY_PYTHON)
                .get(DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.of("basic-instance-group-cluster"))
                .toJson();
        assertThat(stored().fieldNames()).toIterable().containsAll(python::fieldNames);
        assertThat(names(stored().path("ClusterConfiguration")))
                .containsAll(names(python.path("ClusterConfiguration")));
        assertThat(names(stored().at("/ClusterConfiguration/Instances")))
                .containsAll(names(python.at("/ClusterConfiguration/Instances")));
        assertThat(stored().at("/OverrideInterfaces/default"))
                .allSatisfy(override -> assertThat(override.has("Default")).isTrue());
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void storesSettingsOfBuilder() {
        test.configuration()
                .description("for people")
                .applications("Spark", "Hive")
                .bootstrapActions(BootstrapAction.of("install", "s3://bucket/install.sh", "--fast"))
                .stepConcurrencyLevel(5)
                .idleTimeout(Duration.hours(1))
                .build();

        JsonNode request = stored().path("ClusterConfiguration");
        assertThat(request.path("ReleaseLabel").textValue()).isEqualTo("emr-7.12.0");
        assertThat(request.path("Applications")).isEqualTo(Json.parse("[{\"Name\": \"Spark\"}, {\"Name\": \"Hive\"}]"));
        assertThat(request.path("BootstrapActions")).isEqualTo(Json.parse("""
                        [{"Name": "install",
                          "ScriptBootstrapAction": {"Path": "s3://bucket/install.sh", "Args": ["--fast"]}}]"""));
        assertThat(request.path("StepConcurrencyLevel").intValue()).isEqualTo(5);
        assertThat(request.path("AutoTerminationPolicy")).isEqualTo(Json.parse("{\"IdleTimeout\": 3600}"));
        assertThat(request.path("Instances").path("Ec2SubnetId").textValue()).isEqualTo("subnet-0123456789abcdef0");
        assertThat(request.path("Instances").path("KeepJobFlowAliveWhenNoSteps").booleanValue())
                .isTrue();
        assertThat(request.path("Instances").path("InstanceGroups")).isEqualTo(Json.parse("""
                        [{"Name": "Master", "InstanceRole": "MASTER", "InstanceType": "m7g.xlarge", "Market": "ON_DEMAND",
                          "InstanceCount": 1},
                         {"Name": "Core", "InstanceRole": "CORE", "InstanceType": "m7g.xlarge", "Market": "ON_DEMAND",
                          "InstanceCount": 2}]"""));
        assertThat(stored().path("Description").textValue()).isEqualTo("for people");
    }

    @Test
    void mergesSettingsByClassification() {
        test.configuration()
                .useGlueCatalog(true)
                .configurations(
                        EmrConfiguration.of("hive-site", Map.of("hive.exec.parallel", "true")),
                        EmrConfiguration.of("spark-defaults", Map.of("spark.a", "1", "spark.b", "1")),
                        EmrConfiguration.of("spark-defaults", Map.of("spark.b", "2")),
                        new EmrConfiguration(
                                "spark-env", Map.of(), List.of(EmrConfiguration.of("export", Map.of("A", "1")))),
                        new EmrConfiguration(
                                "spark-env", Map.of(), List.of(EmrConfiguration.of("export", Map.of("B", "2")))))
                .build();

        assertThat(stored().at("/ClusterConfiguration/Configurations")).isEqualTo(Json.parse("""
                        [{"Classification": "hive-site", "Properties": {
                            "hive.exec.parallel": "true",
                            "hive.metastore.client.factory.class":
                              "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory"}},
                         {"Classification": "spark-defaults", "Properties": {"spark.a": "1", "spark.b": "2"}},
                         {"Classification": "spark-env", "Properties": {}, "Configurations": [
                            {"Classification": "export", "Properties": {"A": "1", "B": "2"}}]},
                         {"Classification": "spark-hive-site", "Properties": {
                            "hive.metastore.client.factory.class":
                              "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory"}}]"""));
    }

    @Test
    void configurationsOverrideGlueCatalog() {
        test.configuration()
                .useGlueCatalog(true)
                .configurations(
                        EmrConfiguration.of("hive-site", Map.of("hive.metastore.client.factory.class", "my.Factory")))
                .build();

        assertThat(stored().at("/ClusterConfiguration/Configurations/0/Properties"))
                .isEqualTo(Json.parse("{\"hive.metastore.client.factory.class\": \"my.Factory\"}"));
    }

    @Test
    void addsSparkPackagesToConfiguredPackages() {
        test.configuration()
                .configurations(EmrConfiguration.of("spark-defaults", Map.of("spark.jars.packages", "g:a:1")))
                .sparkPackages("g:b:2", "g:a:1")
                .build();

        assertThat(stored().at("/ClusterConfiguration/Configurations")).isEqualTo(Json.parse("""
                        [{"Classification": "spark-defaults", "Properties": {"spark.jars.packages": "g:a:1,g:b:2"}}]"""));
    }

    @Test
    void storesOnlyArnsOfSecrets() {
        ISecret secret = Secret.fromSecretCompleteArn(
                test.stack(), "Secret", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:hive-AbCdEf");

        test.configuration()
                .secretConfigurations(Map.of("presto-connector-mysql", secret, "hive-site", secret))
                .configurations(EmrConfiguration.of("hive-site", Map.of())
                        .withSecret("javax.jdo.option.ConnectionPassword", secret))
                .build();

        assertThat(stored().path("SecretConfigurations")).isEqualTo(Json.parse("""
                        {"hive-site": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:hive-AbCdEf",
                         "presto-connector-mysql": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:hive-AbCdEf"}"""));
        assertThat(stored().at("/ClusterConfiguration/Configurations/0/Properties"))
                .isEqualTo(Json.parse("""
                        {"EMR.secret@javax.jdo.option.ConnectionPassword":
                          "arn:aws:secretsmanager:eu-west-1:123456789012:secret:hive-AbCdEf"}"""));
    }

    @Test
    void setsPropertiesByPath() {
        test.configuration()
                .property("AdditionalInfo", "{\"reserved\": true}")
                .property("Instances.InstanceGroups.1.CustomAmiId", "ami-0123456789abcdef0")
                .property(
                        "ManagedScalingPolicy.ComputeLimits",
                        Map.of("UnitType", "Instances", "MinimumCapacityUnits", 2, "MaximumCapacityUnits", 3L))
                .build();

        JsonNode request = stored().path("ClusterConfiguration");
        assertThat(request.path("AdditionalInfo").textValue()).isEqualTo("{\"reserved\": true}");
        assertThat(request.at("/Instances/InstanceGroups/1/CustomAmiId").textValue())
                .isEqualTo("ami-0123456789abcdef0");
        assertThat(request.at("/ManagedScalingPolicy/ComputeLimits/MaximumCapacityUnits")
                        .intValue())
                .isEqualTo(3);
    }

    @Test
    void rejectsPropertiesOutsideClusterConfiguration() {
        ClusterConfiguration.Builder builder = test.configuration();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.property("ServiceRole", "admin"))
                .withMessage("property: 'ServiceRole' can't be overridden: 'ServiceRole' is set by the EMR profile");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.property("Steps", List.of()))
                .withMessageStartingWith("property: 'Steps' can't be part of a cluster configuration");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        builder.property("Instances.InstanceGroups.7.Name", "x").build())
                .withMessage("Stack/Configuration: property: the request has no 'Instances.InstanceGroups.7.Name': "
                        + "'7' does not exist");
    }

    @Test
    void acceptsListsInsteadOfVarargs() {
        ClusterConfiguration.Builder.create(test.stack(), "Lists")
                .configurationName("small")
                .releaseLabel("emr-7.12.0")
                .applications(List.of("Spark"))
                .instanceFleets(List.of(InstanceFleet.master("m7g.xlarge")))
                .subnets(test.vpc().getPrivateSubnets())
                .build();

        assertThat(stored().at("/ClusterConfiguration/Instances/Ec2SubnetIds")).hasSize(1);
    }

    /** The subnet determines the network access to a cluster. */
    @Test
    void hasOverridesOfPythonLibraryExceptSubnet() {
        test.configuration().build();

        ObjectNode python = new DefinitionDirectory(STORED_BY_PYTHON)
                .get(DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.of("high-mem-instance-group-cluster"))
                .toJson();
        JsonNode ours = stored().at("/OverrideInterfaces/default");
        JsonNode theirs = python.at("/OverrideInterfaces/default");
        assertThat(theirs.has("Subnet")).isTrue();
        ((ObjectNode) theirs).remove("Subnet");
        assertThat(names(ours)).isEqualTo(names(theirs));
        names(theirs).forEach(name -> assertThat(ours.path(name).path("JsonPath"))
                .isEqualTo(theirs.path(name).path("JsonPath")));
        assertThat(ours.path("CoreInstanceCount")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceGroups.1.InstanceCount", "Default": 2, "Minimum": 1,
                         "Maximum": 20}"""));
    }

    @Test
    void acceptsFleetsInSeveralSubnets() {
        ClusterConfiguration.Builder.create(test.stack(), "Fleets")
                .configurationName("small")
                .releaseLabel("emr-7.12.0")
                .instanceFleets(
                        InstanceFleet.master("m7g.xlarge", "m6g.xlarge"),
                        InstanceFleet.builder(InstanceRole.CORE)
                                .instanceTypes("m7g.xlarge")
                                .targetOnDemandCapacity(1)
                                .targetSpotCapacity(4)
                                .build())
                .subnets(test.subnet(), Subnet.fromSubnetId(test.stack(), "Second", "subnet-0fedcba9876543210"))
                .build();

        JsonNode instances = stored().at("/ClusterConfiguration/Instances");
        assertThat(instances.path("Ec2SubnetIds"))
                .isEqualTo(Json.parse("[\"subnet-0123456789abcdef0\", \"subnet-0fedcba9876543210\"]"));
        assertThat(instances.path("InstanceFleets").path(1)).isEqualTo(Json.parse("""
                        {"Name": "Core", "InstanceFleetType": "CORE", "TargetOnDemandCapacity": 1,
                         "TargetSpotCapacity": 4, "InstanceTypeConfigs": [{"InstanceType": "m7g.xlarge"}]}"""));
        ObjectNode python = new DefinitionDirectory(STORED_BY_PYTHON)
                .get(DefinitionType.CLUSTER_CONFIGURATION, new DefinitionName("analytics", "fleet-cluster"))
                .toJson();
        assertThat(names(stored().at("/OverrideInterfaces/default")))
                .isEqualTo(names(python.at("/OverrideInterfaces/default")));
    }

    @Test
    void rejectsInvalidConfigurationNameAndNamespace() {
        ClusterConfiguration.Builder builder = test.configuration();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.configurationName("a/b").build())
                .withMessageStartingWith("Stack/Configuration: 'configurationName' must match [A-Za-z0-9_.-]+");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.configurationName("n".repeat(200)).build())
                .withMessageStartingWith("Stack/Configuration: 'configurationName' must have at most 128");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        builder.configurationName("small").namespace("a b").build())
                .withMessageStartingWith("Stack/Configuration: 'namespace' must match [A-Za-z0-9_.-]+");
        assertThat(test.stack().getNode().tryFindChild("Configuration")).isNull();
    }

    @Test
    void rejectsDynamicReferencesToSecrets() {
        ClusterConfiguration.Builder builder = test.configuration()
                .configurations(
                        EmrConfiguration.of("hive-site", Map.of("password", "{{resolve:secretsmanager:hive}}")));

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining(
                        "'/emr_launch/cluster_configurations/default/small' would contain the value of a secret");
    }

    @Test
    void rejectsSecretValues() {
        ISecret secret = Secret.fromSecretNameV2(test.stack(), "Secret", "hive");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.configuration()
                        .configurations(EmrConfiguration.of(
                                "hive-site",
                                Map.of("password", secret.getSecretValue().unsafeUnwrap())))
                        .build())
                .withMessageContaining(
                        "'/emr_launch/cluster_configurations/default/small' would contain the value of a secret");
        assertThat(test.stack().getNode().tryFindChild("Configuration")).isNull();
    }

    @Test
    void pipelineRejectsSecretInStepArguments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PersistentClusterPipeline.Builder.create(test.stack(), "Pipeline")
                        .pipelineName("pipeline")
                        .anyClusterNamed("shared")
                        .phases(Phase.of(
                                "Work", EmrStep.of("Step", "s3://jobs/job.jar", "{{resolve:secretsmanager:hive}}")))
                        .build())
                .withMessageContaining("The state machine would contain the value of a secret");
    }

    /** CloudFormation resolves the references before Parameter Store gets the document. */
    @Test
    void keepsDynamicReferencesToParameters() {
        CfnDynamicReference reference = new CfnDynamicReference(CfnDynamicReferenceService.SSM, "/memory:1");

        test.configuration()
                .configurations(EmrConfiguration.of(
                        "spark-defaults",
                        Map.of(
                                "spark.a",
                                "{{resolve:ssm:/memory}}",
                                "spark.b",
                                reference.toString(),
                                "spark.c",
                                "{{c}}")))
                .build();

        assertThat(test.properties("AWS::SSM::Parameter").get(0).toString())
                .contains("{{resolve:ssm:/memory}}", "{{resolve:ssm:/memory:1}}", "u007b{c}}");
    }

    @Test
    void requiresReleaseLabelAndInstanceType() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterConfiguration.Builder.create(test.stack(), "Configuration")
                        .configurationName("small")
                        .build())
                .withMessage("Stack/Configuration: 'releaseLabel' is required");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceGroup.builder(InstanceRole.TASK).build())
                .withMessage("'instanceType' is required");
    }

    @Test
    void rejectsDefinitionTooLargeForParameterStore() {
        ClusterConfiguration.Builder builder = test.configuration()
                .configurations(EmrConfiguration.of("spark-defaults", Map.of("spark.a", "x".repeat(41_000))));

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageStartingWith(
                        "Stack/Configuration: '/emr_launch/cluster_configurations/default/small' would have ")
                .withMessageContaining(" Largest parts: ClusterConfiguration.Configurations (410");
    }
}
