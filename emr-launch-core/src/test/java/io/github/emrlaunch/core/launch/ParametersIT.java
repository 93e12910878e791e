package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.EbsVolume;
import io.github.emrlaunch.core.cluster.InstanceFleet;
import io.github.emrlaunch.core.cluster.InstanceRole;
import io.github.emrlaunch.core.cluster.ManagedScaling;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;

/** A cluster with CloudFormation parameters for nearly all values. EMR receives the types that it expects. */
class ParametersIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(ParametersIT::addStack);

    private final LocalAws aws = deployed.local();

    private static CfnParameter parameter(Stack stack, String id, String type, String value) {
        return CfnParameter.Builder.create(stack, id)
                .type(type)
                .defaultValue(value)
                .allowedPattern(type.equals("Number") ? null : "[^\"\\\\]*")
                .build();
    }

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        EmrProfile profile = EmrProfile.Builder.create(stack, "Profile")
                .profileName("etl")
                .vpc(vpc)
                .build();
        CfnParameter release = parameter(stack, "Release", "String", "emr-7.12.0");
        CfnParameter applications = parameter(stack, "Applications", "CommaDelimitedList", "Spark,Hive");
        CfnParameter groups = parameter(stack, "Groups", "CommaDelimitedList", "");
        CfnParameter types = parameter(stack, "Types", "CommaDelimitedList", "m7g.xlarge,m6g.xlarge");
        CfnParameter count = parameter(stack, "Count", "Number", "3");
        CfnParameter maximum = parameter(stack, "Maximum", "Number", "30");
        CfnParameter size = parameter(stack, "Size", "Number", "064");
        CfnParameter idle = parameter(stack, "Idle", "Number", "3600");
        CfnParameter level = parameter(stack, "Level", "String", "4");
        CfnParameter isProtected = parameter(stack, "Protected", "String", "true");
        CfnParameter cores = parameter(stack, "Cores", "Number", "2");
        for (String name : List.of("small", "large")) {
            EmrLaunchFunction.Builder.create(stack, "Launch-" + name)
                    .launchFunctionName(name)
                    .emrProfile(profile)
                    .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration-" + name)
                            .configurationName(name)
                            .releaseLabel(release.getValueAsString())
                            .applications(applications.getValueAsList())
                            .instanceFleets(
                                    InstanceFleet.master(types.getValueAsList()),
                                    InstanceFleet.builder(InstanceRole.CORE)
                                            .instanceTypes("m7g.xlarge")
                                            .targetOnDemandCapacity(count.getValueAsNumber())
                                            .ebsVolumes(EbsVolume.gp3(size.getValueAsNumber()))
                                            .build())
                            .managedScaling(ManagedScaling.fleetUnits(1, maximum.getValueAsNumber()))
                            .idleTimeout(Duration.seconds(idle.getValueAsNumber()))
                            .subnets(vpc.getPrivateSubnets())
                            .property("StepConcurrencyLevel", level.getValueAsString())
                            .property("Instances.TerminationProtected", isProtected.getValueAsString())
                            .property("VisibleToAllUsers", "true")
                            .property("Instances.AdditionalMasterSecurityGroups", groups.getValueAsList())
                            .property(
                                    "Instances.Ec2SubnetIds",
                                    Fn.split(",", vpc.getPrivateSubnets().get(0).getSubnetId()))
                            .property(
                                    "Configurations",
                                    List.of(Map.of(
                                            "Classification",
                                            "spark-defaults",
                                            "Properties",
                                            Map.of(
                                                    "spark.executor.cores",
                                                    cores.getValueAsNumber(),
                                                    "spark.memory.fraction",
                                                    0.25,
                                                    "spark.speculation",
                                                    true,
                                                    "spark.gc",
                                                    "/tmp/{{APP_ID}}",
                                                    "spark.filling",
                                                    filling(name)))))
                            .build())
                    .build();
        }
    }

    private static String filling(String name) {
        return "x".repeat(name.equals("large") ? 9000 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "large"})
    void emrReceivesParametersWithExpectedTypes(String name) throws InterruptedException {
        LocalExecution execution = deployed.run(
                "default_" + name,
                "{\"ClusterConfigurationOverrides\": {\"CoreInstanceOnDemandCount\": 5, \"StepConcurrencyLevel\": 6}}");

        assertThat(execution.status()).as(execution.toString()).isEqualTo("SUCCEEDED");
        JsonNode request = Json.parse(aws.clusters().stream()
                .filter(cluster -> cluster.name().equals(name))
                .findFirst()
                .orElseThrow()
                .request()
                .toString());
        assertThat(request.path("ReleaseLabel")).hasToString("\"emr-7.12.0\"");
        assertThat(request.path("Applications")).hasToString("[{\"Name\":\"Spark\"},{\"Name\":\"Hive\"}]");
        assertThat(request.path("StepConcurrencyLevel")).hasToString("6");
        assertThat(request.path("VisibleToAllUsers")).hasToString("true");
        assertThat(request.at("/AutoTerminationPolicy/IdleTimeout")).hasToString("3600");
        assertThat(request.at("/ManagedScalingPolicy/ComputeLimits/MaximumCapacityUnits"))
                .hasToString("30");
        JsonNode instances = request.path("Instances");
        assertThat(instances.path("TerminationProtected")).hasToString("true");
        assertThat(instances.path("Ec2SubnetIds")).hasSize(1);
        assertThat(instances.has("AdditionalMasterSecurityGroups")).isFalse();
        assertThat(instances.at("/InstanceFleets/0/InstanceTypeConfigs"))
                .hasToString("[{\"InstanceType\":\"m7g.xlarge\"},{\"InstanceType\":\"m6g.xlarge\"}]");
        assertThat(instances.at("/InstanceFleets/1/TargetOnDemandCapacity")).hasToString("5");
        assertThat(
                        instances.at(
                                "/InstanceFleets/1/InstanceTypeConfigs/0/EbsConfiguration/EbsBlockDeviceConfigs/0/VolumeSpecification/SizeInGB"))
                .hasToString("64");
        JsonNode properties = request.at("/Configurations/0/Properties");
        assertThat(properties.path("spark.executor.cores")).hasToString("\"2\"");
        assertThat(properties.path("spark.memory.fraction")).hasToString("\"0.25\"");
        assertThat(properties.path("spark.speculation")).hasToString("\"true\"");
        assertThat(properties.path("spark.gc").textValue()).isEqualTo("/tmp/{{APP_ID}}");
    }
}
