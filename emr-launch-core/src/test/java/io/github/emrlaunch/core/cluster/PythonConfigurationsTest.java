package io.github.emrlaunch.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.Subnet;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;

/** Constructs with the same settings as in the Python library store the same fields. Additional members are listed. */
class PythonConfigurationsTest {
    private static final Path FIXTURES =
            Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1/cluster_configurations");
    private static final EbsVolume VOLUME = EbsVolume.of(EbsVolumeType.ST1, 500);

    private final TestStack test = TestStack.create();

    private ISubnet subnet(String id) {
        return Subnet.fromSubnetId(test.stack(), id, id);
    }

    private EmrCode code(String folder) {
        IBucket bucket = (IBucket) test.stack().getNode().tryFindChild("Artifacts");
        return EmrCode.fromBucket(
                bucket != null
                        ? bucket
                        : Bucket.fromBucketName(
                                test.stack(), "Artifacts", "emr-launch-123456789012-eu-west-1-artifacts"),
                "emr_launch_testing/" + folder);
    }

    private static InstanceGroup group(InstanceRole role, String type, int count) {
        return InstanceGroup.builder(role)
                .instanceType(type)
                .instanceCount(count)
                .ebsVolumes(VOLUME)
                .build();
    }

    private ClusterConfiguration.Builder groups(String name, String release, String coreType) {
        return ClusterConfiguration.Builder.create(test.stack(), "Configuration")
                .configurationName(name)
                .releaseLabel(release)
                .applications("Hadoop", "Hive", "Spark")
                .instanceGroups(group(InstanceRole.MASTER, "m5.2xlarge", 1), group(InstanceRole.CORE, coreType, 2))
                .subnets(subnet("subnet-0123456789abcdef0"))
                .bootstrapActions(BootstrapAction.of(
                        "bootstrap-1", code("bootstrap_source"), "test_bootstrap.sh", "Arg1", "Arg2"))
                .useGlueCatalog(true);
    }

    @Test
    void storesGroupsWithManagedScalingLikePythonLibrary() throws IOException {
        groups("basic-instance-group-cluster", "emr-6.6.0", "m5.xlarge")
                .stepConcurrencyLevel(2)
                .managedScaling(ManagedScaling.instances(2, 10))
                .sparkPackages("com.amazon.deequ:deequ:1.0.2")
                .code(code("jars"))
                .build();

        assertStoredLike("default", "basic-instance-group-cluster");
    }

    @Test
    void storesGroupsLikePythonLibrary() throws IOException {
        groups("high-mem-instance-group-cluster", "emr-5.29.0", "r5.2xlarge")
                .stepConcurrencyLevel(5)
                .build();

        assertStoredLike("default", "high-mem-instance-group-cluster");
    }

    @Test
    void storesFleetsLikePythonLibrary() throws IOException {
        ClusterConfiguration.Builder.create(test.stack(), "Configuration")
                .configurationName("fleet-cluster")
                .namespace("analytics")
                .releaseLabel("emr-6.6.0")
                .applications("Hadoop", "Hive", "Spark")
                .instanceFleets(
                        InstanceFleet.builder(InstanceRole.MASTER)
                                .instanceTypes("m5.2xlarge")
                                .targetOnDemandCapacity(1)
                                .ebsVolumes(VOLUME)
                                .build(),
                        InstanceFleet.builder(InstanceRole.CORE)
                                .instanceTypes("m5.xlarge")
                                .targetOnDemandCapacity(1)
                                .targetSpotCapacity(4)
                                .ebsVolumes(VOLUME)
                                .build())
                .subnets(subnet("subnet-0123456789abcdef0"), subnet("subnet-0fedcba9876543210"))
                .useGlueCatalog(true)
                .build();

        assertStoredLike("analytics", "fleet-cluster");
    }

    private void assertStoredLike(String namespace, String name) throws IOException {
        JsonNode expected =
                Json.parse(Files.readString(FIXTURES.resolve(namespace).resolve(name + ".json")));
        // A principal that may start an execution must not choose the network.
        expected.findParents("Subnet").forEach(overrides -> ((ObjectNode) overrides).remove("Subnet"));
        ObjectNode stored = test.parameter("/emr_launch/cluster_configurations/" + namespace + "/" + name);
        Set<String> added = new TreeSet<>();

        assertContains(stored, expected, "", added);

        assertThat(added)
                .as("what is ours: three members, null here, and the bounds of overrides")
                .containsExactly(
                        "ClusterConfiguration.AutoTerminationPolicy",
                        "ClusterConfiguration.EbsRootVolumeIops",
                        "ClusterConfiguration.EbsRootVolumeThroughput",
                        "Maximum",
                        "Minimum");
        ClusterConfigurationDefinition loaded = DefinitionType.CLUSTER_CONFIGURATION.parse(
                new DefinitionName(namespace, name), Json.write(stored), "stored");
        assertThat(loaded.toJsonText()).as("loaded and stored again").isEqualTo(Json.write(stored));
    }

    /** Checks that all expected values are present, and adds other members to a set. */
    private static void assertContains(JsonNode actual, JsonNode expected, String path, Set<String> added) {
        if (expected instanceof ObjectNode object) {
            actual.fieldNames().forEachRemaining(member -> {
                if (!object.has(member)) {
                    added.add(path.startsWith("OverrideInterfaces") ? member : path + member);
                }
            });
            object.properties().forEach(member -> {
                assertThat(actual.has(member.getKey()))
                        .as(path + member.getKey())
                        .isTrue();
                assertContains(actual.path(member.getKey()), member.getValue(), path + member.getKey() + ".", added);
            });
        } else if (expected.isArray()) {
            assertThat(actual).as(path).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertContains(actual.path(i), expected.path(i), path + i + ".", added);
            }
        } else {
            assertThat(actual).as(path).isEqualTo(expected);
        }
    }
}
