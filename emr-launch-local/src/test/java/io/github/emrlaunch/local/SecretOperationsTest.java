package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.InvalidNextTokenException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ReplicaRegionType;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.secretsmanager.model.SortByType;
import software.amazon.awssdk.services.secretsmanager.model.SortOrderType;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** The errors of Secrets Manager, and operations that list, change, delete and restore secrets. */
class SecretOperationsTest {
    private static final String TOKEN = "00000000-0000-0000-0000-000000000001";

    private final LocalAws aws = LocalAws.start();
    private final SecretsManagerClient secrets = SdkClients.secretsManager(aws);

    @AfterEach
    void close() {
        secrets.close();
        aws.close();
    }

    private String create(String name, Consumer<CreateSecretRequest.Builder> change) {
        return secrets.createSecret(request -> {
                    request.name(name).secretString("one");
                    change.accept(request);
                })
                .arn();
    }

    private String value(String id) {
        return secrets.getSecretValue(request -> request.secretId(id)).secretString();
    }

    /** aws/aws-sdk-java#1556 has the response of AWS. */
    @Test
    void rejectsRequestsWithBothOrNeitherValue() {
        SdkBytes bytes = SdkBytes.fromUtf8String("bytes");
        String message = "You can't specify both a binary secret value and a string secret value in the same secret.";
        create("db", request -> {});

        assertThatThrownBy(() -> create("both", request -> request.secretBinary(bytes)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining(message);
        assertThatThrownBy(() -> secrets.putSecretValue(
                        request -> request.secretId("db").secretString("x").secretBinary(bytes)))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> secrets.updateSecret(
                        request -> request.secretId("db").secretString("x").secretBinary(bytes)))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> secrets.putSecretValue(request -> request.secretId("db")))
                .isInstanceOf(InvalidRequestException.class);
    }

    /** User guide, quotas: 65,536 bytes; kubernetes-sigs/cluster-api-provider-aws#1531 has the format of the message. */
    @Test
    void rejectsEmptyAndTooLongValues() {
        String message =
                "Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal"
                        + " to 65536";
        create("largest", request -> request.secretString("x".repeat(65_536)));

        assertThatThrownBy(() -> create("db", request -> request.secretString("x".repeat(65_537))))
                .isInstanceOf(SecretsManagerException.class)
                .hasMessageContaining(message);
        assertThatThrownBy(() -> create("db", request -> request.secretString("ä".repeat(32_769))))
                .hasMessageContaining(message);
        assertThatThrownBy(() -> create("db", request -> request.secretString(null)
                        .secretBinary(SdkBytes.fromByteArray(new byte[65_537]))))
                .hasMessageContaining("Value at 'secretBinary' failed to satisfy constraint");
        assertThatThrownBy(() -> create("db", request -> request.secretString("")))
                .hasMessageContaining("Member must have length greater than or equal to 1");
    }

    /** LocalStack recorded the response of AWS (test_secretsmanager.snapshot.json). */
    @ParameterizedTest
    @ValueSource(strings = {"Inv Name", " Inv *?!", "a!"})
    void rejectsInvalidNames(String name) {
        assertThatThrownBy(() -> create(name, request -> {}))
                .isInstanceOf(SecretsManagerException.class)
                .hasMessageContaining(
                        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the"
                                + " following: -/_+=.@!");
    }

