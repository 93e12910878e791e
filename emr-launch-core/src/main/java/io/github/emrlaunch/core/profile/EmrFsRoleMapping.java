package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.iam.IRole;

/**
 * A role that EMRFS assumes for certain requests to S3 instead of the instance role. The first mapping of a profile
 * that matches a request applies. If no mapping matches, EMRFS uses the instance role, so grant this role few
 * permissions.
 *
 * <p>The instance role is allowed to assume the mapped role. The trust policy of a role that is built in this app is
 * extended to trust the instance role. The trust policy of an imported role cannot be changed: a warning shows the
 * required statement.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-emrfs-iam-roles.html">IAM roles for EMRFS requests to Amazon
 *     S3</a>
 */
public final class EmrFsRoleMapping {
    private final IRole role;
    private final String identifierType;
    private final List<String> identifiers;

    private EmrFsRoleMapping(IRole role, String identifierType, String property, List<String> identifiers) {
        this.role = Validation.required("role", role);
        this.identifierType = identifierType;
        this.identifiers = Validation.list(property, identifiers);
        if (identifiers.isEmpty()) {
            throw new IllegalArgumentException("'%s' must name at least one".formatted(property));
        }
    }

    /**
     * Creates a mapping for requests of users.
     *
     * @param role the role for these requests
     * @param users names of Linux users or Kerberos principals
     * @throws IllegalArgumentException if there are no users
     */
    public static EmrFsRoleMapping forUsers(IRole role, String... users) {
        return forUsers(role, Validation.list("users", users));
    }

    /** Creates a mapping for requests of users, as a list. */
    public static EmrFsRoleMapping forUsers(IRole role, List<String> users) {
        return new EmrFsRoleMapping(role, "User", "users", users);
    }

    /**
     * Creates a mapping for requests of members of groups.
     *
     * @param role the role for these requests
     * @param groups names of Hadoop groups
     * @throws IllegalArgumentException if there are no groups
     */
    public static EmrFsRoleMapping forGroups(IRole role, String... groups) {
        return forGroups(role, Validation.list("groups", groups));
    }

    /** Creates a mapping for requests of members of groups, as a list. */
    public static EmrFsRoleMapping forGroups(IRole role, List<String> groups) {
        return new EmrFsRoleMapping(role, "Group", "groups", groups);
    }

    /**
     * Creates a mapping for requests to S3 locations.
     *
     * @param role the role for these requests
     * @param prefixes prefixes such as {@code s3://bucket/} or {@code s3://bucket/folder/}
     * @throws IllegalArgumentException if there are no prefixes, or one does not start with {@code s3://}
     */
    public static EmrFsRoleMapping forS3Prefixes(IRole role, String... prefixes) {
        return forS3Prefixes(role, Validation.list("prefixes", prefixes));
    }

    /** Creates a mapping for requests to S3 locations, as a list. */
    public static EmrFsRoleMapping forS3Prefixes(IRole role, List<String> prefixes) {
        for (String prefix : Validation.list("prefixes", prefixes)) {
            if (!Token.isUnresolved(prefix) && !prefix.startsWith("s3://")) {
                throw new IllegalArgumentException("'prefixes' must begin with s3://, got: %s".formatted(prefix));
            }
        }
        return new EmrFsRoleMapping(role, "Prefix", "prefixes", prefixes);
    }

    /** Returns an element of {@code RoleMappings} of EMR. */
    ObjectNode toJson() {
        ObjectNode json = Json.object().put("Role", role.getRoleArn()).put("IdentifierType", identifierType);
        ArrayNode list = json.putArray("Identifiers");
        identifiers.forEach(list::add);
        return json;
    }

    IRole role() {
        return role;
    }
}
