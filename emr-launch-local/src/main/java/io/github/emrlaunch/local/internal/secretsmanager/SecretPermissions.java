package io.github.emrlaunch.local.internal.secretsmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Demand;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the operations of Secrets Manager demand, see <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html">actions of Secrets
 * Manager</a>. A secret that is encrypted with a customer's key demands the use of that key, too; AWS's own key doesn't.
 */
final class SecretPermissions {
    private static final String AWS_MANAGED_KEY = "alias/aws/secretsmanager";

    private final Account account;
    private final Function<String, Optional<Secret>> secrets;

    SecretPermissions(Account account, Function<String, Optional<Secret>> secrets) {
        this.account = account;
        this.secrets = secrets;
    }

    List<Demand> get(ObjectNode input) {
        List<Demand> demands = new ArrayList<>();
        demands.add(on("GetSecretValue", input)
                .with("secretsmanager:VersionStage", List.of(Json.text(input, "VersionStage", Secret.CURRENT))));
        secret(input)
                .flatMap(secret -> useOfKey("kms:Decrypt", secret.kmsKeyId()))
                .ifPresent(demands::add);
        return demands;
    }

    List<Demand> put(ObjectNode input) {
        List<Demand> demands = new ArrayList<>(List.of(on("PutSecretValue", input)));
        secret(input)
                .flatMap(secret -> useOfKey("kms:GenerateDataKey", secret.kmsKeyId()))
                .ifPresent(demands::add);
        return demands;
    }

    List<Demand> create(ObjectNode input) {
        String name = Inputs.required(input, "Name");
        List<Demand> demands = new ArrayList<>();
        demands.add(Demand.of("secretsmanager:CreateSecret", account.arn("secretsmanager", "secret:" + name + "-*"))
                .with("secretsmanager:Name", List.of(name))
                .withRequestTags(input.path("Tags")));
        useOfKey("kms:GenerateDataKey", Json.text(input, "KmsKeyId")).ifPresent(demands::add);
        return demands;
    }

    /** For an operation on one secret that doesn't touch its value. */
    Function<ObjectNode, List<Demand>> named(String operation) {
        return input -> List.of(on(operation, input));
    }

    /** A secret that is not there has no ARN to be judged by: it is judged by what the caller called it. */
    private Demand on(String operation, ObjectNode input) {
        String identifier = Inputs.required(input, "SecretId");
        Optional<Secret> secret = secrets.apply(identifier);
        Demand demand = Demand.of(
                        "secretsmanager:" + operation, secret.map(Secret::arn).orElse(identifier))
                .with("secretsmanager:SecretId", List.of(secret.map(Secret::arn).orElse(identifier)));
        for (JsonNode tag : secret.map(Secret::tags).orElse(Json.array())) {
            List<String> value = List.of(Json.text(tag, "Value", ""));
            demand = demand.with("aws:ResourceTag/" + Json.text(tag, "Key", ""), value)
                    .with("secretsmanager:ResourceTag/" + Json.text(tag, "Key", ""), value);
        }
        return demand;
    }

    private Optional<Secret> secret(ObjectNode input) {
        return secrets.apply(Inputs.required(input, "SecretId"));
    }

    private Optional<Demand> useOfKey(String action, @Nullable String key) {
        if (key == null || key.equals(AWS_MANAGED_KEY)) {
            return Optional.empty();
        }
        String resource = key.startsWith("alias/") ? key : "key/" + key;
        return Optional.of(Demand.of(action, key.startsWith("arn:") ? key : account.arn("kms", resource))
                .with("kms:ViaService", List.of("secretsmanager." + account.region() + "." + account.urlSuffix())));
    }
}
