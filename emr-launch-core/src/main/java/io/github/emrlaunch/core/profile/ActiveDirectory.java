package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;

/**
 * An Active Directory domain whose users an external KDC accepts.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-kerberos-options.html">Kerberos architecture options</a>
 */
public final class ActiveDirectory {
    private final ObjectNode json;

    private ActiveDirectory(ObjectNode json) {
        this.json = json;
    }

    /**
     * Creates a domain.
     *
     * @param realm the realm, by convention the domain in capital letters, such as {@code AD.EXAMPLE.COM}
     * @param domain the name, such as {@code ad.example.com}
     * @throws IllegalArgumentException if one of them is missing
     */
    public static ActiveDirectory of(String realm, String domain) {
        return new ActiveDirectory(Json.object()
                .put("AdRealm", Validation.required("realm", realm))
                .put("AdDomain", Validation.required("domain", domain)));
    }

    /**
     * Returns a copy with the domain controller, by full domain name. Default: EMR resolves it from the domain's name.
     */
    public ActiveDirectory withServer(String server) {
        return new ActiveDirectory(json.deepCopy().put("AdServer", Validation.required("server", server)));
    }

    /** Returns the {@code AdIntegrationConfiguration} of EMR. */
    ObjectNode toJson() {
        return json.deepCopy();
    }
}
