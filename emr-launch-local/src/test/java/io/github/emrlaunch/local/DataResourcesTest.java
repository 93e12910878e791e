package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ResourceTypeForTagging;
import software.amazon.awssdk.services.ssm.model.Tag;

/** Parameters, secrets, queues and topics of templates: each property has an effect or is listed. */
class DataResourcesTest {
    private final LocalAws aws = LocalAws.start();
    private final SsmClient ssm = SdkClients.ssm(aws);
    private final SecretsManagerClient secrets = SdkClients.secretsManager(aws);

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        ssm.close();
        secrets.close();
        aws.close();
    }

    private Deployment deploy(String type, String properties) {
        return aws.deploy(new Assembly(directory)
                .stack(
                        "Stack",
                        "{\"Resources\": {\"It\": {\"Type\": \"" + type + "\", \"Properties\": " + properties
                                + "}}, \"Outputs\": {\"It\": {\"Value\": {\"Ref\": \"It\"}}}}")
                .write());
    }

    private Deployment parameter(String properties) {
        return deploy("AWS::SSM::Parameter", "{\"Type\": \"String\", \"Value\": \"12\", " + properties + "}");
    }

    /** Template reference, AWS::SSM::Parameter. */
    @Test
    void parameterHasAllPropertiesOfItsTemplate() {
        Deployment deployment = parameter("\"Name\": \"/one\", \"Description\": \"d\", \"AllowedPattern\": \"\\\\d+\","
                + " \"DataType\": \"text\", \"Tier\": \"Advanced\", \"Tags\": {\"team\": \"etl\"}");

        ParameterMetadata described =
                ssm.describeParameters(request -> {}).parameters().get(0);
        assertThat(deployment.skipped()).isEmpty();
        assertThat(described.description()).isEqualTo("d");
        assertThat(described.allowedPattern()).isEqualTo("\\d+");
        assertThat(described.tierAsString()).isEqualTo("Advanced");
        assertThat(tag("/one")).isEqualTo("etl");
    }

    private String tag(String name) {
        return ssm
                .listTagsForResource(request ->
                        request.resourceType(ResourceTypeForTagging.PARAMETER).resourceId(name))
                .tagList()
                .stream()
                .map(Tag::value)
                .reduce("", String::concat);
    }

    /** CloudFormation updates changed parameters. With another name, a new parameter is created and the old one deleted. */
    @Test
    void changedParameterGetsNewVersion() {
        parameter("\"Name\": \"/one\", \"Tags\": {\"team\": \"etl\"}");
        parameter("\"Name\": \"/one\", \"Tags\": {\"owner\": \"ops\"}");
        assertThat(version("/one")).isEqualTo(1);
        assertThat(tag("/one")).isEqualTo("ops");
        parameter("\"Name\": \"/one\", \"Description\": \"d\"");
        assertThat(version("/one")).isEqualTo(2);

        parameter("\"Name\": \"/two\"");
        assertThat(ssm.describeParameters(request -> {}).parameters())
                .extracting(ParameterMetadata::name)
                .containsExactly("/two");
    }

    private long version(String name) {
        return ssm.getParameter(request -> request.name(name)).parameter().version();
    }

    @Test
    void existingParameterIsNotOverwritten() {
        ssm.putParameter(request -> request.name("/taken").value("v").type(ParameterType.STRING));

        assertThatThrownBy(() -> parameter("\"Name\": \"/taken\""))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("'/taken' already exists");
    }

    /** aws-cloudformation/aws-cloudformation-resource-providers-ssm#63 has the message of CloudFormation. */
    @Test
    void rejectsSecureStringParameters() {
        assertThatThrownBy(() -> deploy(
                        "AWS::SSM::Parameter", "{\"Name\": \"/one\", \"Type\": \"SecureString\", \"Value\": \"v\"}"))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("SSM Parameters of type SecureString cannot be created using CloudFormation");
    }

    /** CloudFormation user guide, "Get a plaintext value from Systems Manager Parameter Store". */
    @Test
    void dynamicReferenceReadsVersionOfParameter() {
        ssm.putParameter(request -> request.name("/source").value("first").type(ParameterType.STRING));
        ssm.putParameter(request -> request.name("/source").value("second").overwrite(true));
        ssm.putParameter(request -> request.name("/hidden").value("v").type(ParameterType.SECURE_STRING));

        parameter("\"Name\": \"/one\", \"Description\": \"{{resolve:ssm:/source:1}}\"");

        assertThat(ssm.describeParameters(request -> request.parameterFilters(ParameterStringFilter.builder()
                                .key("Name")
                                .values("/one")
                                .build()))
                        .parameters())
                .extracting(ParameterMetadata::description)
                .containsExactly("first");
        assertThatThrownBy(() -> parameter("\"Name\": \"/two\", \"Description\": \"{{resolve:ssm:/hidden}}\""))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("is a SecureString");
    }

    /** Template reference, AWS::SecretsManager::Secret: an update requires no interruption. */
    @Test
    void secretIsUpdated() {
        deploy(
                "AWS::SecretsManager::Secret",
                "{\"Name\": \"db\", \"SecretString\": \"v\", \"Description\": \"first\","
                        + " \"Tags\": [{\"Key\": \"a\", \"Value\": \"1\"}]}");
        deploy(
                "AWS::SecretsManager::Secret",
                "{\"Name\": \"db\", \"SecretString\": \"v\", \"Description\": \"second\","
                        + " \"Tags\": [{\"Key\": \"b\", \"Value\": \"2\"}]}");

        DescribeSecretResponse described = secrets.describeSecret(request -> request.secretId("db"));
        assertThat(described.description()).isEqualTo("second");
        assertThat(described.tags()).extracting(tag -> tag.key()).containsExactly("b");
        assertThat(described.versionIdsToStages()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        AWS::SecretsManager::Secret | {"ReplicaRegions": [{"Region": "eu-west-1"}]}               | ReplicaRegions
        AWS::SNS::Topic             | {"DisplayName": "d", "TracingConfig": "Active", "Tags": []} | DisplayName, TracingConfig
        """)
    void propertiesWithoutEffectAreListed(String type, String properties, String names) {
        assertThat(deploy(type, properties).skipped())
                .extracting(DeployedResource::logicalId, DeployedResource::note)
                .containsExactly(tuple("It", "These properties have no effect: " + names + "."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        AWS::SSM::Parameter         | {"Type": "String", "Value": "v", "Colour": "red"} | Properties.Colour
        AWS::SecretsManager::Secret | {"Colour": "red"}                                 | Properties.Colour
        AWS::SNS::Topic             | {"Colour": "red"}                                 | Properties.Colour
        AWS::SNS::Topic             | {"FifoTopic": true}                               | standard topics only
        AWS::SNS::Topic             | {"TopicName": "a b"}                              | Invalid parameter: Topic Name
        """)
    void rejectsUnknownOrInvalidProperties(String type, String properties, String message) {
        assertThatThrownBy(() -> deploy(type, properties))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(message);
    }
}
