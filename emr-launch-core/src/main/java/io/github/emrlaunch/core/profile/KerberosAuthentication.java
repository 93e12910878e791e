package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.TimeConversionOptions;
import software.amazon.awscdk.services.secretsmanager.ISecret;

/**
 * Kerberos on a cluster: which key distribution center (KDC) knows its users.
 *
 * <p>The attributes of a cluster, its passwords among them, are a secret in Secrets Manager, which holds a JSON object of
 * strings. It is read when a cluster is launched, by the launch function alone, and is stored nowhere else. Each way says
 * which keys the secret must have.
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
     * Each cluster has a KDC of its own on its primary node. Tickets live 24 hours.
     *
     * @param attributes the secret, with the keys {@code Realm} and {@code KdcAdminPassword}
     */
    public static KerberosAuthentication clusterDedicatedKdc(ISecret attributes) {
        return new KerberosAuthentication(
                attributes, "ClusterDedicatedKdc", Json.object().put(LIFETIME, 24));
    }

    /**
     * Each cluster has a KDC of its own, which trusts another realm. Tickets live 24 hours.
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
     * Clusters share a KDC outside of them, such as that of another cluster. EMR 5.20 and later.
     *
     * @param attributes the secret, with the keys {@code Realm} and {@code KdcAdminPassword} of that KDC
     * @param adminServer its admin server, by name or address; port 749 unless it says another, as {@code host:port}
     * @param kdcServer its name; port 88 unless it says another, as {@code host:port}
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
     * Clusters share a KDC outside of them, which trusts a domain of Active Directory. EMR 5.20 and later.
     *
     * @param attributes the secret, with the keys {@code Realm} and {@code KdcAdminPassword} of that KDC,
     *     {@code ADDomainJoinUser} and {@code ADDomainJoinPassword}
     * @param adminServer its admin server, by name or address; port 749 unless it says another, as {@code host:port}
     * @param kdcServer its name; port 88 unless it says another, as {@code host:port}
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
     * The same with another lifetime of tickets.
     *
     * @param lifetime whole hours, at least one
     * @throws IllegalArgumentException when it isn't
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

    /** {@code KerberosConfiguration} in EMR's shape. */
    ObjectNode toJson() {
        return Json.object().put("Provider", provider).set(provider + "Configuration", settings.deepCopy());
    }

    ISecret attributes() {
        return attributes;
    }
}
