package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/**
 * The other realm that a cluster's own KDC trusts, such as a domain of Active Directory: its users are known on the cluster.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-kerberos-cross-realm.html">Configure a cross-realm
 *     trust</a>
 */
public final class CrossRealmTrust {
    private final ObjectNode json;

    private CrossRealmTrust(Builder builder) {
        json = Json.object()
                .put("Realm", Validation.required("realm", builder.realm))
                .put("Domain", Validation.required("domain", builder.domain))
                .put("AdminServer", Validation.required("adminServer", builder.adminServer))
                .put("KdcServer", Validation.required("kdcServer", builder.kdcServer));
    }

    /** A builder of a trust. */
    public static Builder builder() {
        return new Builder();
    }

    /** {@code CrossRealmTrustConfiguration} in EMR's shape. */
    ObjectNode toJson() {
        return json.deepCopy();
    }

    /** Builds a {@link CrossRealmTrust}. All of it is required. */
    public static final class Builder {
        private @Nullable String realm;
        private @Nullable String domain;
        private @Nullable String adminServer;
        private @Nullable String kdcServer;

        private Builder() {}

        /** The other realm's name, by convention the domain's in capital letters, such as {@code AD.EXAMPLE.COM}. */
        public Builder realm(String realm) {
            this.realm = realm;
            return this;
        }

        /** The other realm's domain, such as {@code ad.example.com}. */
        public Builder domain(String domain) {
            this.domain = domain;
            return this;
        }

        /** The other realm's admin server, by name or address; port 749 unless it says another, as {@code host:port}. */
        public Builder adminServer(String adminServer) {
            this.adminServer = adminServer;
            return this;
        }

        /** The other realm's KDC, by name or address; port 88 unless it says another, as {@code host:port}. */
        public Builder kdcServer(String kdcServer) {
            this.kdcServer = kdcServer;
            return this;
        }

        /**
         * Makes the trust.
         *
         * @throws IllegalArgumentException when something is missing, naming it
         */
        public CrossRealmTrust build() {
            return new CrossRealmTrust(Validation.complete(this));
        }
    }
}
