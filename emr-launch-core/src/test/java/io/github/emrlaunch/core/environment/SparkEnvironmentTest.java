package io.github.emrlaunch.core.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.services.ec2.ISubnet;

class SparkEnvironmentTest {
    private final TestStack test = TestStack.create();

    private SparkEnvironment.Builder environment() {
        return SparkEnvironment.Builder.create(test.stack(), "Environment");
    }

    private List<JsonNode> readable(String type) {
        return test.properties(type).stream().map(TestStack::readable).toList();
    }

    private List<String> cidrs() {
        return test.properties("AWS::EC2::Subnet").stream()
                .map(subnet -> subnet.path("CidrBlock").asText())
                .toList();
    }

    @Test
    void splitsCidrIntoPublicAndPrivateSubnet() {
        SparkEnvironment environment = environment().build();

        assertThat(test.properties("AWS::EC2::VPC"))
                .singleElement()
                .satisfies(vpc -> assertThat(vpc.path("CidrBlock").asText()).isEqualTo("172.16.0.0/22"));
        assertThat(cidrs()).containsExactly("172.16.0.0/23", "172.16.2.0/23");
        assertThat(environment.getPublicSubnets()).hasSize(1);
        assertThat(environment.getPrivateSubnets()).containsExactly(environment.getClusterSubnet());
    }

