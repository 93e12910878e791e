package io.github.emrlaunch.local.internal.secretsmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.service.KeyLookup;
import io.github.emrlaunch.local.internal.service.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The permissions that the operations of Secrets Manager require, see <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html">actions of Secrets
 * Manager</a>. A secret with a customer managed key also requires permissions for the key; the AWS managed key does not.
 */
final class SecretPermissions {
    private static final String AWS_MANAGED_KEY = "alias/aws/secretsmanager";

    private final Account account;
    private final Services services;
    private final Function<String, Optional<Secret>> secrets;

    SecretPermissions(Account account, Services services, Function<String, Optional<Secret>> secrets) {
        this.account = account;
        this.services = services;
        this.secrets = secrets;
    }

    List<RequiredPermission> get(ObjectNode input) {
        List<RequiredPermission> permissions = new ArrayList<>();
        permissions.add(on("GetSecretValue", input)
                .with("secretsmanager:VersionStage", List.of(AwsJson.text(input, "VersionStage", Secret.CURRENT))));
        secret(input)
                .flatMap(secret -> useOfKey("kms:Decrypt", secret.kmsKeyId()))
                .ifPresent(permissions::add);
        return permissions;
    }

    List<RequiredPermission> put(ObjectNode input) {
        List<RequiredPermission> permissions = new ArrayList<>(List.of(on("PutSecretValue", input)));
        secret(input)
                .flatMap(secret -> useOfKey("kms:GenerateDataKey", secret.kmsKeyId()))
                .ifPresent(permissions::add);
        return permissions;
    }

    List<RequiredPermission> create(ObjectNode input) {
        String name = Inputs.required(input, "Name");
        List<RequiredPermission> permissions = new ArrayList<>();
        permissions.add(RequiredPermission.of(
                        "secretsmanager:CreateSecret", account.arn("secretsmanager", "secret:" + name + "-*"))
                .with("secretsmanager:Name", List.of(name))
                .withRequestTags(input.path("Tags")));
        if (!input.path("Tags").isEmpty()) {
            permissions.add(RequiredPermission.of(
                            "secretsmanager:TagResource", account.arn("secretsmanager", "secret:" + name + "-*"))
                    .withRequestTags(input.path("Tags")));
        }
        for (String action : List.of("kms:GenerateDataKey", "kms:Decrypt")) {
            useOfKey(action, AwsJson.text(input, "KmsKeyId")).ifPresent(permissions::add);
        }
        return permissions;
    }

    /** Returns the permissions of an update. A new value is encrypted with the key in the request or the key of the secret. */
    List<RequiredPermission> update(ObjectNode input) {
        List<RequiredPermission> permissions = new ArrayList<>(List.of(on("UpdateSecret", input)));
        String key = AwsJson.text(
                input, "KmsKeyId", secret(input).map(Secret::kmsKeyId).orElse(AWS_MANAGED_KEY));
        if (AwsJson.has(input, "KmsKeyId") || SecretValue.isGiven(input)) {
            for (String action : List.of("kms:GenerateDataKey", "kms:Encrypt", "kms:Decrypt")) {
                useOfKey(action, key).ifPresent(permissions::add);
            }
        }
        return permissions;
    }

    List<RequiredPermission> list(ObjectNode input) {
        return List.of(RequiredPermission.of("secretsmanager:ListSecrets", "*"));
    }

    List<RequiredPermission> tag(ObjectNode input) {
        return List.of(on("TagResource", input).withRequestTags(input.path("Tags")));
    }

    List<RequiredPermission> untag(ObjectNode input) {
        return List.of(on("UntagResource", input).with("aws:TagKeys", Inputs.strings(input, "TagKeys")));
    }

    List<RequiredPermission> delete(ObjectNode input) {
        RequiredPermission permission = on("DeleteSecret", input)
                .with(
                        "secretsmanager:ForceDeleteWithoutRecovery",
                        List.of(Boolean.toString(
                                input.path("ForceDeleteWithoutRecovery").asBoolean())));
        return List.of(
                AwsJson.has(input, "RecoveryWindowInDays")
                        ? permission.with(
                                "secretsmanager:RecoveryWindowInDays",
                                List.of(input.get("RecoveryWindowInDays").asText()))
                        : permission);
    }

    /** Returns the permission for an operation on one secret that does not use its value. */
    Function<ObjectNode, List<RequiredPermission>> named(String operation) {
        return input -> List.of(on(operation, input));
    }

    /** Returns the permission for a secret. A missing secret has no ARN, so its permission has the identifier of the request. */
    private RequiredPermission on(String operation, ObjectNode input) {
        String identifier = Inputs.required(input, "SecretId");
        Optional<Secret> secret = secrets.apply(identifier);
        RequiredPermission permission = RequiredPermission.of(
                        "secretsmanager:" + operation, secret.map(Secret::arn).orElse(identifier))
                .with("secretsmanager:SecretId", List.of(secret.map(Secret::arn).orElse(identifier)));
        for (JsonNode tag : secret.map(Secret::tags).orElse(AwsJson.array())) {
            List<String> value = List.of(AwsJson.text(tag, "Value", ""));
            permission = permission
                    .with("aws:ResourceTag/" + AwsJson.text(tag, "Key", ""), value)
                    .with("secretsmanager:ResourceTag/" + AwsJson.text(tag, "Key", ""), value);
        }
        return permission;
    }

    private Optional<Secret> secret(ObjectNode input) {
        return secrets.apply(Inputs.required(input, "SecretId"));
    }

    private Optional<RequiredPermission> useOfKey(String action, @Nullable String key) {
        return services.get(KeyLookup.class).use(action, key, "secretsmanager");
    }
}
