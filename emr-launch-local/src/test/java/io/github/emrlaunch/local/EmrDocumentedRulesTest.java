package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of EMR according to its documentation and to reports of users. Each test names its source. */
class EmrDocumentedRulesTest {
    private static final String GROUPS = "'Instances': {'InstanceGroups': [" + EmrWire.MASTER + ", " + EmrWire.CORE
            + ", %s], 'KeepJobFlowAliveWhenNoSteps': true}";
    private static final String FLEETS =
            "'Instances': {'InstanceFleets': [{'InstanceFleetType': 'MASTER', 'TargetOnDemandCapacity': 1,"
                    + " 'InstanceTypeConfigs': [{'InstanceType': 'm5.xlarge'}]}, %s], 'KeepJobFlowAliveWhenNoSteps': true}";

    private final LocalAws aws = LocalAws.start();
    private final EmrWire emr = new EmrWire(aws);

    @BeforeEach
    void declareAccount() {
        aws.existing().role("service").instanceProfile("profile", "instances");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    /** API reference, InstanceGroupConfig and InstanceFleetConfig: Name is a "friendly name". The AWS CLI names groups "TASK". */
    @Test
    void acceptsInstanceGroupsWithSameName() {
        String task = "{'Name': 'TASK', 'InstanceRole': 'TASK', 'InstanceType': 'm5.xlarge', 'InstanceCount': 1}";

        assertAccepted(GROUPS.formatted(task + ", " + task));
    }

    /** API reference, InstanceFleetConfig: Name is a "friendly name". */
    @Test
    void acceptsInstanceFleetsWithSameName() {
        String fleet = "{'Name': 'same', 'InstanceFleetType': '%s', 'TargetOnDemandCapacity': 1, 'InstanceTypeConfigs':"
                + " [{'InstanceType': 'm5.xlarge'}]}";

        assertAccepted("'Instances': {'InstanceFleets': [%s, %s], 'KeepJobFlowAliveWhenNoSteps': true}"
                .formatted(fleet.formatted("MASTER"), fleet.formatted("CORE")));
    }

    /**
     * EC2's naming conventions of instance types. The message is that of https://github.com/hashicorp/terraform-provider-aws/issues/33998,
     * where the type exists and EMR does not support it.
     */
    @Test
    void rejectsInvalidInstanceTypes() {
        String message = "Instance type 'm7g.xlrage' is not supported.";

        assertRefused(
                GROUPS.formatted("{'InstanceRole': 'TASK', 'InstanceType': 'm7g.xlrage', 'InstanceCount': 1}"),
                message);
        assertRefused(
                FLEETS.formatted(
                        "{'InstanceFleetType': 'CORE', 'TargetSpotCapacity': 1, 'InstanceTypeConfigs': [{'InstanceType': 'm7g.xlrage'}]}"),
                message);
        assertRefused(
                "'Instances': {'MasterInstanceType': 'm7g.xlarge', 'SlaveInstanceType': 'm7g.xlrage', 'InstanceCount': 2,"
                        + " 'KeepJobFlowAliveWhenNoSteps': true}",
                message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"m7i-flex.2xlarge", "m7i.metal-24xl", "u7in-24tb.224xlarge", "t3.nano", "m4.large"})
    void acceptsAllFormsOfInstanceTypeNames(String type) {
        assertAccepted(
                GROUPS.formatted("{'InstanceRole': 'TASK', 'InstanceType': '%s', 'InstanceCount': 1}".formatted(type)));
    }

    /** API reference, AutoTerminationPolicy: IdleTimeout is not required. The default of one hour is believed. */
    @Test
    void autoTerminationPolicyNeedsNoTimeout() {
        assertAccepted("'AutoTerminationPolicy': {}");

        aws.clock().advance(Duration.ofMinutes(67));
        assertThat(aws.clusters().get(0).state()).isEqualTo("WAITING");
        aws.clock().advance(Duration.ofMinutes(3));
        assertThat(aws.clusters().get(0).state()).isEqualTo("TERMINATED");
    }

    /** API reference, PlacementGroupConfig: PlacementStrategy is not required. */
    @Test
    void placementGroupNeedsNoStrategy() {
        assertAccepted("'PlacementGroupConfigs': [{'InstanceRole': 'MASTER'}]");
    }

    /** API reference, PlacementGroupConfig: "the only supported placement strategy is SPREAD for the MASTER instance role". */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'InstanceRole': 'CORE'}",
                "{'InstanceRole': 'MASTER', 'PlacementStrategy': 'CLUSTER'}",
                "{'InstanceRole': 'CORE', 'PlacementStrategy': 'SPREAD'}"
            })
    void rejectsPlacementGroupsOtherThanSpreadOfPrimaryNodes(String group) {
        assertRefused("'PlacementGroupConfigs': [" + group + "]", "The only supported placement strategy is SPREAD");
    }

    /** Management guide, "Restrictions that apply to tagging resources in Amazon EMR": letters of any language, digits, spaces. */
    @ParameterizedTest
    @ValueSource(strings = {"cost center", "Größe", "部門", "a_b.c:d/e=f+g-h@i", "123"})
    void acceptsTagsWithLettersDigitsSpacesAndSymbols(String text) {
        assertAccepted("'Tags': [{'Key': '%s', 'Value': '%s'}]".formatted(text, text));
    }

    /** Management guide, "Restrictions that apply to tagging resources in Amazon EMR", and the restrictions of EC2 that it refers to. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {'Key': 'team!', 'Value': ''}     | The tag Key 'team!' may have only letters, digits, spaces
        {'Key': 'team', 'Value': 'a(b)'}  | The tag Value 'a(b)' may have only letters, digits, spaces
        {'Key': 'team', 'Value': 'a,b'}   | The tag Value 'a,b' may have only letters, digits, spaces
        {'Key': 'aws:team', 'Value': ''}  | The tag Key 'aws:team' begins with aws:
        {'Key': 'a', 'Value': 'Aws:x'}    | The tag Value 'Aws:x' begins with aws:
        {'Key': 'a', 'Value': '1'}, {'Key': 'a', 'Value': '2'} | The tag key 'a' is given twice
        """)
    void rejectsInvalidTags(String tags, String message) {
        assertRefused("'Tags': [" + tags + "]", message);
    }

    /** EC2 user guide, tag restrictions: "Maximum number of tags per resource – 50". */
    @Test
    void clusterHasAtMostFiftyTags() {
        assertRefused("'Tags': [" + tags(51) + "]", "A cluster can have at most 50 tags, got: 51");
        Wire.Answer cluster = assertAccepted("'Tags': [" + tags(50) + "]");

        String id = cluster.body().path("JobFlowId").asText();
        assertThat(addTag(id, "key-0").status()).as("another value of a tag").isEqualTo(200);
        assertThat(addTag(id, "one-more").message()).contains("at most 50 tags, got: 51");
    }

    /** Management guide, "Restrictions that apply to tagging…": "You cannot change or edit tags on a terminated cluster." */
    @Test
    void rejectsTagChangesOfTerminatedCluster() {
        String id = assertAccepted("'Tags': [{'Key': 'a', 'Value': '1'}]")
                .body()
                .path("JobFlowId")
                .asText();
        emr.call("TerminateJobFlows", "'JobFlowIds': ['" + id + "']");
        aws.clock().advance(Duration.ofMinutes(5));

        assertThat(addTag(id, "b").errorType()).isEqualTo("InvalidRequestException");
        assertThat(emr.call("RemoveTags", "'ResourceId': '" + id + "', 'TagKeys': ['a']")
                        .errorType())
                .isEqualTo("InvalidRequestException");
        assertThat(aws.clusters().get(0).tags()).containsOnlyKeys("a");
    }

    /** API reference, RunJobFlow: "in the form emr-x.x.x"; release guide: "emr-spark-8.0.0". Other labels belong to EMR on EKS. */
    @ParameterizedTest
    @CsvSource({
        "emr-7.13.0, true",
        "emr-spark-8.0.0, true",
        "emr-spark-8.1.2, true",
        "emr-spark-7.0.0, false",
        "emr-7.1.0-latest, false",
        "emr-spark-8.0.0-latest, false",
        "emr-7.1, false",
        "emr-flink-8.0.0, false",
        "EMR-7.1.0, false",
        "emr-3.11.0, false"
    })
    void acceptsOnlyDocumentedReleaseLabels(String label, boolean accepted) {
        String member = "'ReleaseLabel': '" + label + "'";

        if (accepted) {
            assertAccepted(member);
        } else {
            assertRefused(member, "The supplied release label is invalid: " + label + ".");
        }
    }

    /** boto3 issue 2866: EMR rejects the "OnDemandPrice" of older documents. The API reference states that it is a number. */
    @ParameterizedTest
    @ValueSource(strings = {"OnDemandPrice", "", "0", "0.00", "-1", "1,5", "$0.20", "cheap", "1e3"})
    void rejectsInvalidBidPrice(String price) {
        String group = "{'InstanceRole': 'TASK', 'InstanceType': 'm5.xlarge', 'InstanceCount': 1, 'Market': 'SPOT',"
                + " 'BidPrice': '" + price + "'}";
        String fleet = "{'InstanceFleetType': 'CORE', 'TargetSpotCapacity': 1, 'InstanceTypeConfigs': [{'InstanceType':"
                + " 'm5.xlarge', 'BidPrice': '" + price + "'}]}";
        String message = "The bid price is invalid. Revise the configuration and resubmit.";

        assertRefused(GROUPS.formatted(group), message);
        assertRefused(FLEETS.formatted(fleet), message);
        assertAccepted(GROUPS.formatted(group.replace("'" + price + "'}", "'0.20'}")));
    }

    /** API reference, InstanceTypeConfig: 30 with an allocation strategy, "without an allocation strategy… a maximum of five". */
    @ParameterizedTest
    @CsvSource({"5, false, true", "6, false, false", "30, true, true", "31, true, false"})
    void numberOfInstanceTypesInFleetIsLimited(int types, boolean strategy, boolean accepted) {
        String configs = IntStream.range(0, types)
                .mapToObj(i -> "{'InstanceType': 'm" + i + ".xlarge'}")
                .collect(Collectors.joining(", "));
        String specification = strategy
                ? ", 'LaunchSpecifications': {'OnDemandSpecification': {'AllocationStrategy': 'lowest-price'}}"
                : "";
        String fleet = "{'InstanceFleetType': 'CORE', 'TargetOnDemandCapacity': 1, 'InstanceTypeConfigs': [" + configs
                + "]" + specification + "}";

        if (accepted) {
            assertAccepted(FLEETS.formatted(fleet));
        } else {
            assertRefused(FLEETS.formatted(fleet), "instance types, got: " + types);
        }
    }

    /** Management guide, "Create bootstrap actions": "You can specify up to 16 bootstrap actions". The message is believed. */
    @Test
    void clusterHasAtMostSixteenBootstrapActions() {
        String action = "{'Name': 'install', 'ScriptBootstrapAction': {'Path': 's3://bucket/install.sh'}}";
        String sixteen = String.join(", ", Collections.nCopies(16, action));

        assertAccepted("'BootstrapActions': [" + sixteen + "]");
        assertRefused("'BootstrapActions': [" + sixteen + ", " + action + "]", "17 bootstrap actions, 16 allowed");
    }

    /** mrjob issue 899 has the message. The SDKs also document files of the node. The schemes are those of published clusters. */
    @ParameterizedTest
    @CsvSource({
        "s3://bucket/install.sh, true",
        "s3n://bucket/install.sh, true",
        "file:///usr/share/aws/emr/scripts/run-if, true",
        "file:/usr/share/aws/emr/scripts/run-if, true",
        "bucket/install.sh, false",
        "http://host/install.sh, false",
        "s3:/bucket/install.sh, false",
        "'', false"
    })
    void bootstrapActionPathMustBeInS3OrOnNode(String path, boolean accepted) {
        String action = "'BootstrapActions': [{'Name': 'b', 'ScriptBootstrapAction': {'Path': '" + path + "'}}]";

        if (accepted) {
            assertAccepted(action);
        } else {
            assertRefused(action, "Invalid bootstrap action path, must be a location in Amazon S3");
        }
    }

    /** aws-sdk-pandas issue 2162 has the message. The release notes of HBase 7.9.0 state that hbase-log4j is removed. */
    @ParameterizedTest
    @CsvSource({
        "spark-log4j, emr-6.7.0, true",
        "spark-log4j, emr-6.8.0, false",
        "spark-log4j, emr-spark-8.0.0, false",
        "spark-log4j, emr-5.36.2, true",
        "hbase-log4j, emr-7.8.0, true",
        "hbase-log4j, emr-7.9.0, false",
        "hadoop-log4j, emr-7.12.0, true"
    })
    void allowedClassificationsDependOnRelease(String classification, String release, boolean accepted) {
        String request = "'ReleaseLabel': '%s', 'Configurations': [{'Classification': '%s', 'Properties': {'a': 'b'}}]"
                .formatted(release, classification);

        if (accepted) {
            assertAccepted(request);
        } else {
            assertRefused(
                    request, "Classification '" + classification + "' is not valid for parent classification 'null'.");
        }
    }

    /** API reference, JobFlowInstancesConfig: "all three must be present". */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'MasterInstanceType': 'm5.xlarge', 'SlaveInstanceType': 'm5.xlarge', 'InstanceCount': 3 |
        'MasterInstanceType': 'm5.xlarge', 'SlaveInstanceType': 'm5.xlarge', 'InstanceCount': 1 |
        'MasterInstanceType': 'm5.xlarge', 'InstanceCount': 3                                   | must have MasterInstanceType, SlaveInstanceType, InstanceCount
        'InstanceCount': 3                                                                      | must have MasterInstanceType, SlaveInstanceType, InstanceCount
        'MasterInstanceType': 'm5.xlarge', 'SlaveInstanceType': 'm5.xlarge', 'InstanceCount': 0 | must be at least 1
        """)
    void instanceTypesAndInstanceCountMustBeComplete(String members, String refusal) {
        String instances = "'Instances': {" + members + ", 'KeepJobFlowAliveWhenNoSteps': true}";

        if (refusal == null) {
            assertAccepted(instances);
        } else {
            assertRefused(instances, refusal);
        }
    }

    /** Management guide, "Configure uniform instance groups": up to 48 task groups. */
    @Test
    void clusterHasAtMostFortyEightTaskGroups() {
        String task = "{'InstanceRole': 'TASK', 'InstanceType': 'm5.xlarge', 'InstanceCount': 1}";
        String many = String.join(", ", Collections.nCopies(48, task));

        assertAccepted(GROUPS.formatted(many));
        assertRefused(GROUPS.formatted(many + ", " + task), "at most 48 task instance groups, got: 49");
    }

    /** Believed: an empty id is not a security group, and the local emulator rejects it immediately. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'EmrManagedMasterSecurityGroup': ''",
                "'EmrManagedSlaveSecurityGroup': ''",
                "'ServiceAccessSecurityGroup': ' '",
                "'AdditionalMasterSecurityGroups': ['']",
                "'AdditionalSlaveSecurityGroups': ['sg-1', '']"
            })
    void rejectsEmptySecurityGroupId(String groups) {
        assertRefused(
                "'Instances': {'InstanceGroups': [" + EmrWire.MASTER + "], " + groups + "}",
                "The security group id of " + groups.substring(1, groups.indexOf("'", 1)) + " is empty");
    }

    /** Issue 6594 of gchq/sleeper has the message. */
    @Test
    void rejectsMaximumCoreCapacityAboveMaximumCapacity() {
        assertRefused(
                "'ManagedScalingPolicy': {'ComputeLimits': {'UnitType': 'Instances', 'MinimumCapacityUnits': 1,"
                        + " 'MaximumCapacityUnits': 2, 'MaximumCoreCapacityUnits': 3}}",
                "Invalid configuration for managed scaling. The max Core capacity cannot be higher than max capacity");
    }

    /** API reference: length constraints and patterns of the members, from botocore's model. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'Name': '%s'                               | at 'name' failed to satisfy constraint: Member must have length less than or equal to 256
        'CustomAmiId': '%s'                        | at 'customAmiId' failed to satisfy constraint: Member must have length less than or equal to 256
        'StepExecutionRoleArn': 'short'            | Value 'short' at 'stepExecutionRoleArn' failed to satisfy constraint: Member must have length greater than or equal to 20
        'Name': 'a\\u0007'                         | at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern
        'ManagedScalingPolicy': {'UtilizationPerformanceIndex': 101} | Value '101' at 'managedScalingPolicy.utilizationPerformanceIndex' failed to satisfy constraint: Member must have value less than or equal to 100
        """)
    void rejectsMembersThatViolateConstraints(String member, String message) {
        assertRefused(member.formatted("x".repeat(257)), message);
    }

    private Wire.Answer addTag(String id, String key) {
        return emr.call("AddTags", "'ResourceId': '" + id + "', 'Tags': [{'Key': '" + key + "', 'Value': 'new'}]");
    }

    private static String tags(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{'Key': 'key-" + i + "', 'Value': ''}")
                .collect(Collectors.joining(", "));
    }

    private Wire.Answer assertAccepted(String members) {
        Wire.Answer answer = emr.run(members);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer;
    }

    private void assertRefused(String members, String message) {
        int before = aws.clusters().size();
        Wire.Answer answer = emr.run(members);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.message()).contains(message);
        assertThat(aws.clusters()).hasSize(before);
    }
}