    @Test
    void createsSubnetsAndNatGatewaysForTwoZones() {
        SparkEnvironment environment =
                environment().cidr("10.20.0.0/26").maxAzs(2).natGateways(2).build();

        assertThat(cidrs()).containsExactly("10.20.0.0/28", "10.20.0.16/28", "10.20.0.32/28", "10.20.0.48/28");
        assertThat(test.properties("AWS::EC2::NatGateway")).hasSize(2);
        assertThat(environment.getPrivateSubnets())
                .extracting(ISubnet::getAvailabilityZone)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void createsNatGatewayAndVpcEndpoints() {
        environment().build();

        assertThat(test.properties("AWS::EC2::NatGateway")).hasSize(1);
        assertThat(test.properties("AWS::EC2::InternetGateway")).hasSize(1);
        List<JsonNode> endpoints = readable("AWS::EC2::VPCEndpoint");
        assertThat(endpoints)
                .extracting(
                        endpoint -> endpoint.path("VpcEndpointType").asText(),
                        endpoint -> endpoint.path("ServiceName").asText())
                .containsExactlyInAnyOrder(
                        tuple("Gateway", "com.amazonaws.<AWS::Region>.s3"),
                        tuple("Interface", "com.amazonaws.<AWS::Region>.ssm"),
                        tuple("Interface", "com.amazonaws.<AWS::Region>.ssmmessages"));
        assertThat(endpoints).filteredOn(endpoint -> endpoint.has("SubnetIds")).allSatisfy(endpoint -> {
            assertThat(endpoint.path("PrivateDnsEnabled").asBoolean()).isTrue();
            assertThat(endpoint.path("SubnetIds").toString()).contains("PrivateSubnet1");
        });
        assertThat(test.properties("AWS::EC2::SecurityGroup")).singleElement().satisfies(group -> assertThat(
                        group.path("SecurityGroupIngress"))
                .isEqualTo(Json.parse("""
                                [{"CidrIp": "172.16.0.0/22", "Description": "From the VPC",
                                  "FromPort": 443, "IpProtocol": "tcp", "ToPort": 443}]""")));
    }

    @Test
    void createsPrivateEncryptedBucketsForLogsAndData() {
        environment().namingPrefix("analytics").namingSuffix("7f3a").build();

        List<ObjectNode> buckets = StreamSupport.stream(test.resources().spliterator(), false)
                .filter(resource -> resource.path("Type").asText().equals("AWS::S3::Bucket"))
                .map(ObjectNode.class::cast)
                .toList();
        assertThat(buckets)
                .hasSize(2)
                .allSatisfy(bucket -> {
                    assertThat(bucket.path("DeletionPolicy").asText()).isEqualTo("Retain");
                    assertThat(bucket.path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
                    assertThat(bucket.at("/Properties/BucketEncryption/ServerSideEncryptionConfiguration")
                                    .findValuesAsText("SSEAlgorithm"))
                            .containsExactly("AES256");
                    assertThat(bucket.at("/Properties/PublicAccessBlockConfiguration"))
                            .isEqualTo(Json.parse("""
                                    {"BlockPublicAcls": true, "BlockPublicPolicy": true,
                                     "IgnorePublicAcls": true, "RestrictPublicBuckets": true}"""));
                    assertThat(bucket.at("/Properties").has("AccessControl")).isFalse();
                })
                .extracting(bucket -> bucket.at("/Properties/BucketName").asText())
                .containsExactly("analytics-logs-7f3a", "analytics-data-7f3a");
        assertThat(buckets.get(1)
                        .at("/Properties/LoggingConfiguration/LogFilePrefix")
                        .asText())
                .isEqualTo("access/");
        assertThat(readable("AWS::S3::BucketPolicy")).hasSize(2).allSatisfy(policy -> assertThat(
                        policy.findValuesAsText("aws:SecureTransport"))
                .containsExactly("false"));
    }

    @Test
    void allowsServicesToWriteLogs() {
        environment().build();

        List<JsonNode> writers = new ArrayList<>();
        readable("AWS::S3::BucketPolicy").get(0).at("/PolicyDocument/Statement").forEach(statement -> {
            if (statement.path("Action").asText().equals("s3:PutObject")) {
                writers.add(statement);
            }
        });

        assertThat(writers)
                .extracting(statement -> statement.at("/Principal/Service").asText())
                .containsExactly("logging.s3.amazonaws.com", "delivery.logs.amazonaws.com");
        assertThat(writers).allSatisfy(statement -> assertThat(statement
                        .at("/Condition/StringEquals/aws:SourceAccount")
                        .asText())
                .isEqualTo("<AWS::AccountId>"));
        assertThat(writers.get(0).path("Resource").asText()).endsWith(".Arn>/access/*");
        assertThat(writers.get(1).path("Resource").asText()).endsWith(".Arn>/network/AWSLogs/<AWS::AccountId>/*");
        assertThat(readable("AWS::EC2::FlowLog"))
                .singleElement()
                .satisfies(log -> assertThat(log.path("TrafficType").asText()).isEqualTo("ALL"));
    }

    @Test
    void addsPartOfStackIdToBucketNames() {
        environment().build();

        JsonNode name = test.properties("AWS::S3::Bucket").get(0).path("BucketName");

        assertThat(name).isEqualTo(Json.parse("""
                        {"Fn::Join": ["", ["default-logs-", {"Fn::Select": [0, {"Fn::Split": ["-",
                          {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}]}]}]]}"""));
    }

    @Test
    void allowSessionsGrantsSystemsManagerToInstanceRoles() {
        SparkEnvironment environment = environment().build();
        EmrProfile profile = EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("spark")
                .vpc(environment.getVpc())
                .build();
        EmrProfile other = EmrProfile.Builder.create(test.stack(), "OtherProfile")
                .profileName("other")
                .vpc(environment.getVpc())
                .build();

        environment.allowSessions(profile.getInstanceRole());
        environment.allowSessions(other.getInstanceRole());

        assertThat(readable("AWS::IAM::Policy"))
                .filteredOn(policy -> policy.path("PolicyName").asText().contains("Sessions"))
                .singleElement()
                .satisfies(policy -> {
                    assertThat(policy.at("/PolicyDocument/Statement/0/Action").toString())
                            .contains("ssm:UpdateInstanceInformation", "ssmmessages:OpenDataChannel");
                    assertThat(policy.path("Roles")).hasSize(2);
                });
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void rejectsInvalidInput(String message, UnaryOperator<SparkEnvironment.Builder> change) {
        assertThatThrownBy(() -> change.apply(environment()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Stack/Environment: " + message);
    }

    private static Arguments bad(String message, UnaryOperator<SparkEnvironment.Builder> change) {
        return Arguments.of(message, change);
    }

    private static Arguments badCidr(String cidr) {
        return bad(
                "'cidr' must be a range of IPv4 addresses with 16 to 28 bits of prefix, such as 172.16.0.0/22, got: "
                        + cidr,
                builder -> builder.cidr(cidr));
    }

    private static Arguments badPrefix(String prefix) {
        return bad(
                "'namingPrefix' must be lower-case letters, digits and hyphens, without a hyphen at the start or end: it is part of bucket names, got: '%s'"
                        .formatted(prefix),
                builder -> builder.namingPrefix(prefix));
    }

    private static Arguments reserved(String name, UnaryOperator<SparkEnvironment.Builder> change) {
        return bad(
                "'namingPrefix' and 'namingSuffix' result in bucket names such as %s, which S3 keeps for itself: names must not begin with one of [xn--, sthree-, amzn-s3-demo-] nor end with one of [-s3alias, --ol-s3, --x-s3, --table-s3]"
                        .formatted(name),
                change);
    }

    static Stream<Arguments> badInput() {
        return Stream.of(
                badCidr("172.16.0.0"),
                badCidr("fd00::/64"),
                badCidr("172.16.0.256/22"),
                badCidr("172.016.0.0/22"),
                badCidr("10.0.0.0/15"),
                badCidr("10.0.0.0/29"),
                bad(
                        "'cidr' must start at the first address of its range, 172.16.4.0/22, got: 172.16.5.7/22",
                        builder -> builder.cidr("172.16.5.7/22")),
                bad(
                        "'cidr' 10.0.0.0/28 is too small for 2 subnets, a public and a private one in each of 1 availability zones: each would be a /29, AWS allows /28. Use a prefix of at most /27",
                        builder -> builder.cidr("10.0.0.0/28")),
                bad(
                        "'cidr' 10.0.0.0/26 is too small for 6 subnets, a public and a private one in each of 3 availability zones: each would be a /29, AWS allows /28. Use a prefix of at most /25",
                        builder -> builder.cidr("10.0.0.0/26").maxAzs(3)),
                bad(
                        "'cidr' must be known at synth (subnets are derived from it), got a token",
                        builder -> builder.cidr(Fn.importValue("cidr"))),
                bad("'maxAzs' must be 1 to 6, got: 0", builder -> builder.maxAzs(0)),
                bad("'maxAzs' must be 1 to 6, got: 7", builder -> builder.maxAzs(7)),
                bad(
                        "'natGateways' must be 1 to 'maxAzs', which is 1, got: 2. Without one, clusters in private subnets have no Internet access",
                        builder -> builder.natGateways(2)),
                bad(
                        "'natGateways' must be 1 to 'maxAzs', which is 1, got: 0. Without one, clusters in private subnets have no Internet access",
                        builder -> builder.natGateways(0)),
                badPrefix(""),
                badPrefix("Analytics"),
                badPrefix("a.b"),
                badPrefix("-a"),
                bad(
                        "'namingSuffix' must be lower-case letters, digits and hyphens, without a hyphen at the start or end: it is part of bucket names, got: 'b-'",
                        builder -> builder.namingSuffix("b-")),
                bad(
                        "'namingPrefix' and 'namingSuffix' result in bucket names of 64 characters, S3 allows 63. Shorten "
                                + "a".repeat(50),
                        builder -> builder.namingPrefix("a".repeat(50))),
                reserved("amzn-s3-demo-logs-1", builder -> builder.namingPrefix("amzn-s3-demo")
                        .namingSuffix("1")),
                reserved("a-logs-s3alias", builder -> builder.namingPrefix("a").namingSuffix("s3alias")));
    }

    @Test
    void acceptsLongestNamingPrefixAndToken() {
        environment().namingPrefix("a".repeat(49)).build();
        SparkEnvironment.Builder.create(test.stack(), "Other")
                .namingPrefix(Aws.ACCOUNT_ID)
                .build();

        assertThat(test.properties("AWS::S3::Bucket")).hasSize(4);
    }
}
