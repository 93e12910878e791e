package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;

/**
 * The domain of Active Directory whose users an external KDC lets in.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-kerberos-options.html">Kerberos architecture
 *     options</a>
 */
public final class ActiveDirectory {
    private final ObjectNode json;

    private ActiveDirectory(ObjectNode json) {
        this.json = json;
    }

    /**
     * A domain.
     *
     * @param realm its realm, by convention the domain in capital letters, such as {@code AD.EXAMPLE.COM}
     * @param domain its name, such as {@code ad.example.com}
     * @throws IllegalArgumentException when one of them is missing
     */
    public static ActiveDirectory of(String realm, String domain) {
        return new ActiveDirectory(Json.object()
                .put("AdRealm", Validation.required("realm", realm))
                .put("AdDomain", Validation.required("domain", domain)));
    }

    /** The same domain with its controller, by full domain name. Default: EMR looks for it under the domain's name. */
    public ActiveDirectory withServer(String server) {
        return new ActiveDirectory(json.deepCopy().put("AdServer", Validation.required("server", server)));
    }

    /** {@code AdIntegrationConfiguration} in EMR's shape. */
    ObjectNode toJson() {
        return json.deepCopy();
    }
}
