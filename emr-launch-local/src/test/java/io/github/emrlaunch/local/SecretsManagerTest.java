package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

class SecretsManagerTest {
    private static final String TEMPLATE = """
        {"Resources": {
          "Password": {"Type": "AWS::SecretsManager::Secret", "Properties": {
            "Name": "etl/password", "SecretString": "%s", "Tags": [{"Key": "team", "Value": "etl"}]}},
          "Generated": {"Type": "AWS::SecretsManager::Secret", "Properties": {"GenerateSecretString": {
            "SecretStringTemplate": "{\\"user\\": \\"hive\\"}", "GenerateStringKey": "password", "PasswordLength": 20,
            "ExcludePunctuation": true}}}},
         "Outputs": {"Password": {"Value": {"Ref": "Password"}}, "Generated": {"Value": {"Ref": "Generated"}}}}""";

    private final LocalAws aws = LocalAws.start();
    private final SecretsManagerClient secrets = SdkClients.secretsManager(aws);

    @AfterEach
    void close() {
        secrets.close();
        aws.close();
    }

    @Test
    void deployedSecretIsReadByArnAndByName(@TempDir Path directory) {
        String arn = deploy(directory, "s3cret").output("Stack", "Password");

        assertThat(arn).matches("arn:aws:secretsmanager:us-east-1:123456789012:secret:etl/password-[A-Za-z0-9]{6}");
        for (String id : new String[] {arn, "etl/password", arn.substring(0, arn.length() - 7)}) {
            GetSecretValueResponse value = secrets.getSecretValue(request -> request.secretId(id));
            assertThat(value.secretString()).isEqualTo("s3cret");
            assertThat(value.arn()).isEqualTo(arn);
            assertThat(value.versionStages()).containsExactly("AWSCURRENT");
        }
        assertThat(secrets.describeSecret(request -> request.secretId(arn)).tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("etl"));
    }

    @Test
    void generatedSecretMatchesGenerateSecretString(@TempDir Path directory) {
        String arn = deploy(directory, "x").output("Stack", "Generated");

        assertThat(value(arn)).matches("\\{\"user\":\"hive\",\"password\":\"[A-Za-z0-9]{20}\"}");
    }

    @Test
    void deploymentKeepsRotatedValueUntilTemplateChanges(@TempDir Path directory) {
        String arn = deploy(directory, "first").output("Stack", "Password");
        secrets.putSecretValue(request -> request.secretId(arn).secretString("rotated"));

        deploy(directory, "first");
        assertThat(value(arn)).isEqualTo("rotated");
        deploy(directory, "second");
        assertThat(value(arn)).isEqualTo("second");
    }

