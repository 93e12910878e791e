package io.github.emrlaunch.core.notebook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An LDAP directory whose users log in to JupyterHub with their directory passwords. Connections use TLS. Instances are
 * immutable.
 *
 * <p>A user name consists of lower-case letters, digits and {@code . _ -}. {@code jovyan} and system accounts of the
 * container cannot log in with the directory.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-jupyterhub-ldap-users.html">Using LDAP authentication</a>
 */
public final class LdapDirectory {
    private static final String USER = "{username}";
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
    private static final int LDAPS = 636;
    private static final int LAST_PORT = 65_535;

    private final String host;
    private final int port;
    private final List<String> templates;
    private final List<String> groups;

    private LdapDirectory(String host, int port, List<String> templates, List<String> groups) {
        this.host = host;
        this.port = port;
        this.templates = templates;
        this.groups = groups;
    }

    /**
     * Creates a directory.
     *
     * @param host the host name or address, which the primary node must be able to reach
     * @param userTemplates templates of users' distinguished names, such as
     *     {@code uid={username},ou=people,dc=example,dc=org}, tried in this order
     * @throws IllegalArgumentException if the host is invalid, or a template has no <code>{username}</code>
     */
    public static LdapDirectory of(String host, String... userTemplates) {
        return of(host, Validation.list("userTemplates", userTemplates));
    }

    /** Creates a directory, with the templates as a list. */
    public static LdapDirectory of(String host, List<String> userTemplates) {
        if (!HOST.matcher(Validation.required("host", host)).matches()) {
            throw new IllegalArgumentException(
                    "'host' of a directory must be a name or an address, without a protocol or a port, got: '%s'"
                            .formatted(host));
        }
        List<String> templates = Validation.list("userTemplates", userTemplates);
        if (templates.isEmpty() || !templates.stream().allMatch(template -> template.contains(USER))) {
            throw new IllegalArgumentException(
                    "'userTemplates' of a directory must be distinguished names with %s, such as uid=%s,ou=people,dc=example,dc=org, got: %s"
                            .formatted(USER, USER, templates));
        }
        return new LdapDirectory(host, LDAPS, templates, List.of());
    }

    /** Returns a copy with another TLS port. Default: 636. */
    public LdapDirectory withPort(int tlsPort) {
        GivenNumbers.known("tlsPort", tlsPort, "scripts of the cluster hold it");
        if (tlsPort < 1 || tlsPort > LAST_PORT) {
            throw new IllegalArgumentException(
                    "'tlsPort' must be between 1 and %d, got: %d".formatted(LAST_PORT, tlsPort));
        }
        return new LdapDirectory(host, tlsPort, templates, groups);
    }

    /**
     * Returns a copy for members of these groups only, by distinguished name. Default: all users that match a template.
     *
     * @throws IllegalArgumentException when there are none
     */
    public LdapDirectory withGroups(String... names) {
        return withGroups(Validation.list("names", names));
    }

    /** Returns a copy with the groups as a list. */
    public LdapDirectory withGroups(List<String> names) {
        List<String> allowed = Validation.list("names", names);
        if (allowed.isEmpty()) {
            throw new IllegalArgumentException(
                    "'names' of the groups of a directory is empty, which would let all its users log in. "
                            + "Name at least one group, or remove withGroups");
        }
        return new LdapDirectory(host, port, templates, allowed);
    }

    /**
     * Returns the settings of JupyterHub's LDAPAuthenticator, as JSON in base64, since a shell would split names with
     * spaces.
     */
    String settings() {
        ObjectNode settings = Json.object()
                .put("server_address", host)
                .put("server_port", port)
                .put("use_ssl", true);
        ArrayNode names = settings.putArray("bind_dn_template");
        templates.forEach(names::add);
        ArrayNode allowed = settings.putArray("allowed_groups");
        groups.forEach(allowed::add);
        return Base64.getEncoder().encodeToString(Json.write(settings).getBytes(StandardCharsets.UTF_8));
    }
}
