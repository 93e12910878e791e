package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;

class KeyAccessTest {
    private static final String ANY_KEY = "arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*";

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

    private void isBoundToTheAlias(JsonNode statement) {
        assertThat(TestStack.text(statement.path("Resource"))).isEqualTo(ANY_KEY);
        assertThat(statement
                        .at("/Condition/ForAnyValue:StringEquals/kms:ResourceAliases")
                        .asText())
                .isEqualTo("alias/data");
    }

    @Test
    void ofAKeyImportedByItsAliasIsAllowedByTheAliasOfTheKey() {
        KeyAccess.allowDataKeys(test.stack(), Alias.fromAliasName(test.stack(), "Key", "alias/data"), role);

        assertThat(statements()).singleElement().satisfies(statement -> {
            assertThat(statement.path("Action")).hasToString("[\"kms:Decrypt\",\"kms:GenerateDataKey\"]");
            isBoundToTheAlias(statement);
        });
    }

    @Test
    void ofAKeyWhoseStoredArnIsThatOfAnAliasIsAllowedByTheAliasOfTheKey() {
        KeyAccess.allowDataKeys("arn:aws:kms:eu-west-1:123456789012:alias/data", role);

        assertThat(statements()).singleElement().satisfies(this::isBoundToTheAlias);
    }

    @Test
    void forVolumesIsAllowedByTheAliasToo() {
        KeyAccess.allowVolumes(test.stack(), Alias.fromAliasName(test.stack(), "Key", "alias/data"), role);

        assertThat(statements()).hasSize(2).allSatisfy(this::isBoundToTheAlias);
        assertThat(statements().get(1).path("Action").asText()).isEqualTo("kms:CreateGrant");
        assertThat(statements()
                        .get(1)
                        .at("/Condition/Bool/kms:GrantIsForAWSResource")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void ofAnAliasOfThisAppIsAllowedOnItsKey() {
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
    void ofAKeyImportedByItsArnIsAllowedOnIt() {
        String arn = "arn:aws:kms:eu-west-1:123456789012:key/0d5b6a2e";

        KeyAccess.allowDecrypt(test.stack(), Key.fromKeyArn(test.stack(), "Key", arn), role);

        assertThat(statements()).singleElement().satisfies(statement -> {
            assertThat(statement.path("Resource").asText()).isEqualTo(arn);
            assertThat(statement.has("Condition")).isFalse();
        });
    }

    @Test
    void ofAServiceIsAllowedByThePolicyOfTheKey() {
        Key key = Key.Builder.create(test.stack(), "Key").build();

        KeyAccess.allowService(test.stack(), key, "emrwal.amazonaws.com", List.of("kms:Decrypt"));

        JsonNode statements = test.properties("AWS::KMS::Key").get(0).at("/KeyPolicy/Statement");
        assertThat(statements.get(statements.size() - 1))
                .hasToString(
                        "{\"Action\":\"kms:Decrypt\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"emrwal.amazonaws.com\"},\"Resource\":\"*\"}");
    }

    @Test
    void ofAServiceIsTheBusinessOfWhoOwnsAnImportedKey() {
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
