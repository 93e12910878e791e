package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The EMR operations for clusters, over HTTP. */
class EmrOperationsTest {
    private final LocalAws aws = LocalAws.start();
    private final EmrWire emr = new EmrWire(aws);

    @BeforeEach
    void declareAccount() {
        aws.existing()
                .role("service")
                .instanceProfile("profile", "instances")
                .subnet("subnet-private", false)
                .subnet("subnet-public", true);
    }

    @AfterEach
    void close() {
        aws.close();
    }

    /** cloud-custodian issue 6656 has the message of ListClusters; the other messages are believed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ListClusters       | 'ClusterStates': ['WAITING', 'somewrongstate'] | Cluster states [somewrongstate] are not valid.
        ListSteps          | 'StepStates': ['DONE', 'running']              | Step states [DONE, running] are not valid.
        ListInstances      | 'InstanceStates': ['UP']                       | Instance states [UP] are not valid.
        ListInstances      | 'InstanceGroupTypes': ['PRIMARY']              | Instance group types [PRIMARY] are not valid.
        ListInstances      | 'InstanceFleetType': 'PRIMARY'                 | Instance fleet type 'PRIMARY' is not valid.
        CancelSteps        | 'StepIds': [], 'StepCancellationOption': 'NOW' | Step cancellation option 'NOW' is not valid.
        """)
    void rejectsUnknownEnumValueAsInvalidRequest(String operation, String members, String message) {
        String id = run("");

        Wire.Answer answer = emr.call(operation, cluster(operation, id) + members);

        assertThat(answer.errorType()).isEqualTo("InvalidRequestException");
        assertThat(answer.message()).isEqualTo(message);
    }

    /** Operations whose model has no InvalidRequestException return the AWS message of a violated constraint. */
    @Test
    void rejectsUnknownInstanceRoleAsConstraintViolation() {
        String id = run("");

        Wire.Answer answer = emr.call(
                "AddInstanceGroups",
                "'JobFlowId': '" + id
                        + "', 'InstanceGroups': [{'InstanceRole': 'PRIMARY', 'InstanceType': 'm5.xlarge', 'InstanceCount': 1}]");

        assertThat(answer.errorType()).isEqualTo("ValidationException");
        assertThat(answer.message())
                .isEqualTo(
                        "1 validation error detected: Value 'PRIMARY' at 'instanceGroups.1.member.instanceRole' failed to"
                                + " satisfy constraint: Member must satisfy enum value set: [MASTER,CORE,TASK]");
    }

    /** botocore's model of EMR: every operation rejects unknown members of its request. */
    @Test
    void everyOperationRejectsUnknownMembersOfItsRequest() {
        assertThat(operations())
                .contains("DescribeCluster", "RunJobFlow", "RemoveTags")
                .hasSizeGreaterThan(20)
                .allSatisfy(operation -> assertThat(
                                emr.call(operation, "'Colour': 'red'").message())
                        .contains("Unknown member 'Colour': " + operation + "Input"));
    }

    /** Returns the operations that the emulator supports, which its answer to an unknown operation lists. */
    private List<String> operations() {
        String message = emr.call("NoOperation", "").message();
        String list = message.substring(message.indexOf('[') + 1, message.indexOf(']'));
        return List.of(list.split(", ", -1));
    }

    /** Management guide, "Amazon EMR-managed security groups": EMR creates them when the request names none. */
    @ParameterizedTest
    @CsvSource({"subnet-private, true", "subnet-public, false"})
    void managedSecurityGroupsAreDescribed(String subnet, boolean access) {
        String instances =
                ", 'Instances': {'MasterInstanceType': 'm5.xlarge', 'SlaveInstanceType': 'm5.xlarge', 'InstanceCount': 1, 'Ec2SubnetId': '"
                        + subnet + "'}";

        JsonNode attributes = describe(run(instances)).path("Ec2InstanceAttributes");

        assertThat(attributes.path("EmrManagedMasterSecurityGroup").asText()).matches("sg-[0-9a-f]{17}");
        assertThat(attributes.path("EmrManagedSlaveSecurityGroup").asText())
                .matches("sg-[0-9a-f]{17}")
                .isNotEqualTo(attributes.path("EmrManagedMasterSecurityGroup").asText());
        assertThat(attributes.has("ServiceAccessSecurityGroup")).isEqualTo(access);
        assertThat(describe(run(instances)).path("Ec2InstanceAttributes"))
                .as("the next cluster in the subnet has the same ones")
                .isEqualTo(attributes);
    }

    /** API reference, Cluster. */
    @Test
    void configurationsAreDescribed() {
        assertThat(describe(run("")).path("Configurations").toString()).isEqualTo("[]");
        assertThat(describe(run(", 'Configurations': [{'Classification': 'spark', 'Properties': {'a': 'b'}}]"))
                        .at("/Configurations/0/Properties/a")
                        .asText())
                .isEqualTo("b");
    }

    /** API reference, RemoveTags; service authorization reference, RemoveTags: aws:TagKeys. */
    @Test
    void tagsAreRemoved() {
        String id = run(", 'Tags': [{'Key': 'a', 'Value': '1'}, {'Key': 'b', 'Value': '2'}]");
        String statement = "{\"Effect\": \"Allow\", \"Action\": \"elasticmapreduce:RemoveTags\", \"Resource\": \"*\","
                + " \"Condition\": {\"ForAllValues:StringEquals\": {\"aws:TagKeys\": \"a\"}}}";
        EmrWire remover = new EmrWire(aws, Sessions.keys(aws, "remover", statement));

        assertThat(remover.call("RemoveTags", "'ResourceId': '" + id + "', 'TagKeys': ['b']")
                        .message())
                .contains("not authorized to perform: elasticmapreduce:RemoveTags");
        assertThat(remover.call("RemoveTags", "'ResourceId': '" + id + "', 'TagKeys': ['a', 'a']")
                        .status())
                .isEqualTo(200);
        assertThat(aws.clusters().get(0).tags()).containsOnlyKeys("b");
    }

