package io.github.emrlaunch.local.internal.secretsmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Page;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ReferenceCheck;
import io.github.emrlaunch.local.internal.service.SecretSource;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operations of Secrets Manager, see the <a
 * href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/">API reference</a>.
 */
public final class SecretsManager implements LocalService, SecretSource, ReferenceCheck {
    private static final int RANDOM = 6;
    private static final Pattern SUFFIX = Pattern.compile("-[A-Za-z0-9]{6}$");
    private static final String UNKNOWN = "{\"Realm\": \"EXAMPLE.COM\", \"KdcAdminPassword\": \"local-emulator\"}";
    private static final int MAX_PAGE = 100;
    private static final int MIN_WINDOW_DAYS = 7;
    private static final int MAX_WINDOW_DAYS = 30;

    private final Account account;
    private final VirtualClock clock;
    private final SecretPermissions permissions;
    private final Map<String, Secret> secrets = new ConcurrentSkipListMap<>();
    /** The values of all secrets, including deleted ones. */
    private final Set<String> values = ConcurrentHashMap.newKeySet();

    private final SecretResources resources;

    SecretsManager(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.permissions = new SecretPermissions(account, context.services(), this::find);
        this.resources = new SecretResources(context);
    }

    /** Creates the service. */
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
                        "CreateSecret", new Operation(permissions::create, SecretShapes.CREATE.checked(this::create)),
                        "GetSecretValue", new Operation(permissions::get, SecretShapes.GET.checked(this::getValue)),
                        "PutSecretValue", new Operation(permissions::put, SecretShapes.PUT.checked(this::putValue)),
                        "UpdateSecret", new Operation(permissions::update, SecretShapes.UPDATE.checked(this::update)),
                        "DescribeSecret",
                                new Operation(
                                        permissions.named("DescribeSecret"),
                                        SecretShapes.NAMED.checked(this::describe)),
                        "ListSecrets", new Operation(permissions::list, SecretShapes.LIST.checked(this::list)),
                        "DeleteSecret", new Operation(permissions::delete, SecretShapes.DELETE.checked(this::delete)),
                        "RestoreSecret",
                                new Operation(
                                        permissions.named("RestoreSecret"), SecretShapes.NAMED.checked(this::restore)),
                        "TagResource", new Operation(permissions::tag, SecretShapes.TAG.checked(this::tag)),
                        "UntagResource", new Operation(permissions::untag, SecretShapes.UNTAG.checked(this::untag))));
    }

    @Override
    public Checkpoint checkpoint() {
        return Checkpoints.all(Checkpoints.of(secrets, Secret::checkpoint), resources.checkpoint());
    }

    @Override
    public Optional<String> declarationOfMissing(String arn) {
        String prefix = account.arn("secretsmanager", "secret:");
        if (!arn.startsWith(prefix) || find(arn).isPresent()) {
            return Optional.empty();
        }
        // A policy can name a secret without the characters that AWS adds.
        boolean isWhole = arn.matches(".*-(?=[A-Za-z]*[A-Z0-9])[A-Za-z0-9]{6}");
        return Optional.of("existing.secret(\"" + (isWhole ? arn : arn.substring(prefix.length())) + "\", \"…\")");
    }

    /** Returns the ARN of a secret with this name. It ends with six random-looking characters. */
    public String arn(String name) {
        return account.arn("secretsmanager", "secret:" + name + "-" + Ids.alphanumeric("secret/" + name, RANDOM));
    }

    /**
     * Declares a secret with an unknown value. Its generated value is valid as Kerberos attributes of EMR. An existing secret
     * gets the ARN.
     */
    public void declare(String arn) {
        String name = SUFFIX.matcher(arn.substring(arn.indexOf(":secret:") + ":secret:".length()))
                .replaceFirst("");
        secrets.compute(name, (key, before) -> {
            if (before != null && before.arn().equals(arn)) {
                return before;
            }
            Secret secret = new Secret(name, arn, clock.now());
            Optional<Secret.Version> current = Optional.ofNullable(before)
                    .flatMap(known -> known.versionAt(Secret.CURRENT).flatMap(known::version));
            ObjectNode content = AwsJson.object().put("SecretString", UNKNOWN);
            secret.put(
                    current.orElseGet(() -> new Secret.Version(Ids.uuid(arn), content, clock.now())),
                    Set.of(Secret.CURRENT),
                    clock.now());
            return secret;
        });
    }

    @Override
    public Collection<String> secretValues() {
        return Set.copyOf(values);
    }

    private JsonNode create(CallContext context, ObjectNode input) {
        String name = Inputs.required(input, "Name");
        if (!name.matches("[A-Za-z0-9/_+=.@-]{1,512}")) {
            throw AwsException.validation(
                    "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following:"
                            + " -/_+=.@!");
        }
        refuseUnsupported(input, "AddReplicaRegions");
        refuseUnsupported(input, "Type");
        SecretValue.check(input);
        Secret secret = new Secret(name, arn(name), clock.now());
        secret.describe(AwsJson.text(input, "Description"), AwsJson.text(input, "KmsKeyId"), clock.now());
        secret.setTags(tags(input));
        find(name);
        Secret existing = secrets.putIfAbsent(name, secret);
        if (existing != null) {
            return repeated(existing, input);
        }
        ObjectNode output = AwsJson.object().put("ARN", secret.arn()).put("Name", name);
        return SecretValue.isGiven(input)
                ? output.put(
                        "VersionId", put(secret, input, Set.of(Secret.CURRENT)).id())
                : output;
    }

    /** Returns the response to a repeated request, which has the same token. */
    private static JsonNode repeated(Secret existing, ObjectNode input) {
        if (existing.isDeleted()) {
            throw AwsException.client(
                    "InvalidRequestException",
                    "You can't create this secret because a secret with this name is already scheduled for deletion.");
        }
        String token = AwsJson.text(input, "ClientRequestToken");
        Secret.Version same = token == null ? null : existing.version(token).orElse(null);
        if (same == null || !same.content().equals(SecretValue.read(input))) {
            throw AwsException.client(
                    "ResourceExistsException",
                    "The operation failed because the secret " + existing.name() + " already exists.");
        }
        return AwsJson.object()
                .put("ARN", existing.arn())
                .put("Name", existing.name())
                .put("VersionId", same.id());
    }

    private JsonNode getValue(CallContext context, ObjectNode input) {
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

    private JsonNode putValue(CallContext context, ObjectNode input) {
        Secret secret = live(input);
        SecretValue.check(input);
        if (!SecretValue.isGiven(input)) {
            throw AwsException.client(
                    "InvalidRequestException", "You must provide either SecretString or SecretBinary.");
        }
        List<String> stages = Inputs.strings(input, "VersionStages");
        Secret.Version version =
                put(secret, input, stages.isEmpty() ? Set.of(Secret.CURRENT) : new LinkedHashSet<>(stages));
        ObjectNode output = named(secret).put("VersionId", version.id());
        secret.stagesOf(version.id()).forEach(output.putArray("VersionStages")::add);
        return output;
    }

    private JsonNode update(CallContext context, ObjectNode input) {
        Secret secret = live(input);
        refuseUnsupported(input, "Type");
        SecretValue.check(input);
        String token = AwsJson.text(input, "ClientRequestToken");
        if (token != null && SecretValue.isGiven(input) && secret.version(token).isPresent()) {
            throw tokenInUse(token, secret);
        }
        secret.describe(AwsJson.text(input, "Description"), AwsJson.text(input, "KmsKeyId"), clock.now());
        return SecretValue.isGiven(input)
                ? named(secret)
                        .put(
                                "VersionId",
                                put(secret, input, Set.of(Secret.CURRENT)).id())
                : named(secret);
    }

    private JsonNode describe(CallContext context, ObjectNode input) {
        return found(input).toJson();
    }

    private JsonNode list(CallContext context, ObjectNode input) {
        List<SecretFilter> filters = SecretFilter.read(input);
        boolean deletedToo = input.path("IncludePlannedDeletion").asBoolean();
        Comparator<Secret> order =
                switch (AwsJson.text(input, "SortBy", "created-date")) {
                    case "name" -> Comparator.comparing(Secret::name);
                    case "last-changed-date" ->
                        Comparator.comparing(Secret::changed).thenComparing(Secret::name);
                    default -> Comparator.comparing(Secret::created).thenComparing(Secret::name);
                };
        List<Secret> listed = secrets.values().stream()
                .filter(secret -> !secret.isGone(clock.now()) && (deletedToo || !secret.isDeleted()))
                .filter(secret -> filters.stream().allMatch(filter -> filter.fits(secret)))
                .sorted(AwsJson.text(input, "SortOrder", "asc").equals("asc") ? order : order.reversed())
                .toList();
        Page<Secret> page = Page.of(
                listed,
                AwsJson.text(input, "NextToken"),
                Inputs.number(input, "MaxResults", MAX_PAGE, 1, MAX_PAGE),
                () -> AwsException.client("InvalidNextTokenException", "The NextToken value is invalid."));
        ObjectNode output = AwsJson.object();
        ArrayNode entries = output.putArray("SecretList");
        for (Secret secret : page.elements()) {
            ObjectNode entry = secret.toJson();
            entry.set("SecretVersionsToStages", entry.remove("VersionIdsToStages"));
            entries.add(entry);
        }
        return page.next() == null ? output : output.put("NextToken", page.next());
    }

    private JsonNode delete(CallContext context, ObjectNode input) {
        boolean force = input.path("ForceDeleteWithoutRecovery").asBoolean();
        Duration window = recoveryWindow(input, force);
        String id = Inputs.required(input, "SecretId");
        if (force && find(id).isEmpty()) {
            // A missing secret is already deleted.
            return deleted(arn(id), id, clock.now());
        }
        Secret secret = found(input);
        if (secret.isDeleted() && !force) {
            throw AwsException.client(
                    "InvalidRequestException",
                    "You tried to perform the operation on a secret that's currently marked deleted.");
        }
        Instant at = clock.now().plus(window);
        secret.delete(at);
        return deleted(secret.arn(), secret.name(), at);
    }

    private static Duration recoveryWindow(ObjectNode input, boolean force) {
        if (!AwsJson.has(input, "RecoveryWindowInDays")) {
            return force ? Duration.ZERO : Duration.ofDays(MAX_WINDOW_DAYS);
        }
        long days = input.get("RecoveryWindowInDays").asLong();
        if (days < MIN_WINDOW_DAYS || days > MAX_WINDOW_DAYS) {
            throw AwsException.client(
                    "InvalidParameterException",
                    "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        }
        if (force) {
            throw AwsException.client(
                    "InvalidParameterException",
                    "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        }
        return Duration.ofDays(days);
    }

    private static ObjectNode deleted(String arn, String name, Instant at) {
        return AwsJson.object().put("ARN", arn).put("Name", name).put("DeletionDate", AwsJson.timestamp(at));
    }

    private JsonNode restore(CallContext context, ObjectNode input) {
        Secret secret = found(input);
        secret.restore();
        return named(secret);
    }

    private JsonNode tag(CallContext context, ObjectNode input) {
        Secret secret = live(input);
        Map<String, String> all = secret.tagMap();
        all.putAll(tags(input));
        secret.setTags(all);
        return AwsJson.object();
    }

    private JsonNode untag(CallContext context, ObjectNode input) {
        Secret secret = live(input);
        Map<String, String> rest = secret.tagMap();
        rest.keySet().removeAll(Inputs.strings(input, "TagKeys"));
        secret.setTags(rest);
        return AwsJson.object();
    }

    private static Map<String, String> tags(ObjectNode input) {
        Map<String, String> tags = new TreeMap<>();
        input.path("Tags").forEach(tag -> tags.put(AwsJson.text(tag, "Key", ""), AwsJson.text(tag, "Value", "")));
        return tags;
    }

    private static ObjectNode named(Secret secret) {
        return AwsJson.object().put("ARN", secret.arn()).put("Name", secret.name());
    }

    private static void refuseUnsupported(ObjectNode input, String member) {
        if (!input.path(member).asText("").isEmpty() || !input.path(member).isEmpty()) {
            throw AwsException.client(
                    "InvalidParameterException", "The local emulator does not support " + member + " of secrets.");
        }
    }

    private Secret.Version put(Secret secret, ObjectNode input, Set<String> stages) {
        ObjectNode content = SecretValue.read(input);
        String token = AwsJson.text(
                input,
                "ClientRequestToken",
                Ids.uuid(secret.arn() + "/" + secret.toJson().path("VersionIdsToStages") + clock.now()));
        Optional<Secret.Version> same = secret.version(token);
        if (same.isPresent()) {
            if (!same.get().content().equals(content)) {
                throw tokenInUse(token, secret);
            }
            return same.get();
        }
        Secret.Version version = new Secret.Version(token, content, clock.now());
        content.forEach(value -> values.add(value.asText()));
        secret.put(version, stages, clock.now());
        return version;
    }

    private static AwsException tokenInUse(String token, Secret secret) {
        return AwsException.client(
                "ResourceExistsException",
                "You can't use ClientRequestToken " + token
                        + " because that value is already in use for a version of secret " + secret.arn() + ".");
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

    /** Returns whether a secret exists with this name, this ARN, or this ARN without the six characters at the end. */
    public boolean exists(String nameOrArn) {
        return find(nameOrArn).isPresent();
    }

    private Optional<Secret> find(String identifier) {
        secrets.values().removeIf(secret -> secret.isGone(clock.now()));
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
