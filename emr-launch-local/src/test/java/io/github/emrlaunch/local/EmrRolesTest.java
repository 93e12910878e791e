package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The roles of clusters: their names in requests, and the permissions that EMR needs. */
class EmrRolesTest {
    /** A service role and an instance role with paths, and an instance profile whose name differs from that of its role. */
    private static final String TEMPLATE = """
            {"Resources": {
              "Service": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "AmazonEMR-Service", "Path": "/service-role/",
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                  "Principal": {"Service": "elasticmapreduce.amazonaws.com"}}]},
                "Policies": [{"PolicyName": "Emr", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::123456789012:role/emr/instances"}
                  %s]}}]}},
              "Instances": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "instances", "Path": "/emr/",
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                  "Principal": {"Service": "ec2.amazonaws.com"}}]}}},
              "Profile": {"Type": "AWS::IAM::InstanceProfile", "Properties": {"InstanceProfileName": "other-name",
                "Roles": [{"Ref": "Instances"}]}}}}
            """;

    private static final String CREATE_SPOT_ROLE =
            ", {\"Effect\": \"Allow\", \"Action\": \"iam:CreateServiceLinkedRole\", \"Resource\":"
                    + " \"arn:aws:iam::*:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot*\", \"Condition\":"
                    + " {\"StringLike\": {\"iam:AWSServiceName\": \"spot.amazonaws.com\"}}}";
    private static final String ROLES = "'ServiceRole': 'service-role/AmazonEMR-Service', 'JobFlowRole': 'other-name'";
    private static final String SPOT = ", 'Instances': {'InstanceGroups': [" + EmrWire.MASTER
            + ", {'InstanceRole': 'CORE', 'InstanceType': 'm5.xlarge', 'InstanceCount': 1, 'Market': 'SPOT'}],"
            + " 'KeepJobFlowAliveWhenNoSteps': true}";
    private static final String SPOT_FLEET =
            ", 'Instances': {'InstanceFleets': [{'InstanceFleetType': 'MASTER', 'TargetSpotCapacity': 1,"
                    + " 'InstanceTypeConfigs': [{'InstanceType': 'm5.xlarge'}]}], 'KeepJobFlowAliveWhenNoSteps': true}";

