package io.github.emrlaunch.local.internal.kms;

import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.KeyLookup;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * AWS KMS: the aliases of keys, see <a
 * href="https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html">Specifying KMS keys in IAM policy
 * statements</a>. An alias that no template created refers to a separate key.
 */
public final class KmsService implements LocalService, KeyLookup {
    private static final String ALIAS = "alias/";

    /** The prefix of AWS managed keys. */
    private static final String AWS_MANAGED = "alias/aws/";

    private final Account account;
    private final Map<String, String> keysOfAliases = new ConcurrentSkipListMap<>();

    private KmsService(ServiceContext context) {
        this.account = context.account();
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new KmsService(context);
        }
    }

    @Override
    public AwsService api() {
        return AwsService.json("kms", "TrentService", Map.of());
    }

    @Override
    public Map<String, ResourceType> resources() {
        return Map.of(
                "AWS::KMS::Alias",
                ResourceType.of(this::alias, "AliasName", "TargetKeyId")
                        .deletedBy(request -> keysOfAliases.remove(request.deletedId())));
    }

    @Override
    public Checkpoint checkpoint() {
        return Checkpoints.of(keysOfAliases);
    }

    private CreatedResource alias(ResourceRequest request) {
        String alias = request.required("AliasName");
        request.requireNew("AliasName", alias, alias, keysOfAliases.containsKey(alias));
        keysOfAliases.put(alias, keyArn(request.required("TargetKeyId")));
        return CreatedResource.identity(alias, Map.of());
    }

    @Override
    public Optional<RequiredPermission> use(String action, @Nullable String key, String service) {
        if (key == null) {
            return Optional.empty();
        }
        String name = key.replaceFirst("^arn:[^/]*:(?=alias/)", "").replaceFirst("^key/", "");
        if (name.startsWith(AWS_MANAGED)) {
            return Optional.empty();
        }
        String arn = keyArn(name);
        RequiredPermission permission = RequiredPermission.of(action, arn)
                .with("kms:ViaService", List.of(service + "." + account.region() + "." + account.urlSuffix()));
        if (name.startsWith(ALIAS)) {
            permission = permission.with("kms:RequestAlias", List.of(name));
        }
        List<String> aliases = name.startsWith(ALIAS) && !keysOfAliases.containsKey(name)
                ? List.of(name)
                : keysOfAliases.entrySet().stream()
                        .filter(alias -> alias.getValue().equals(arn))
                        .map(Map.Entry::getKey)
                        .toList();
        return Optional.of(aliases.isEmpty() ? permission : permission.with("kms:ResourceAliases", aliases));
    }

    private String keyArn(String key) {
        if (key.startsWith("arn:")) {
            return key;
        }
        return key.startsWith(ALIAS)
                ? keysOfAliases.getOrDefault(key, account.arn("kms", "key/" + Ids.uuid("kms/" + key)))
                : account.arn("kms", "key/" + key);
    }
}
