package io.github.emrlaunch.local.internal.aws;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The permission to use a KMS key that a caller needs when a service encrypts or decrypts for it. A key that AWS manages grants
 * its use to everybody in the account, see <a
 * href="https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-restrict-decryption.html">restricting decryption</a>.
 */
public final class KmsKeys {
    private static final String ALIAS = "alias/";

    private KmsKeys() {}

    /**
     * What the use of a key permissions; nothing for a key that AWS manages.
     *
     * @param action such as {@code kms:Decrypt}
     * @param key an id, an ARN or an alias, null for the service's own key
     * @param service on whose behalf, such as {@code ssm}
     */
    public static Optional<RequiredPermission> use(
            Account account, String action, @Nullable String key, String service) {
        if (key == null) {
            return Optional.empty();
        }
        String prefix = account.arn("kms", "");
        String resource = key.startsWith(prefix) ? key.substring(prefix.length()) : key;
        if (resource.startsWith(ALIAS + "aws/")) {
            return Optional.empty();
        }
        RequiredPermission permission = RequiredPermission.of(action, arn(account, resource))
                .with("kms:ViaService", List.of(service + "." + account.region() + "." + account.urlSuffix()));
        return Optional.of(
                resource.startsWith(ALIAS) ? permission.with("kms:ResourceAliases", List.of(resource)) : permission);
    }

    /** A policy names the key itself: the ARN of an alias grants nothing. Which key an alias leads to is made up. */
    private static String arn(Account account, String resource) {
        if (resource.startsWith("arn:")) {
            return resource;
        }
        if (resource.startsWith(ALIAS)) {
            return account.arn("kms", "key/" + Ids.uuid(resource));
        }
        return account.arn("kms", resource.startsWith("key/") ? resource : "key/" + resource);
    }
}