    @Test
    void versionsHaveStages() {
        String arn = secrets.createSecret(request -> request.name("db").secretString("one"))
                .arn();
        String one = secrets.getSecretValue(request -> request.secretId(arn)).versionId();
        String two = secrets.putSecretValue(request -> request.secretId(arn).secretString("two"))
                .versionId();

        assertThat(value(arn)).isEqualTo("two");
        assertThat(secrets.getSecretValue(request -> request.secretId(arn).versionStage("AWSPREVIOUS"))
                        .secretString())
                .isEqualTo("one");
        assertThat(secrets.getSecretValue(request -> request.secretId(arn).versionId(one))
                        .secretString())
                .isEqualTo("one");
        assertThat(secrets.describeSecret(request -> request.secretId(arn)).versionIdsToStages())
                .containsOnlyKeys(one, two);
        assertThatThrownBy(() ->
                        secrets.getSecretValue(request -> request.secretId(arn).versionStage("AWSPENDING")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining(
                        "Secrets Manager can't find the specified secret value for staging label: AWSPENDING");
    }

    @Test
    void rejectsMissingDuplicateAndDeletedSecrets() {
        aws.existing().secret("db", "one");

        assertThatThrownBy(() -> value("nobody"))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Secrets Manager can't find the specified secret.");
        assertThatThrownBy(() -> secrets.createSecret(request -> request.name("db")))
                .isInstanceOf(ResourceExistsException.class);
        secrets.deleteSecret(request -> request.secretId("db"));
        assertThatThrownBy(() -> value("db"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("marked for deletion");
    }

    @Test
    void readingRequiresPermissionsForSecretAndKey() throws Exception {
        String arn = secrets.createSecret(
                        request -> request.name("db").secretString("hidden").kmsKeyId("1234-key"))
                .arn();
        String secret =
                "{\"Effect\": \"Allow\", \"Action\": \"secretsmanager:GetSecretValue\", \"Resource\": \"" + arn + "\"}";
        String key = "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\", \"Condition\":"
                + " {\"StringEquals\": {\"kms:ViaService\": \"secretsmanager.us-east-1.amazonaws.com\"}}}";

        assertThat(get("nothing", "db").message())
                .contains("secretsmanager:GetSecretValue on resource: " + arn + " because no identity-based policy");
        assertThat(get("secret-only", "db", secret).message())
                .contains("kms:Decrypt on resource: arn:aws:kms:us-east-1:123456789012:key/1234-key");
        assertThat(get("both", "db", secret, key).body().path("SecretString").asText())
                .isEqualTo("hidden");
        assertThat(get("both", "other", secret, key).errorType()).isEqualTo("AccessDeniedException");
        assertThat(aws.authorizations())
                .extracting(Authorization::action, Authorization::allowed)
                .contains(tuple("kms:Decrypt", true), tuple("kms:Decrypt", false));
        assertThat(aws.authorizations().toString()).doesNotContain("hidden");
    }

    /**
     * KMS developer guide, "Specifying KMS keys in IAM policy statements": "You cannot use a key id, alias name, or alias ARN to
     * identify a KMS key in an IAM policy statement", and kms:ResourceAliases for keys by their aliases.
     */
    @ParameterizedTest
    @ValueSource(strings = {"alias/app", "arn:aws:kms:us-east-1:123456789012:alias/app"})
    void aliasArnAsPolicyResourceGrantsNothing(String alias, @TempDir Path directory) throws Exception {
        String key =
                aws.deploy(new Assembly(directory).stack("Keys", """
                                {"Resources": {
                                  "Key": {"Type": "AWS::KMS::Key", "Properties": {}},
                                  "Alias": {"Type": "AWS::KMS::Alias", "Properties":
                                    {"AliasName": "alias/app", "TargetKeyId": {"Ref": "Key"}}}},
                                 "Outputs": {"Key": {"Value": {"Fn::GetAtt": ["Key", "Arn"]}}}}""").write()).output("Keys", "Key");
        secrets.createSecret(
                request -> request.name("db").secretString("hidden").kmsKeyId(alias));
        String secret = "{\"Effect\": \"Allow\", \"Action\": \"secretsmanager:GetSecretValue\", \"Resource\": \"*\"}";
        String decrypt = "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": \"%s\"%s}";
        String byAlias = ", \"Condition\": {\"ForAnyValue:StringEquals\": {\"kms:ResourceAliases\": \"alias/app\"}}";

        assertThat(get("alias", "db", secret, decrypt.formatted("arn:aws:kms:*:*:alias/app", ""))
                        .message())
                .contains("kms:Decrypt on resource: " + key);
        assertThat(get("key", "db", secret, decrypt.formatted(key, "")).status())
                .isEqualTo(200);
        assertThat(get("aliases", "db", secret, decrypt.formatted("*", byAlias)).status())
                .isEqualTo(200);
        assertThat(get("other", "db", secret, decrypt.formatted("*", byAlias.replace("app", "other")))
                        .status())
                .isEqualTo(400);
    }

    private Wire.Answer get(String role, String id, String... statements) throws Exception {
        return Wire.call(
                aws,
                Sessions.keys(aws, role, statements),
                "secretsmanager.GetSecretValue",
                "{\"SecretId\": \"" + id + "\"}");
    }

    private String value(String id) {
        return secrets.getSecretValue(request -> request.secretId(id)).secretString();
    }

    private Deployment deploy(Path directory, String value) {
        return aws.deploy(new Assembly(directory)
                .stack("Stack", TEMPLATE.formatted(value))
                .write());
    }
}