    /** API reference, DeleteSecret; getmoto/moto#6461 has the first of the messages. */
    @Test
    void rejectsInvalidRecoveryWindow() {
        create("db", request -> {});

        for (long days : new long[] {0, 6, 31}) {
            assertThatThrownBy(() -> secrets.deleteSecret(
                            request -> request.secretId("db").recoveryWindowInDays(days)))
                    .isInstanceOf(InvalidParameterException.class)
                    .hasMessageContaining("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        }
        assertThatThrownBy(() -> secrets.deleteSecret(request ->
                        request.secretId("db").recoveryWindowInDays(7L).forceDeleteWithoutRecovery(true)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining(
                        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        assertThat(secrets.deleteSecret(request -> request.secretId("db").recoveryWindowInDays(7L))
                        .deletionDate())
                .isEqualTo(aws.clock().now().plus(Duration.ofDays(7)));
        assertThatThrownBy(() -> secrets.deleteSecret(request -> request.secretId("db")))
                .isInstanceOf(InvalidRequestException.class);
    }

    /** User guide, "Delete an AWS Secrets Manager secret"; API reference, RestoreSecret. */
    @Test
    void restoresDeletedSecretDuringRecoveryWindow() {
        create("db", request -> {});
        secrets.deleteSecret(request -> request.secretId("db"));
        assertThat(secrets.describeSecret(request -> request.secretId("db")).deletedDate())
                .isEqualTo(aws.clock().now().plus(Duration.ofDays(30)));
        assertThatThrownBy(() -> create("db", request -> {}))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("already scheduled for deletion");

        secrets.restoreSecret(request -> request.secretId("db"));
        assertThat(value("db")).isEqualTo("one");

        secrets.deleteSecret(request -> request.secretId("db").recoveryWindowInDays(7L));
        aws.clock().advance(Duration.ofDays(7));
        assertThatThrownBy(() -> secrets.restoreSecret(request -> request.secretId("db")))
                .isInstanceOf(ResourceNotFoundException.class);
        create("db", request -> request.secretString("new"));
        assertThat(value("db")).isEqualTo("new");
    }

    /** API reference, DeleteSecret: force also deletes a secret that is already deleted or never existed. */
    @Test
    void forceDeletesImmediately() {
        create("db", request -> {});
        secrets.deleteSecret(request -> request.secretId("db"));
        secrets.deleteSecret(request -> request.secretId("db").forceDeleteWithoutRecovery(true));
        secrets.deleteSecret(request -> request.secretId("db").forceDeleteWithoutRecovery(true));

        assertThatThrownBy(() -> value("db")).isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> secrets.deleteSecret(request -> request.secretId("db")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    /** API reference, ClientRequestToken of CreateSecret and PutSecretValue. */
    @Test
    void repeatedClientRequestTokenReturnsSameResult() {
        String arn = create("db", request -> request.clientRequestToken(TOKEN));

        assertThat(create("db", request -> request.clientRequestToken(TOKEN))).isEqualTo(arn);
        assertThat(secrets.putSecretValue(request ->
                                request.secretId(arn).clientRequestToken(TOKEN).secretString("one"))
                        .versionId())
                .isEqualTo(TOKEN);
        assertThat(secrets.describeSecret(request -> request.secretId(arn)).versionIdsToStages())
                .containsOnlyKeys(TOKEN);
        assertThatThrownBy(() -> create(
                        "db", request -> request.clientRequestToken(TOKEN).secretString("two")))
                .isInstanceOf(ResourceExistsException.class);
        assertThatThrownBy(() -> secrets.putSecretValue(request ->
                        request.secretId(arn).clientRequestToken(TOKEN).secretString("two")))
                .isInstanceOf(ResourceExistsException.class)
                .hasMessageContaining("You can't use ClientRequestToken " + TOKEN);
        assertThatThrownBy(() -> create("db", request -> request.clientRequestToken("short")))
                .hasMessageContaining(
                        "'clientRequestToken' failed to satisfy constraint: Member must have length greater"
                                + " than or equal to 32");
    }

    /** API reference, UpdateSecret: the token of an existing version is an error here, whatever the value is. */
    @Test
    void updateChangesTheGivenMembers() {
        String arn = create("db", request -> request.description("the first").clientRequestToken(TOKEN));

        assertThat(secrets.updateSecret(request -> request.secretId(arn).description("the second"))
                        .versionId())
                .isNull();
        assertThat(secrets.describeSecret(request -> request.secretId(arn)).description())
                .isEqualTo("the second");
        assertThat(value(arn)).isEqualTo("one");
        String version = secrets.updateSecret(request -> request.secretId(arn).secretString("two"))
                .versionId();
        assertThat(value(arn)).isEqualTo("two");
        assertThat(secrets.describeSecret(request -> request.secretId(arn))
                        .versionIdsToStages()
                        .get(version))
                .containsExactly("AWSCURRENT");
        assertThatThrownBy(() -> secrets.updateSecret(request ->
                        request.secretId(arn).clientRequestToken(TOKEN).secretString("one")))
                .isInstanceOf(ResourceExistsException.class);
        assertThatThrownBy(() -> secrets.updateSecret(request -> request.secretId("nobody")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    /** API reference, UpdateSecret and CreateSecret: the permissions for a customer managed key and for tags. */
    @Test
    void valueUpdateAndTagsRequireExtraPermissions() throws Exception {
        create("db", request -> request.kmsKeyId("1234-key"));
        Wire.Keys keys = Sessions.keys(
                aws, "writer", "{\"Effect\": \"Allow\", \"Action\": \"secretsmanager:*\", \"Resource\": \"*\"}");

        assertThat(update(keys, "\"Description\": \"d\"").status()).isEqualTo(200);
        assertThat(update(keys, "\"SecretString\": \"two\"").message())
                .contains("kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:123456789012:key/1234-key");
        Wire.Keys creator = Sessions.keys(aws, "creator", """
                {"Effect": "Allow", "Action": "secretsmanager:CreateSecret", "Resource": "*"}""");
        assertThat(Wire.call(
                                aws,
                                creator,
                                "secretsmanager.CreateSecret",
                                "{\"Name\": \"n\", \"Tags\": [{\"Key\": \"k\", \"Value\": \"v\"}]}")
                        .message())
                .contains("is not authorized to perform: secretsmanager:TagResource");
    }

    private Wire.Answer update(Wire.Keys keys, String member) throws Exception {
        return Wire.call(aws, keys, "secretsmanager.UpdateSecret", "{\"SecretId\": \"db\", " + member + "}");
    }

    /** API reference, ListSecrets. */
    @Test
    void secretsAreListedWithoutTheirValues() {
        create("b", request -> {});
        aws.clock().advance(Duration.ofSeconds(1));
        create("a", request -> {});
        create("gone", request -> {});
        secrets.deleteSecret(request -> request.secretId("gone"));

        assertThat(list(request -> {})).containsExactly("b", "a");
        assertThat(list(request -> request.sortBy(SortByType.NAME).sortOrder(SortOrderType.DESC)))
                .containsExactly("b", "a");
        assertThat(list(request -> request.sortBy(SortByType.NAME).includePlannedDeletion(true)))
                .containsExactly("a", "b", "gone");
        assertThat(list(request -> request.maxResults(1))).containsExactly("b", "a");
        SecretListEntry entry = secrets.listSecrets(request -> request.maxResults(1))
                .secretList()
                .get(0);
        assertThat(entry.secretVersionsToStages().values()).containsExactly(List.of("AWSCURRENT"));
        assertThat(entry.toString()).doesNotContain("one");
        assertThatThrownBy(() -> secrets.listSecrets(request -> request.nextToken("forged")))
                .isInstanceOf(InvalidNextTokenException.class);
        assertThatThrownBy(() -> secrets.listSecrets(request -> request.maxResults(101)))
                .hasMessageContaining("'maxResults' failed to satisfy constraint");
    }

    /** API reference, Filter: name and tags are case-sensitive, description and all are not. */
    @ParameterizedTest
    @CsvSource({
        "name, etl/, etl/Password etl/key",
        "name, ETL/, ''",
        "name, '!etl/', other",
        "description, HIVE, etl/Password",
        "tag-key, te, etl/key",
        "tag-value, data, etl/key",
        "all, password, etl/Password",
        "all, data, etl/key",
        "owning-service, rds, ''",
    })
    void secretsAreFiltered(String key, String value, String names) {
        create("etl/Password", request -> request.description("for Hive"));
        create(
                "etl/key",
                request -> request.tags(Tag.builder().key("team").value("data").build()));
        create("other", request -> {});

        assertThat(list(request -> request.sortBy(SortByType.NAME)
                        .filters(Filter.builder()
                                .key(FilterNameStringType.fromValue(key))
                                .values(value)
                                .build())))
                .containsExactly(names.isEmpty() ? new String[0] : names.split(" "));
    }

    private List<String> list(Consumer<ListSecretsRequest.Builder> change) {
        return secrets.listSecretsPaginator(change).stream()
                .flatMap(page -> page.secretList().stream())
                .map(SecretListEntry::name)
                .toList();
    }

    /** API reference, TagResource and UntagResource. */
    @Test
    void tagsAreAddedAndRemoved() {
        create("db", request -> {});
        secrets.tagResource(request -> request.secretId("db")
                .tags(
                        Tag.builder().key("a").value("1").build(),
                        Tag.builder().key("b").value("2").build()));
        secrets.untagResource(request -> request.secretId("db").tagKeys("a"));

        assertThat(secrets.describeSecret(request -> request.secretId("db")).tags())
                .extracting(Tag::key)
                .containsExactly("b");
    }

    @Test
    void replicasAreNotSupported() {
        assertThatThrownBy(() -> create(
                        "db",
                        request -> request.addReplicaRegions(
                                ReplicaRegionType.builder().region("eu-west-1").build())))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("The local emulator does not support AddReplicaRegions of secrets.");
    }
}
