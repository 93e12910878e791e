package io.github.emrlaunch.core.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.profile.Variant;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NotebookStudioTest {
    private final TestStack test = TestStack.create();

    private NotebookStudio.Builder studio() {
        return NotebookStudio.Builder.create(test.stack(), "Studio")
                .studioName("analytics")
                .vpc(test.importedVpc())
                .notebooksBucket(Variant.bucket(test.stack(), "data"));
    }

    private ObjectNode only(String type, String part) {
        return test.resources().properties().stream()
                .filter(resource -> resource.getValue().path("Type").asText().equals(type)
                        && resource.getKey().contains(part))
                .map(Map.Entry::getValue)
                .map(resource -> (ObjectNode) TestStack.readable(resource.path("Properties")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void createsStudioWithIamAuthenticationInVpc() {
        studio().build();

        ObjectNode studio = only("AWS::EMR::Studio", "");
        assertThat(studio.path("AuthMode").asText()).isEqualTo("IAM");
        assertThat(studio.path("Name").asText()).isEqualTo("analytics");
        assertThat(studio.path("DefaultS3Location").asText()).isEqualTo("s3://data/notebooks");
        assertThat(studio.path("VpcId").asText()).isEqualTo("vpc-0a1b2c3d4e5f60718");
        assertThat(studio.path("SubnetIds")).isEqualTo(Json.parse("[\"subnet-0123456789abcdef0\"]"));
        assertThat(studio.path("EngineSecurityGroupId").asText()).contains("EngineGroup");
        assertThat(studio.path("WorkspaceSecurityGroupId").asText()).contains("WorkspaceGroup");
    }

    @Test
    void opensOnePortBetweenNotebooksAndClusters() {
        studio().build();

        for (String group : List.of("WorkspaceGroup", "EngineGroup")) {
            assertThat(only("AWS::EC2::SecurityGroup", group).path("Tags").toString())
                    .contains("for-use-with-amazon-emr-managed-policies");
        }
        ObjectNode in = only("AWS::EC2::SecurityGroupIngress", "EngineGroup");
        assertThat(in.path("FromPort").asInt()).isEqualTo(18888);
        assertThat(in.path("SourceSecurityGroupId").asText()).contains("WorkspaceGroup");
        assertThat(test.properties("AWS::EC2::SecurityGroupIngress")).hasSize(1);
        ObjectNode out = only("AWS::EC2::SecurityGroupEgress", "WorkspaceGroup");
        assertThat(out.path("ToPort").asInt()).isEqualTo(18888);
        assertThat(out.path("DestinationSecurityGroupId").asText()).contains("EngineGroup");
        assertThat(only("AWS::EC2::SecurityGroup", "WorkspaceGroup")
                        .path("SecurityGroupEgress")
                        .findValuesAsText("ToPort"))
                .containsExactly("443");
    }

    @Test
    void serviceRoleChangesOnlyTaggedResources() {
        studio().notebooksPath("team/notebooks").build();

        ObjectNode role = only("AWS::IAM::Role", "ServiceRole");
        assertThat(role.at("/AssumeRolePolicyDocument/Statement/0/Condition/StringEquals/aws:SourceAccount")
                        .asText())
                .isEqualTo("<AWS::AccountId>");
        assertThat(statements(role))
                .filteredOn(statement -> !statement.has("Condition"))
                .flatExtracting(statement -> actions(statement))
                .allMatch(action -> action.matches(
                        ".*:(Describe|List).*|ec2:ModifyNetworkInterfaceAttribute|" + "s3:GetEncryptionConfiguration"));
        assertThat(statements(role))
                .filteredOn(statement -> statement.has("Condition"))
                .hasSize(9)
                .allSatisfy(statement -> assertThat(statement.path("Condition").toString())
                        .containsAnyOf("for-use-with-amazon-emr-managed-policies\":\"true", "CreateNetworkInterface"));
        assertThat(test.statements("ServiceRole"))
                .anyMatch(statement -> statement.startsWith("s3:AbortMultipartUpload s3:DeleteObject s3:GetObject")
                        && statement.endsWith(":s3:::data/team/notebooks/*"));
    }

    /** Only the statements from EMR's documentation apply outside the studio's network and clusters. */
    @Test
    void serviceRoleReachesOnlyOwnVpcAndSubnets() {
        studio().build();

        List<JsonNode> statements = statements(only("AWS::IAM::Role", "ServiceRole"));
        assertThat(statements).allSatisfy(statement -> assertThat(
                        TestStack.readable(statement.path("Resource")).toString())
                .doesNotContain(":vpc/*", ":subnet/*"));
        assertThat(resourcesOf(statements, "ec2:CreateNetworkInterface"))
                .contains("arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>:subnet/subnet-0123456789abcdef0");
        assertThat(resourcesOf(statements, "ec2:CreateSecurityGroup"))
                .contains("arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>:vpc/vpc-0a1b2c3d4e5f60718");
        assertThat(resourcesOf(statements, "elasticmapreduce:DescribeCluster"))
                .containsExactly("arn:<AWS::Partition>:elasticmapreduce:<AWS::Region>:<AWS::AccountId>:cluster/*");
        assertThat(statements)
                .filteredOn(statement -> statement.path("Resource").asText().equals("*"))
                .allSatisfy(statement -> assertThat(actions(statement))
                        .allMatch(action -> action.startsWith("ec2:Describe") || statement.has("Condition")));
    }

    private static List<String> resourcesOf(List<JsonNode> statements, String action) {
        return statements.stream()
                .filter(statement -> actions(statement).contains(action))
                .map(statement -> TestStack.readable(statement.path("Resource")))
                .flatMap(resource ->
                        resource.isArray() ? StreamSupport.stream(resource.spliterator(), false) : Stream.of(resource))
                .map(JsonNode::asText)
                .toList();
    }

    private static List<JsonNode> statements(ObjectNode role) {
        return StreamSupport.stream(
                        role.at("/Policies/0/PolicyDocument/Statement").spliterator(), false)
                .toList();
    }

    private static List<String> actions(JsonNode statement) {
        JsonNode action = statement.path("Action");
        return action.isTextual()
                ? List.of(action.asText())
                : StreamSupport.stream(action.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList();
    }

    @Test
    void dependsOnPolicyOfServiceRole() {
        studio().build();

        ObjectNode studio = test.resources().properties().stream()
                .map(Map.Entry::getValue)
                .filter(resource -> resource.path("Type").asText().equals("AWS::EMR::Studio"))
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(studio.path("DependsOn").toString()).contains("ServiceRoleDefaultPolicy");
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void rejectsInvalidInput(String message, UnaryOperator<NotebookStudio.Builder> change) {
        assertThatThrownBy(() -> change.apply(studio()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Stack/Studio: " + message);
    }

    private static Arguments bad(String message, UnaryOperator<NotebookStudio.Builder> change) {
        return Arguments.of(message, change);
    }

    static Stream<Arguments> badInput() {
        TestStack other = TestStack.create();
        return Stream.of(
                bad(
                        "'studioName' must be 1 to 256 letters, digits, _ and -, got: 'our studio'",
                        builder -> builder.studioName("our studio")),
                bad(
                        "'subnets' must be 1 to 5 of 'vpc', got: 6. Specify the subnets with clusters for notebooks",
                        builder -> builder.subnets(
                                other.subnet(),
                                other.subnet(),
                                other.subnet(),
                                other.subnet(),
                                other.subnet(),
                                other.subnet())),
                bad(
                        "'notebooksPath' must be a folder in a bucket, such as team/notebooks, got: '/notebooks'",
                        builder -> builder.notebooksPath("/notebooks")),
                bad(
                        "'notebooksPath' must be a folder in a bucket, such as team/notebooks, got: ''",
                        builder -> builder.notebooksPath("")));
    }

    @Test
    void requiresNameVpcAndBucket() {
        NotebookStudio.Builder builder = NotebookStudio.Builder.create(test.stack(), "S");

        assertThatThrownBy(builder::build).hasMessage("Stack/S: 'studioName' is required");
        assertThatThrownBy(builder.studioName("s")::build).hasMessage("Stack/S: 'vpc' is required");
        assertThatThrownBy(builder.vpc(test.importedVpc())::build).hasMessage("Stack/S: 'notebooksBucket' is required");
    }
}