    private final LocalAws aws = LocalAws.start();
    private final EmrWire emr = new EmrWire(aws);

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        aws.close();
    }

    /** API reference, RunJobFlow, ServiceRole: "If you've created a custom service role path, you must specify it". */
    @ParameterizedTest
    @ValueSource(
            strings = {"service-role/AmazonEMR-Service", "arn:aws:iam::123456789012:role/service-role/AmazonEMR-Service"
            })
    void acceptsServiceRoleWithPathOrArn(String role) {
        deploy("");

        assertThat(stateOf("'ServiceRole': '" + role + "', 'JobFlowRole': 'other-name'"))
                .isEqualTo("WAITING");
    }

    /** The same sentence; the state and its reason are recorded in aws-cdk pull request 27736. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "AmazonEMR-Service",
                "/service-role/AmazonEMR-Service",
                "other/AmazonEMR-Service",
                "arn:aws:iam::123456789012:role/AmazonEMR-Service"
            })
    void serviceRoleWithWrongPathTerminatesCluster(String role) {
        deploy("");

        assertThat(stateOf("'ServiceRole': '" + role + "', 'JobFlowRole': 'other-name'"))
                .isEqualTo("TERMINATED_WITH_ERRORS");
        assertThat(aws.clusters().get(0).stateChangeReason()).isEqualTo("EMR service role " + role + " is invalid");
    }

    /** The same sentence: PassRole is checked for the role in the request. */
    @Test
    void passRoleIsCheckedForRoleNamedInRequest() {
        deploy("");
        Wire.Keys keys = Sessions.keys(
                aws,
                "launcher",
                "{\"Effect\": \"Allow\", \"Action\": [\"elasticmapreduce:RunJobFlow\", \"iam:CreateServiceLinkedRole\"],"
                        + " \"Resource\": \"*\"}",
                "{\"Effect\": \"Allow\", \"Action\": \"iam:PassRole\", \"Resource\":"
                        + " [\"arn:aws:iam::123456789012:role/service-role/AmazonEMR-Service\","
                        + " \"arn:aws:iam::123456789012:role/emr/instances\"]}");
        EmrWire launcher = new EmrWire(aws, keys);

        assertThat(launcher.run(ROLES).status()).isEqualTo(200);
        assertThat(launcher.run("'ServiceRole': 'AmazonEMR-Service', 'JobFlowRole': 'other-name'")
                        .message())
                .contains("iam:PassRole on resource: arn:aws:iam::123456789012:role/AmazonEMR-Service");
    }

    /** API reference, RunJobFlow: JobFlowRole is "also called instance profile"; aws-cdk issue 8080 has the message. */
    @Test
    void findsInstanceProfileByProfileNameNotRoleName() {
        deploy("");

        assertThat(stateOf(ROLES)).isEqualTo("WAITING");
        assertThat(emr.run("'ServiceRole': 'service-role/AmazonEMR-Service', 'JobFlowRole': 'instances'")
                        .message())
                .isEqualTo("Invalid InstanceProfile: instances.");
    }

    /**
     * EC2 user guide, "Service-linked role for Spot Instance requests": with an API "you must first ensure that this role
     * exists". Pull requests 189 and 190 of harrystech/arthur-redshift-etl: EMR creates it with the permission of the service role.
     * That the cluster terminates with VALIDATION_ERROR is believed.
     */
    @ParameterizedTest
    @ValueSource(strings = {SPOT, SPOT_FLEET})
    void spotInstancesNeedTheirServiceLinkedRole(String instances) {
        deploy("");

        assertThat(stateOf(ROLES)).isEqualTo("WAITING");
        assertThat(stateOf(ROLES + instances)).isEqualTo("TERMINATED_WITH_ERRORS");
        assertThat(aws.clusters().get(1).stateChangeReason())
                .contains("do not have permission to create the service-linked role for EC2 Spot Instances");
    }

    /** The same sources: the service role creates it, once per account. */
    @Test
    void serviceRoleCreatesServiceLinkedRoleForSpot() {
        deploy(CREATE_SPOT_ROLE);
        assertThat(stateOf(ROLES + SPOT)).isEqualTo("WAITING");

        deploy("");
        assertThat(stateOf(ROLES + SPOT)).isEqualTo("WAITING");
    }

    /** CloudFormation, AWS::IAM::ServiceLinkedRole. */
    @Test
    void templateCreatesServiceLinkedRoleForSpot() {
        deploy("");
        aws.deploy(new Assembly(directory.resolve("spot")).stack("Spot", """
                        {"Resources": {"Spot": {"Type": "AWS::IAM::ServiceLinkedRole", "Properties":
                          {"AWSServiceName": "spot.amazonaws.com"}}}}""").write());

        assertThat(stateOf(ROLES + SPOT)).isEqualTo("WAITING");
    }

    @Test
    void spotInstancesUseExistingServiceLinkedRole() {
        deploy("");
        aws.existing().serviceLinkedRole("spot.amazonaws.com");

        assertThat(stateOf(ROLES + SPOT)).isEqualTo("WAITING");
        assertThatThrownBy(() -> aws.existing().serviceLinkedRole("spot"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'spot'");
    }

    private void deploy(String moreStatements) {
        aws.deploy(new Assembly(directory)
                .stack("Roles", TEMPLATE.formatted(moreStatements))
                .write());
    }

    /** Returns the state of a cluster after it had time to become ready. */
    private String stateOf(String members) {
        Wire.Answer answer = emr.run(members);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        aws.clock().advance(Duration.ofMinutes(10));
        return aws.clusters().get(aws.clusters().size() - 1).state();
    }
}
