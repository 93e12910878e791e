package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.TimeConversionOptions;
import software.amazon.awscdk.services.secretsmanager.ISecret;

/**
 * The Kerberos authentication of clusters, with the key distribution center (KDC) that authenticates their users.
 *
 * <p>The Kerberos attributes of a cluster, including its passwords, are stored in a Secrets Manager secret as a JSON
 * object of strings. Only the launch function reads it, when a cluster is launched. The attributes are stored nowhere
 * else. Each factory method lists the keys that the secret must contain.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-kerberos.html">Use Kerberos for authentication</a>
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_KerberosAttributes.html">KerberosAttributes</a>
 */
public final class KerberosAuthentication {
    private static final String LIFETIME = "TicketLifetimeInHours";

    private final ISecret attributes;
    private final String provider;
    private final ObjectNode settings;

    private KerberosAuthentication(ISecret attributes, String provider, ObjectNode settings) {
        this.attributes = Validation.required("attributes", attributes);
        this.provider = provider;
        this.settings = settings;
    }

    /**
     * Uses a KDC on the primary node of each cluster. The ticket lifetime is 24 hours.
     *
     * @param attributes the secret, with the keys {@code Realm} and {@code KdcAdminPassword}
     */
    public static KerberosAuthentication clusterDedicatedKdc(ISecret attributes) {
        return new KerberosAuthentication(
                attributes, "ClusterDedicatedKdc", Json.object().put(LIFETIME, 24));
    }

    /**
     * Uses a KDC on the primary node of each cluster that trusts another realm. The ticket lifetime is 24 hours.
     *
     * @param attributes the secret, with the keys {@code Realm}, {@code KdcAdminPassword} and
     *     {@code CrossRealmTrustPrincipalPassword}, and for Active Directory {@code ADDomainJoinUser} and
     *     {@code ADDomainJoinPassword}
     * @param trust the other realm
     */
    public static KerberosAuthentication clusterDedicatedKdc(ISecret attributes, CrossRealmTrust trust) {
        KerberosAuthentication kdc = clusterDedicatedKdc(attributes);
        kdc.settings.set(
                "CrossRealmTrustConfiguration",
                Validation.required("trust", trust).toJson());
        return kdc;
    }

    /**
     * Uses an external KDC that clusters share, such as the KDC of another cluster. EMR 5.20 and later.
     *
     * @param attributes the secret, with the keys {@code Realm} and {@code KdcAdminPassword} of that KDC
     * @param adminServer the admin server, as a host name or address, or as {@code host:port}; default port: 749
     * @param kdcServer the KDC, as a host name or address, or as {@code host:port}; default port: 88
     */
    public static KerberosAuthentication externalKdc(ISecret attributes, String adminServer, String kdcServer) {
        return new KerberosAuthentication(
                attributes,
                "ExternalKdc",
                Json.object()
                        .put("KdcServerType", "Single")
                        .put("AdminServer", Validation.required("adminServer", adminServer))
                        .put("KdcServer", Validation.required("kdcServer", kdcServer)));
    }

    /**
     * Uses an external KDC that clusters share and that trusts an Active Directory domain. EMR 5.20 and later.
     *
     * @param attributes the secret, with the keys {@code Realm} and {@code KdcAdminPassword} of that KDC,
     *     {@code ADDomainJoinUser} and {@code ADDomainJoinPassword}
     * @param adminServer the admin server, as a host name or address, or as {@code host:port}; default port: 749
     * @param kdcServer the KDC, as a host name or address, or as {@code host:port}; default port: 88
     * @param directory the domain
     */
    public static KerberosAuthentication externalKdc(
            ISecret attributes, String adminServer, String kdcServer, ActiveDirectory directory) {
        KerberosAuthentication kdc = externalKdc(attributes, adminServer, kdcServer);
        kdc.settings.set(
                "AdIntegrationConfiguration",
                Validation.required("directory", directory).toJson());
        return kdc;
    }

    /**
     * Returns a copy with another ticket lifetime.
     *
     * @param lifetime whole hours, at least one
     * @throws IllegalArgumentException if it is not
     */
    public KerberosAuthentication withTicketLifetime(Duration lifetime) {
        GivenNumbers.knownSeconds(
                "ticketLifetime",
                Validation.required("ticketLifetime", lifetime),
                "it is part of the security configuration in hours");
        Number hours =
                lifetime.toHours(TimeConversionOptions.builder().integral(false).build());
        if (hours.doubleValue() < 1 || hours.doubleValue() != hours.intValue()) {
            throw new IllegalArgumentException(
                    "'ticketLifetime' must be whole hours, at least 1, got: %s".formatted(lifetime.toHumanString()));
        }
        return new KerberosAuthentication(
                attributes, provider, settings.deepCopy().put(LIFETIME, hours.intValue()));
    }

    /** Returns the {@code KerberosConfiguration} of EMR. */
    ObjectNode toJson() {
        return Json.object().put("Provider", provider).set(provider + "Configuration", settings.deepCopy());
    }

    ISecret attributes() {
        return attributes;
    }
}
