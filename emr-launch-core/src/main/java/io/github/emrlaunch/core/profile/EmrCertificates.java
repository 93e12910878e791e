package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.ClusterTagRules;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.kms.IKey;

/**
 * Certificates that EMR creates and manages, for {@link InTransitEncryption#emrManaged(EmrCertificates)}. EMR stores
 * the certificate of their authority in a Secrets Manager secret, for trust stores of clients. It uses the credentials
 * of the principal that deploys the stack. This principal needs {@code secretsmanager:CreateSecret},
 * {@code secretsmanager:TagResource} if there are tags, and permission to use the key. The clusters' roles need no
 * further permissions.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html">Create a security
 *     configuration</a>
 */
public final class EmrCertificates {
    /** See <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html">tags of a secret</a>. */
    private static final int MAX_TAGS = 50;

    /** Matches a domain suffix for a wildcard certificate: labels without a wildcard. */
    private static final Pattern DOMAIN =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

    private final ObjectNode json;

    private EmrCertificates(Builder builder) {
        json = Json.object();
        if (builder.encryptionKey != null) {
            json.put("AwsKmsKey", KeyAccess.arn(builder.encryptionKey));
        }
        if (builder.secretTags.size() > MAX_TAGS) {
            throw new IllegalArgumentException(
                    "'secretTags' must have at most %d tags, got: %d".formatted(MAX_TAGS, builder.secretTags.size()));
        }
        if (!builder.secretTags.isEmpty()) {
            ArrayNode tags = json.putArray("SecretTags");
            builder.secretTags.forEach(
                    (key, value) -> tags.add(ClusterTagRules.checked(key, value).toJson()));
        }
        if (builder.wildcardDnsSuffix != null) {
            json.put("WildcardDnsSuffix", domain(builder.wildcardDnsSuffix));
        }
        if (builder.validity != null) {
            json.set("ValidityInDays", Json.of(days(builder.validity)));
        }
    }

    private static String domain(String suffix) {
        if (!Tokens.isUnresolved(suffix) && !DOMAIN.matcher(suffix).matches()) {
            throw new IllegalArgumentException(
                    "'wildcardDnsSuffix' must be a domain without a wildcard, such as example.com: EMR adds the wildcard, got: %s"
                            .formatted(suffix));
        }
        return suffix;
    }

    private static long days(Duration validity) {
        long seconds =
                GivenNumbers.knownSeconds("validity", validity, "it is part of the security configuration in days");
        long day = java.time.Duration.ofDays(1).toSeconds();
        if (seconds < day || seconds % day != 0) {
            throw new IllegalArgumentException(
                    "'validity' must be whole days, at least 1, got: %s".formatted(validity.toHumanString()));
        }
        return seconds / day;
    }

    /** Creates a builder of certificates that EMR manages. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the {@code TLSCertificateConfiguration} of EMR, without the provider's type. */
    ObjectNode toJson() {
        return json.deepCopy();
    }

    /** Builds {@link EmrCertificates}. All properties are optional. */
    public static final class Builder {
        private @Nullable IKey encryptionKey;
        private Map<String, String> secretTags = Map.of();
        private @Nullable Duration validity;
        private @Nullable String wildcardDnsSuffix;

        private Builder() {}

        /**
         * The KMS key of the secret with the authority's certificate. Default: the AWS managed key of Secrets Manager.
         */
        public Builder encryptionKey(IKey encryptionKey) {
            this.encryptionKey = encryptionKey;
            return this;
        }

        /** The tags of this secret, at most 50. Default: none. */
        public Builder secretTags(Map<String, String> secretTags) {
            this.secretTags = Copies.sorted(secretTags);
            return this;
        }

        /**
         * The validity of the certificates from the deployment of the profile on, in whole days, at least one. Once
         * they have expired, the profile needs a new security configuration. Default: 20 years.
         */
        public Builder validity(Duration validity) {
            this.validity = validity;
            return this;
        }

        /**
         * A domain such as {@code example.com}. The certificates are also valid for its hosts. Default: only EC2's
         * private domain of the region.
         */
        public Builder wildcardDnsSuffix(String wildcardDnsSuffix) {
            this.wildcardDnsSuffix = wildcardDnsSuffix;
            return this;
        }

        /**
         * Creates the settings of the certificates.
         *
         * @throws IllegalArgumentException if a property has a value that AWS would refuse
         */
        public EmrCertificates build() {
            return new EmrCertificates(Validation.complete(this));
        }
    }
}
