package io.github.emrlaunch.local.internal.secretsmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The operations of Secrets Manager, see the <a
 * href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/">API reference</a>.
 */
public final class SecretsManager implements LocalService {
    private static final int RANDOM = 6;

    private final Account account;
    private final VirtualClock clock;
    private final SecretPermissions permissions;
    private final Map<String, Secret> secrets = new ConcurrentSkipListMap<>();

    private final SecretResources resources;

    SecretsManager(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.permissions = new SecretPermissions(account, context.services(), this::find);
        this.resources = new SecretResources(context);
    }

    /** Makes the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new SecretsManager(context);
        }
    }

    @Override
    public ServiceTasks tasks() {
        return ServiceTasks.NONE.with(ServiceTasks.Sdk.of("secretsmanager", "SecretsManager"));
    }

    @Override
    public Map<String, ResourceType> resources() {
        return resources.handlers();
    }

    @Override
    public AwsService api() {
        return AwsService.json(
                "secretsmanager",
                "secretsmanager",
                Map.of(
                        "CreateSecret", new Operation(permissions::create, this::createSecret),
                        "GetSecretValue", new Operation(permissions::get, this::getSecretValue),
                        "PutSecretValue", new Operation(permissions::put, this::putSecretValue),
                        "DescribeSecret", new Operation(permissions.named("DescribeSecret"), this::describeSecret),
                        "DeleteSecret", new Operation(permissions.named("DeleteSecret"), this::deleteSecret)));
    }

    /** The ARN of a secret of this name; six characters that look random end it. */
    public String arn(String name) {
        return account.arn("secretsmanager", "secret:" + name + "-" + Ids.alphanumeric("secret/" + name, RANDOM));
    }

    private JsonNode createSecret(CallContext context, ObjectNode input) {
        String name = Inputs.required(input, "Name");
        if (!name.matches("[A-Za-z0-9/_+=.@-]{1,512}")) {
            throw AwsException.validation(
                    "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!");
        }
        Secret secret = new Secret(name, arn(name), clock.now());
        Secret existing = secrets.putIfAbsent(name, secret);
        if (existing != null) {
            throw existing.isDeleted()
                    ? AwsException.client(
                            "InvalidRequestException",
                            "You can't create this secret because a secret with this name is already scheduled for deletion.")
                    : AwsException.client(
                            "ResourceExistsException",
                            "The operation failed because the secret " + name + " already exists.");
        }
        secret.describe(AwsJson.text(input, "Description"), AwsJson.text(input, "KmsKeyId"), input.withArray("Tags"));
        ObjectNode output = AwsJson.object().put("ARN", secret.arn()).put("Name", name);
        return hasContent(input) ? output.put("VersionId", put(secret, input, Set.of(Secret.CURRENT))) : output;
    }

    private JsonNode getSecretValue(CallContext context, ObjectNode input) {
        Secret secret = live(input);
        String stage = AwsJson.text(input, "VersionStage", Secret.CURRENT);
        String asked = AwsJson.text(input, "VersionId");
        String id =
                asked == null ? secret.versionAt(stage).orElseThrow(() -> noValue("staging label: " + stage)) : asked;
        Secret.Version version = secret.version(id).orElseThrow(() -> noValue("VersionId: " + id));
        if (asked != null
                && AwsJson.has(input, "VersionStage")
                && !secret.stagesOf(id).contains(stage)) {
            throw AwsException.client(
                    "InvalidRequestException",
                    "You provided a VersionStage that is not associated to the provided VersionId.");
        }
        ObjectNode output = AwsJson.object()
                .put("ARN", secret.arn())
                .put("Name", secret.name())
                .put("VersionId", version.id());
        output.setAll(version.content());
        secret.stagesOf(version.id()).forEach(output.putArray("VersionStages")::add);
        return output.put("CreatedDate", AwsJson.timestamp(version.created()));
    }

    private JsonNode putSecretValue(CallContext context, ObjectNode input) {
        Secret secret = live(input);
        if (!hasContent(input)) {
            throw AwsException.client(
                    "InvalidRequestException", "You must provide either SecretString or SecretBinary.");
        }
        List<String> stages = Inputs.strings(input, "VersionStages");
        Set<String> asked = stages.isEmpty() ? Set.of(Secret.CURRENT) : new LinkedHashSet<>(stages);
        ObjectNode output = AwsJson.object()
                .put("ARN", secret.arn())
                .put("Name", secret.name())
                .put("VersionId", put(secret, input, asked));
        asked.forEach(output.putArray("VersionStages")::add);
        return output;
    }

    private JsonNode describeSecret(CallContext context, ObjectNode input) {
        return found(input).description();
    }

    private JsonNode deleteSecret(CallContext context, ObjectNode input) {
        Secret secret = found(input);
        if (input.path("ForceDeleteWithoutRecovery").asBoolean()) {
            secrets.remove(secret.name());
        }
        secret.delete(clock.now());
        return AwsJson.object()
                .put("ARN", secret.arn())
                .put("Name", secret.name())
                .put("DeletionDate", AwsJson.timestamp(clock.now()));
    }

    private String put(Secret secret, ObjectNode input, Set<String> stages) {
        ObjectNode content = AwsJson.object();
        for (String member : List.of("SecretString", "SecretBinary")) {
            if (AwsJson.has(input, member)) {
                content.set(member, input.get(member));
            }
        }
        String token = AwsJson.text(
                input,
                "ClientRequestToken",
                Ids.uuid(secret.arn() + "/" + secret.description().path("VersionIdsToStages") + clock.now()));
        Optional<Secret.Version> same = secret.version(token);
        if (same.isPresent()) {
            if (!same.get().content().equals(content)) {
                throw AwsException.client(
                        "ResourceExistsException",
                        "You can't use ClientRequestToken " + token
                                + " because that value is already in use for a version of secret " + secret.arn()
                                + ".");
            }
            return token;
        }
        secret.put(new Secret.Version(token, content, clock.now()), stages, clock.now());
        return token;
    }

    private static boolean hasContent(ObjectNode input) {
        return AwsJson.has(input, "SecretString") || AwsJson.has(input, "SecretBinary");
    }

    private Secret found(ObjectNode input) {
        return find(Inputs.required(input, "SecretId"))
                .orElseThrow(() -> AwsException.client(
                        "ResourceNotFoundException", "Secrets Manager can't find the specified secret."));
    }

    private Secret live(ObjectNode input) {
        Secret secret = found(input);
        if (secret.isDeleted()) {
            throw AwsException.client(
                    "InvalidRequestException",
                    "You can't perform this operation on the secret because it was marked for deletion.");
        }
        return secret;
    }

    /** Finds a secret by its name, its ARN or its ARN without the six characters at the end. */
    private Optional<Secret> find(String identifier) {
        String prefix = account.arn("secretsmanager", "secret:");
        if (!identifier.startsWith(prefix)) {
            return Optional.ofNullable(secrets.get(identifier));
        }
        String name = identifier.substring(prefix.length());
        @Nullable Secret partial = secrets.get(name);
        return secrets.values().stream()
                .filter(secret -> secret.arn().equals(identifier))
                .findFirst()
                .or(() -> Optional.ofNullable(partial));
    }

    private static AwsException noValue(String of) {
        return AwsException.client(
                "ResourceNotFoundException", "Secrets Manager can't find the specified secret value for " + of);
    }
}