    /** API reference, ListReleaseLabels; the labels are those of the release guide. */
    @Test
    void releaseLabelsAreListed() {
        assertThat(emr.call("ListReleaseLabels", "'Filters': {'Prefix': 'emr-7.1'}")
                        .body()
                        .toString())
                .isEqualTo(
                        "{\"ReleaseLabels\":[\"emr-7.13.0\",\"emr-7.12.0\",\"emr-7.11.0\",\"emr-7.10.0\",\"emr-7.1.0\"]}");
        JsonNode first = emr.call("ListReleaseLabels", "'MaxResults': 2").body();
        assertThat(first.path("ReleaseLabels").toString()).isEqualTo("[\"emr-spark-8.0.0\",\"emr-7.13.0\"]");
        assertThat(emr.call(
                                "ListReleaseLabels",
                                "'MaxResults': 1, 'NextToken': '"
                                        + first.path("NextToken").asText() + "'")
                        .body()
                        .path("ReleaseLabels")
                        .toString())
                .isEqualTo("[\"emr-7.12.0\"]");
        assertThat(emr.call("ListReleaseLabels", "'Filters': {'Application': 'spark'}")
                        .message())
                .contains("doesn't know the applications of a release");
    }

    /** API reference, DescribeReleaseLabel. */
    @Test
    void releaseLabelIsDescribed() {
        assertThat(emr.call("DescribeReleaseLabel", "'ReleaseLabel': 'emr-7.1.0'")
                        .body()
                        .path("ReleaseLabel")
                        .asText())
                .isEqualTo("emr-7.1.0");
        assertThat(emr.call("DescribeReleaseLabel", "'ReleaseLabel': 'emr-seven'")
                        .errorType())
                .isEqualTo("InvalidRequestException");
    }

    /**
     * Management guide, "Create a security configuration": EncryptionKeyProviderType is AwsKms or Custom. Pull request 23 of
     * awsdocs/amazon-emr-management-guide has the message for properties.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'LocalDiskEncryptionConfiguration': {'EncryptionKeyProviderType': 'AwsS3'} | the EncryptionKeyProviderType 'AwsS3' is none of [AwsKms, Custom]
        'LocalDiskEncryptionKeyProvider': {'Type': 'AwsKms'} | Invalid security configuration; object has invalid properties: [LocalDiskEncryptionKeyProvider].
        """)
    void rejectsInvalidSecurityConfiguration(String atRest, String message, @TempDir Path directory) {
        assertThatThrownBy(() -> deploySecurityConfiguration(directory, atRest))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AwsKms", "Custom"})
    void documentedKeyProvidersAreAccepted(String provider, @TempDir Path directory) {
        deploySecurityConfiguration(
                directory, "'LocalDiskEncryptionConfiguration': {'EncryptionKeyProviderType': '" + provider + "'}");

        assertThat(emr.run("'SecurityConfiguration': 'secure'").status()).isEqualTo(200);
    }

    /** Management guide, "Configure metadata service requests": components of earlier releases need version 1. */
    @ParameterizedTest
    @CsvSource({
        "emr-5.23.0, false",
        "emr-5.23.1, true",
        "emr-5.31.1, false",
        "emr-5.32.0, true",
        "emr-6.1.1, false",
        "emr-6.2.0, true"
    })
    void earlyReleasesNeedVersionOneOfMetadataService(String release, boolean starts, @TempDir Path directory) {
        aws.deploy(
                new Assembly(directory).stack("Stack", """
                        {'Resources': {'Secure': {'Type': 'AWS::EMR::SecurityConfiguration', 'Properties': {'Name': 'secure',
                          'SecurityConfiguration': {'InstanceMetadataServiceConfiguration':
                            {'MinimumInstanceMetadataServiceVersion': 2, 'HttpPutResponseHopLimit': 1}}}}}}""".replace('\'', '"')).write());
        String id = run(", 'SecurityConfiguration': 'secure', 'ReleaseLabel': '" + release + "'");

        aws.clock().advance(Duration.ofMinutes(10));

        JsonNode status = describe(id).path("Status");
        assertThat(status.path("State").asText()).isEqualTo(starts ? "WAITING" : "TERMINATED_WITH_ERRORS");
        if (!starts) {
            assertThat(status.at("/StateChangeReason/Message").asText())
                    .contains("version 1 of the instance metadata service");
        }
    }

    private void deploySecurityConfiguration(Path directory, String atRest) {
        String template =
                "{'Resources': {'Secure': {'Type': 'AWS::EMR::SecurityConfiguration', 'Properties': {'Name': 'secure',"
                        + " 'SecurityConfiguration': {'EncryptionConfiguration': {'EnableAtRestEncryption': true,"
                        + " 'EnableInTransitEncryption': false, 'AtRestEncryptionConfiguration': {" + atRest
                        + "}}}}}}}";
        aws.deploy(new Assembly(directory)
                .stack("Stack", template.replace('\'', '"'))
                .write());
    }

    private static String cluster(String operation, String id) {
        return operation.equals("ListClusters") ? "" : "'ClusterId': '" + id + "', ";
    }

    private JsonNode describe(String id) {
        return emr.call("DescribeCluster", "'ClusterId': '" + id + "'").body().path("Cluster");
    }

    private String run(String members) {
        Wire.Answer answer = emr.run("'LogUri': null" + members);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body().path("JobFlowId").asText();
    }
}
