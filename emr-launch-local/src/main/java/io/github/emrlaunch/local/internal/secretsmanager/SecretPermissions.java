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
 * What the operations of Secrets Manager require, see <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html">actions of Secrets
 * Manager</a>. A secret that is encrypted with a customer's key requires the permission to use that key, too; AWS's own key doesn't.
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
        useOfKey("kms:GenerateDataKey", AwsJson.text(input, "KmsKeyId")).ifPresent(permissions::add);
        return permissions;
    }

    /** For an operation on one secret that doesn't touch its value. */
    Function<ObjectNode, List<RequiredPermission>> named(String operation) {
        return input -> List.of(on(operation, input));
    }

    /** A secret that is not there has no ARN to be judged by: it is judged by what the caller called it. */
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
        if (key == null || key.equals(AWS_MANAGED_KEY)) {
            return Optional.empty();
        }
        return Optional.of(services.get(KeyLookup.class)
                .use(action, key)
                .with("kms:ViaService", List.of("secretsmanager." + account.region() + "." + account.urlSuffix())));
    }
}
