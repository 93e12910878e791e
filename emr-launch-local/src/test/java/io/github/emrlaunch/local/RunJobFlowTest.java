package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RunJobFlow over HTTP, because the SDK's clients reject or drop many of the members that EMR should reject. */
class RunJobFlowTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MASTER = "{'InstanceRole': 'MASTER', 'InstanceType': 'm5.xlarge', 'InstanceCount': 1}";
    private static final String CORE = "{'InstanceRole': 'CORE', 'InstanceType': 'm5.xlarge', 'InstanceCount': 2}";
    private static final String TASK = "{'InstanceRole': 'TASK', 'InstanceType': 'm5.xlarge', 'InstanceCount': 2}";
    private static final String MASTER_FLEET = "{'InstanceFleetType': 'MASTER', 'TargetOnDemandCapacity': 1}";

    private final LocalAws aws = LocalAws.start();

    @BeforeEach
    void declareAccount() {
        aws.existing().role("service").instanceProfile("profile", "instances").securityConfiguration("secure");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void acceptsKnownMembersAndNulls() throws Exception {
        Wire.Answer answer = runWith("""
                'Name': 'etl', 'ReleaseLabel': 'emr-7.1.0', 'ServiceRole': 'service', 'JobFlowRole': 'profile',
                'LogUri': null, 'Steps': null, 'SecurityConfiguration': 'secure', 'StepConcurrencyLevel': 10,
                'Applications': [{'Name': 'Spark'}], 'Tags': [{'Key': 'k', 'Value': 'v'}],
                'Configurations': [{'Classification': 'spark', 'Properties': {'a': 'b'}, 'Configurations': []}],
                'AutoTerminationPolicy': {'IdleTimeout': 3600},
                'ManagedScalingPolicy': {'ComputeLimits':
                    {'UnitType': 'Instances', 'MinimumCapacityUnits': 1, 'MaximumCapacityUnits': 5}},
                'BootstrapActions': [{'Name': 'b', 'ScriptBootstrapAction': {'Path': 's3://b/a.sh', 'Args': ['x']}}],
                'Instances': {'InstanceGroups': [%s, %s, %s, %s], 'KeepJobFlowAliveWhenNoSteps': true,
                    'Placement': null}
                """.formatted(MASTER, CORE, TASK, TASK));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.body().path("JobFlowId").asText()).matches("j-[A-Z0-9]{13}");
        assertThat(answer.body().path("ClusterArn").asText())
                .isEqualTo("arn:aws:elasticmapreduce:us-east-1:123456789012:cluster/"
                        + answer.body().path("JobFlowId").asText());
        assertThat(aws.clusters()
                        .get(0)
                        .request()
                        .path("Instances")
                        .path("Placement")
                        .isNull())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'Nme': 'x'                                         | Unknown member 'Nme': RunJobFlowInput has the members
        'Name': null                                       | 1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null
        'Name': 7                                          | 'Name' must be a string, got number
        'ReleaseLabel': 'emr-seven'                        | The supplied release label is invalid: emr-seven.
        'ReleaseLabel': null                               | Must specify exactly one of the following: release label, AMI version, or Hadoop version.
        'JobFlowRole': 'service'                           | Invalid InstanceProfile: service.
        'JobFlowRole': null                                | InstanceProfile is required for creating cluster
        'ServiceRole': null                                | ServiceRole is required for creating cluster.
        'SecurityConfiguration': 'other'                   | Security configuration with name 'other' does not exist.
        'AutoTerminationPolicy': {'IdleTimeout': 59}       | must be between 60 and 604800 seconds, got: 59
        'AutoTerminationPolicy': {'IdleTimeout': 604801}   | must be between 60 and 604800 seconds, got: 604801
        'StepConcurrencyLevel': 0                          | The StepConcurrencyLevel must be between 1 and 256, got: 0
        'StepConcurrencyLevel': 257                        | The StepConcurrencyLevel must be between 1 and 256, got: 257
        'Tags': [{'Key': '', 'Value': 'v'}]                | A tag must have a key.
        'Tags': [{'Key': 'k', 'Valeu': 'v'}]               | Unknown member 'Tags[0].Valeu': Tag has the members [Key, Value]
        'Steps': [{'Name': 's'}]                           | Value null at 'steps.1.member.hadoopJarStep' failed to satisfy constraint
        'ScaleDownBehavior': 'NEVER'                       | Value 'NEVER' at 'scaleDownBehavior' failed to satisfy constraint: Member must satisfy enum value set
        'Configurations': [{'Configurations': [{'Clas': 'x'}]}] | Unknown member 'Configurations[0].Configurations[0].Clas'
        """)
    void rejectsInvalidMembers(String member, String message) throws Exception {
        assertRefused("%s, 'Instances': {'InstanceGroups': [%s]}".formatted(member, MASTER), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'InstanceGroups': [MASTER], 'InstanceFleets': [MASTER_FLEET] | Please configure instances using one and only one of the following: instance groups; instance fleets;
        'KeepJobFlowAliveWhenNoSteps': true                 | Please configure instances using one and only one of the following
        'InstanceGroups': [CORE]                            | No master instance groups were supplied; you must specify exactly one master instance group.
        'InstanceGroups': [MASTER, MASTER]                  | Multiple master instance groups supplied, you must specify exactly one master instance group
        'InstanceGroups': [MASTER, TASK]                    | Clusters with task instance groups must also define core instance groups.
        'InstanceGroups': [{'InstanceRole': 'MASTER', 'InstanceType': 'm5.xlarge', 'InstanceCount': 2}] | A master instance group must specify a single instance
        'InstanceGroups': [{'InstanceRole': 'MAIN', 'InstanceType': 'm5.xlarge', 'InstanceCount': 1}] | Value 'MAIN' at 'instances.instanceGroups.1.member.instanceRole' failed to satisfy constraint
        'InstanceGroups': [{'InstanceRole': 'MASTER', 'InstanceCount': 1}] | Value null at 'instances.instanceGroups.1.member.instanceType'
        'InstanceFleets': [{'InstanceFleetType': 'MASTER', 'TargetOnDemandCapacity': 2}] | A master instance fleet can only have a target capacity of 1.
        'InstanceFleets': [MASTER_FLEET, {'InstanceFleetType': 'CORE', 'Name': 'workers'}] | The instance fleet (workers) should have a value of one or greater
        'InstanceGroups': [MASTER], 'Ec2SubnetIds': ['subnet-1', 'subnet-2'] | Only one subnet may be specified for clusters configured with instance groups
        'InstanceGroups': [MASTER], 'AdditionalMasterSecurityGroups': ['1', '2', '3', '4', '5'] | Maximum number(4) of security groups exceeded for AdditionalMasterSecurityGroups.
        'InstanceGroups': 'one'                             | 'Instances.InstanceGroups' must be a list, got string
        """)
    void rejectsInvalidInstances(String instances, String message) throws Exception {
        String filled = instances
                .replace("MASTER_FLEET", MASTER_FLEET)
                .replace("[MASTER", "[" + MASTER)
                .replace(" MASTER]", MASTER + "]")
                .replace("[CORE]", "[" + CORE + "]")
                .replace(" TASK]", TASK + "]");
        assertRefused("'Instances': {%s}".formatted(filled), message);
    }

    @ParameterizedTest
    @CsvSource({"emr-5.29.0, false", "emr-5.30.0, true", "emr-6.0.0, false", "emr-6.1.0, true", "emr-7.0.0, true"})
    void autoTerminationDependsOnTheRelease(String release, boolean supported) throws Exception {
        Wire.Answer answer = runWith(
                "'ReleaseLabel': '%s', 'AutoTerminationPolicy': {'IdleTimeout': 60}, 'Instances': {'InstanceGroups': [%s]}"
                        .formatted(release, MASTER));

        assertThat(answer.status()).isEqualTo(supported ? 200 : 400);
        if (!supported) {
            assertThat(answer.message()).contains("when using this release of EMR");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "emr-5.36.0, 3, 0, false",
        "emr-5.36.1, 3, 0, true",
        "emr-6.8.0, 3, 0, false",
        "emr-6.8.1, 3, 0, true",
        "emr-6.12.0, 3, 0, true",
        "emr-7.0.0, 3, 0, true",
        "emr-7.0.0, 0, 3, false",
        "emr-7.0.0, 2, 0, false"
    })
    void threePrimaryNodesInAFleetDependOnTheRelease(String release, int onDemand, int spot, boolean supported)
            throws Exception {
        Wire.Answer answer = runWith(
                "'ReleaseLabel': '%s', 'Instances': {'InstanceFleets': [{'InstanceFleetType': 'MASTER', 'TargetOnDemandCapacity': %d, 'TargetSpotCapacity': %d, 'InstanceTypeConfigs': [{'InstanceType': 'm5.xlarge'}]}]}"
                        .formatted(release, onDemand, spot));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(supported ? 200 : 400);
    }

    @Test
    void rejectsTooManyLongOrInvalidSteps() throws Exception {
        String step = "{'Name': 's', 'HadoopJarStep': {'Jar': 'command-runner.jar', 'Args': ['%s']}}";
        List<String> many =
                IntStream.range(0, 257).mapToObj(i -> step.formatted("")).toList();
        String groups = ", 'Instances': {'InstanceGroups': [%s]}".formatted(MASTER);

        assertRefused("'Steps': " + many + groups, "Maximum number of steps for job flow exceeded");
        assertRefused("'Steps': [" + step.formatted("x".repeat(10_240)) + "]" + groups, "exceed 10240 characters");
        assertRefused(
                "'StepConcurrencyLevel': 2, 'Steps': [{'Name': 's', 'ActionOnFailure': 'CANCEL_AND_WAIT', 'HadoopJarStep':"
                        + " {'Jar': 'command-runner.jar'}}]" + groups,
                "The ActionOnFailure setting CANCEL_AND_WAIT of the step 's' is not valid");
    }

    @Test
    void rejectsInvalidManagedScalingPolicies() throws Exception {
        String policy = "'ManagedScalingPolicy': {'ComputeLimits': {'UnitType': '%s', 'MinimumCapacityUnits': %d,"
                + " 'MaximumCapacityUnits': 4}}, 'Instances': {%s}";

        assertRefused(
                policy.formatted("InstanceFleetUnits", 1, "'InstanceGroups': [" + MASTER + "]"),
                "does not fit a cluster of instance groups");
        assertRefused(
                policy.formatted("Instances", 5, "'InstanceGroups': [" + MASTER + "]"),
                "MinimumCapacityUnits (5) of a managed scaling policy cannot exceed MaximumCapacityUnits (4)");
    }

    @Test
    void errorsDoNotRepeatValuesOfMembers() throws Exception {
        Wire.Answer answer =
                runWith("'KerberosAttributes': 'secret', 'Instances': {'InstanceGroups': [%s]}".formatted(MASTER));

        assertThat(answer.message())
                .contains("'KerberosAttributes' must be a structure")
                .doesNotContain("secret");
    }

    @Test
    void rejectedRequestCreatesNoCluster() throws Exception {
        assertRefused("'Instances': {}", "Please configure instances");

        assertThat(aws.clusters()).isEmpty();
    }

    private void assertRefused(String members, String message) throws Exception {
        Wire.Answer answer = runWith(members);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.message()).contains(message);
        assertThat(answer.errorType()).endsWith("Exception");
    }

    /** Sends a request with the members that every cluster needs. The given members override them. */
    private Wire.Answer runWith(String members) throws IOException {
        ObjectNode request = (ObjectNode) parse(
                "'Name': 'etl', 'ReleaseLabel': 'emr-7.1.0', 'ServiceRole': 'service'," + " 'JobFlowRole': 'profile'");
        request.setAll((ObjectNode) parse(members));
        return Wire.call(aws, "ElasticMapReduce.RunJobFlow", request.toString());
    }

    private static JsonNode parse(String members) throws IOException {
        return JSON.readTree("{" + members.replace('\'', '"') + "}");
    }
}
