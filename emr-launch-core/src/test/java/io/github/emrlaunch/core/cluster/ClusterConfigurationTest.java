package io.github.emrlaunch.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.Subnet;

class ClusterConfigurationTest {
    private static final Path STORED_BY_PYTHON = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");

    private final TestStack test = TestStack.create();

    private ObjectNode stored() {
        return test.parameter("/emr_launch/cluster_configurations/default/small");
    }

    @Test
    void isStoredWithEveryKeyThatThePythonLibraryReads() {
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
    void saysWhatItWasTold() {
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
                         {"Classification": "spark-hive-site", "Properties": {
                            "hive.metastore.client.factory.class":
                              "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory"}},
                         {"Classification": "spark-defaults", "Properties": {"spark.a": "1", "spark.b": "2"}},
                         {"Classification": "spark-env", "Properties": {}, "Configurations": [
                            {"Classification": "export", "Properties": {"A": "1", "B": "2"}}]}]"""));
    }

    @Test
    void takesListsWhereTheCdkGivesThem() {
        ClusterConfiguration.Builder.create(test.stack(), "Lists")
                .configurationName("small")
                .releaseLabel("emr-7.12.0")
                .applications(List.of("Spark"))
                .instanceFleets(List.of(InstanceFleet.master("m7g.xlarge")))
                .subnets(test.vpc().getPrivateSubnets())
                .build();

        assertThat(stored().at("/ClusterConfiguration/Instances/Ec2SubnetIds")).hasSize(1);
    }

    @Test
    void offersTheOverridesOfThePythonLibrary() {
        test.configuration().build();

        ObjectNode python = new DefinitionDirectory(STORED_BY_PYTHON)
                .get(DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.of("high-mem-instance-group-cluster"))
                .toJson();
        JsonNode ours = stored().at("/OverrideInterfaces/default");
        JsonNode theirs = python.at("/OverrideInterfaces/default");
        assertThat(names(ours)).isEqualTo(names(theirs));
        names(theirs).forEach(name -> assertThat(ours.path(name).path("JsonPath"))
                .isEqualTo(theirs.path(name).path("JsonPath")));
        assertThat(ours.path("CoreInstanceCount")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceGroups.1.InstanceCount", "Default": 2, "Minimum": 1}"""));
    }

    @Test
    void takesFleetsInSeveralSubnets() {
        ClusterConfiguration.Builder.create(test.stack(), "Fleets")
                .configurationName("small")
                .releaseLabel("emr-7.12.0")
                .instanceFleets(
                        InstanceFleet.master("m7g.xlarge", "m6g.xlarge"),
                        InstanceFleet.Builder.create(InstanceRole.CORE)
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

    static Stream<Arguments> badInput() {
        InstanceGroup master = InstanceGroup.master("m7g.xlarge");
        InstanceGroup core = InstanceGroup.core("m7g.xlarge", 1);
        InstanceFleet fleet = InstanceFleet.master("m7g.xlarge");
        return Stream.of(
                bad("'configurationName' must match [A-Za-z0-9_.-]+", b -> b.configurationName("a/b")),
                bad("'configurationName' must have at most 128", b -> b.configurationName("n".repeat(200))),
                bad("'namespace' must match [A-Za-z0-9_.-]+", b -> b.namespace("a b")),
                bad("'releaseLabel' must look like emr-7.12.0, got: 7.12.0", b -> b.releaseLabel("7.12.0")),
                bad("'stepConcurrencyLevel' must be 1 to 256, got: 257", b -> b.stepConcurrencyLevel(257)),
                bad("'stepConcurrencyLevel' must be 1 to 256, got: 0", b -> b.stepConcurrencyLevel(0)),
                bad(
                        "'idleTimeout' must be 60 to 604800 seconds (7 days), got: 30",
                        b -> b.idleTimeout(Duration.seconds(30))),
                bad(
                        "'idleTimeout' must be 60 to 604800 seconds (7 days), got: 691200",
                        b -> b.idleTimeout(Duration.days(8))),
                bad("'instanceGroups' or 'instanceFleets' is required", b -> b.instanceGroups()),
                bad(
                        "'instanceGroups' and 'instanceFleets' are both given: a cluster has one or the other",
                        b -> b.instanceFleets(fleet)),
                bad("'instanceGroups' has none for MASTER", b -> b.instanceGroups(core)),
                bad("'instanceGroups' has 2 for MASTER", b -> b.instanceGroups(master, master)),
                bad("'instanceGroups' has 2 for CORE", b -> b.instanceGroups(master, core, core)),
                bad("'instanceFleets' has 2 for MASTER", b -> b.instanceGroups().instanceFleets(fleet, fleet)),
                bad(
                        "'name' must be unique among the instances of a cluster, given twice: Task",
                        b -> b.instanceGroups(master, core, task(), task())),
                bad("'idleTimeout' has no effect on a cluster of three primary nodes", b -> b.instanceGroups(
                                InstanceGroup.Builder.create(InstanceRole.MASTER)
                                        .instanceType("m7g.xlarge")
                                        .instanceCount(3)
                                        .build(),
                                core)
                        .idleTimeout(Duration.hours(1))),
                bad(
                        "'/emr_launch/cluster_configurations/default/small' contains {{, which Parameter Store refuses",
                        b -> b.configurations(EmrConfiguration.of(
                                "hive-site", Map.of("password", "{{resolve:secretsmanager:hive}}")))),
                bad("'subnets' is required", b -> b.subnets()));
    }

    private static InstanceGroup task() {
        return InstanceGroup.Builder.create(InstanceRole.TASK)
                .instanceType("m7g.xlarge")
                .build();
    }

    private static Arguments bad(String message, UnaryOperator<ClusterConfiguration.Builder> change) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badInput")
    void refusesWhatEmrWouldRefuse(String message, UnaryOperator<ClusterConfiguration.Builder> change) {
        ClusterConfiguration.Builder builder = change.apply(test.configuration());

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageStartingWith("Stack/Configuration: " + message);
        assertThat(test.stack().getNode().tryFindChild("Configuration")).isNull();
    }

    @Test
    void refusesSeveralSubnetsForGroups() {
        ClusterConfiguration.Builder builder = test.configuration()
                .subnets(
                        Subnet.fromSubnetId(test.stack(), "A", "subnet-a"),
                        Subnet.fromSubnetId(test.stack(), "B", "subnet-b"));

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("'subnets' names 2, instance groups run in one");
    }

    @Test
    void refusesCapacitiesThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceFleet.Builder.create(InstanceRole.MASTER)
                        .instanceTypes("m7g.xlarge")
                        .targetOnDemandCapacity(2)
                        .build())
                .withMessage("A master fleet must have a capacity of 1, or 3 on demand for high availability, "
                        + "got 2 on demand and 0 spot");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceFleet.Builder.create(InstanceRole.CORE)
                        .instanceTypes("m7g.xlarge")
                        .build())
                .withMessage("A CORE fleet needs a 'targetOnDemandCapacity' or a 'targetSpotCapacity' above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceFleet.Builder.create(InstanceRole.CORE)
                        .instanceTypes("m7g.xlarge")
                        .targetSpotCapacity(-1)
                        .build())
                .withMessage("'targetSpotCapacity' must not be negative, got: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceFleet.master())
                .withMessage("'instanceTypes' of a MASTER fleet must name at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceGroup.Builder.create(InstanceRole.MASTER)
                        .instanceType("m7g.xlarge")
                        .instanceCount(2)
                        .build())
                .withMessage("'instanceCount' of a master group must be 1, or 3 for high availability, got: 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceGroup.core("m7g.xlarge", 0))
                .withMessage("'instanceCount' of a CORE group must be at least 1, got: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> InstanceGroup.Builder.create(InstanceRole.TASK).build())
                .withMessage("'instanceType' is required");
    }

    @Test
    void refusesADefinitionThatParameterStoreCannotHold() {
        ClusterConfiguration.Builder builder = test.configuration()
                .configurations(EmrConfiguration.of("spark-defaults", Map.of("spark.a", "x".repeat(8000))));

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageStartingWith(
                        "Stack/Configuration: '/emr_launch/cluster_configurations/default/small' would have ")
                .withMessageContaining("holds at most 8192. Largest parts: ClusterConfiguration.Configurations (80");
    }
}
