package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/**
 * A cross-realm trust of a cluster's own KDC, such as with an Active Directory domain. The other realm's users can
 * authenticate on the cluster.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-kerberos-cross-realm.html">Configure a cross-realm trust</a>
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

    /** Creates a builder of a trust. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the {@code CrossRealmTrustConfiguration} of EMR. */
    ObjectNode toJson() {
        return json.deepCopy();
    }

    /** Builds a {@link CrossRealmTrust}. All properties are required. */
    public static final class Builder {
        private @Nullable String realm;
        private @Nullable String domain;
        private @Nullable String adminServer;
        private @Nullable String kdcServer;

        private Builder() {}

        /** The name of the other realm, by convention its domain in capital letters, such as {@code AD.EXAMPLE.COM}. */
        public Builder realm(String realm) {
            this.realm = realm;
            return this;
        }

        /** The domain of the other realm, such as {@code ad.example.com}. */
        public Builder domain(String domain) {
            this.domain = domain;
            return this;
        }

        /**
         * The admin server of the other realm, as a host name or address, or as {@code host:port}. Default port: 749.
         */
        public Builder adminServer(String adminServer) {
            this.adminServer = adminServer;
            return this;
        }

        /** The KDC of the other realm, as a host name or address, or as {@code host:port}. Default port: 88. */
        public Builder kdcServer(String kdcServer) {
            this.kdcServer = kdcServer;
            return this;
        }

        /**
         * Creates the trust.
         *
         * @throws IllegalArgumentException if a property is missing; the message names it
         */
        public CrossRealmTrust build() {
            return new CrossRealmTrust(Validation.complete(this));
        }
    }
}
