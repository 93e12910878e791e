package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.constructs.Construct;

class KeyAccessTest {
    private final TestStack test = TestStack.create();
    private final Role role = Role.Builder.create(test.stack(), "Role")
            .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
            .build();

    private List<JsonNode> statements() {
        return test.properties("AWS::IAM::Policy").stream()
                .flatMap(policy -> StreamSupport.stream(
                        policy.at("/PolicyDocument/Statement").spliterator(), false))
                .toList();
    }

    private static void isBoundToTheAlias(JsonNode statement, String keys) {
        assertThat(TestStack.text(statement.path("Resource"))).isEqualTo(keys);
        assertThat(statement
                        .at("/Condition/ForAnyValue:StringEquals/kms:ResourceAliases")
                        .asText())
                .isEqualTo("alias/data");
    }

    /** Only the alias of a key is known, by its name or by its ARN, which may be in another account and region. */
    enum Known {
        BY_NAME("arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*") {
            @Override
            IKey key(Construct scope) {
                return Alias.fromAliasName(scope, "Key", "alias/data");
            }
        },
        BY_ARN("arn:aws:kms:eu-west-1:999999999999:key/*") {
            @Override
            IKey key(Construct scope) {
                return Key.fromKeyArn(scope, "Key", "arn:aws:kms:eu-west-1:999999999999:alias/data");
            }
        };

        private final String keys;

        Known(String keys) {
            this.keys = keys;
        }

        abstract IKey key(Construct scope);
    }

    /** The actions of the statements, each of which is restricted to the alias. */
    private List<String> boundTo(Known known) {
        return statements().stream()
                .peek(statement -> isBoundToTheAlias(statement, known.keys))
                .map(statement -> statement.path("Action").toString().replaceAll("[\\[\\]\"]", ""))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void allowDataKeysUsesConditionOnImportedAlias(Known known) {
        KeyAccess.allowDataKeys(test.stack(), known.key(test.stack()), role);

        assertThat(boundTo(known)).containsExactly("kms:Decrypt,kms:GenerateDataKey");
    }

    @ParameterizedTest
    @EnumSource
    void allowDecryptUsesConditionOnImportedAlias(Known known) {
        KeyAccess.allowDecrypt(test.stack(), known.key(test.stack()), role);

        assertThat(boundTo(known)).containsExactly("kms:Decrypt");
    }

    @ParameterizedTest
    @EnumSource
    void allowDataKeysUsesConditionOnAliasOfStoredArn(Known known) {
        KeyAccess.allowDataKeys(known.key(test.stack()).getKeyArn(), role);

        assertThat(boundTo(known)).containsExactly("kms:Decrypt,kms:GenerateDataKey");
    }

    @ParameterizedTest
    @EnumSource
    void allowVolumesUsesConditionOnImportedAlias(Known known) {
        KeyAccess.allowVolumes(test.stack(), known.key(test.stack()), role);

        assertThat(boundTo(known))
                .containsExactly(
                        "kms:Decrypt,kms:DescribeKey,kms:GenerateDataKeyWithoutPlaintext,kms:ReEncryptFrom,kms:ReEncryptTo",
                        "kms:CreateGrant");
        assertThat(statements()
                        .get(1)
                        .at("/Condition/Bool/kms:GrantIsForAWSResource")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void allowDataKeysUsesKeyOfAliasInSameApp() {
        Key key = Key.Builder.create(test.stack(), "Key").build();
        IKey alias = Alias.Builder.create(test.stack(), "Alias")
                .aliasName("alias/data")
                .targetKey(key)
                .build();

        KeyAccess.allowDataKeys(test.stack(), alias, role);

        assertThat(statements()).singleElement().satisfies(statement -> assertThat(
                        TestStack.text(statement.path("Resource")))
                .isEqualTo("<Key.Arn>"));
    }

    @Test
    void allowDecryptUsesArnOfImportedKey() {
        String arn = "arn:aws:kms:eu-west-1:123456789012:key/0d5b6a2e";

        KeyAccess.allowDecrypt(test.stack(), Key.fromKeyArn(test.stack(), "Key", arn), role);

        assertThat(statements()).singleElement().satisfies(statement -> {
            assertThat(statement.path("Resource").asText()).isEqualTo(arn);
            assertThat(statement.has("Condition")).isFalse();
        });
    }

    @Test
    void allowServiceChangesKeyPolicy() {
        Key key = Key.Builder.create(test.stack(), "Key").build();

        KeyAccess.allowService(test.stack(), key, "emrwal.amazonaws.com", List.of("kms:Decrypt"));

        JsonNode statements = test.properties("AWS::KMS::Key").get(0).at("/KeyPolicy/Statement");
        assertThat(statements.get(statements.size() - 1))
                .hasToString(
                        "{\"Action\":\"kms:Decrypt\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"emrwal.amazonaws.com\"},\"Resource\":\"*\"}");
    }

    @Test
    void allowServiceWarnsAboutPolicyOfImportedKey() {
        String arn = "arn:aws:kms:eu-west-1:123456789012:key/0d5b6a2e";

        KeyAccess.allowService(
                test.stack(),
                Key.fromKeyArn(test.stack(), "Key", arn),
                "emrwal.amazonaws.com",
                List.of("kms:Decrypt", "kms:GenerateDataKey*"));

        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack",
                        Match.stringLikeRegexp(
                                "The policy of the key " + arn
                                        + " can't be changed here: it must allow \\[kms:Decrypt, kms:GenerateDataKey\\*\\] to the service emrwal.amazonaws.com.*"));
    }
}
