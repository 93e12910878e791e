package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.iam.IRole;

/**
 * A role that EMRFS takes for some requests to S3, instead of the instance role. The first mapping of a profile that fits a
 * request counts; where none does, EMRFS falls back to the instance role, so grant that one little.
 *
 * <p>The instance role is granted to assume the role, and a role of this app comes to trust the instance role. Another role's
 * trust policy is out of this app's reach: a warning says what it needs.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-emrfs-iam-roles.html">IAM roles for EMRFS requests
 *     to Amazon S3</a>
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
     * For requests of users.
     *
     * @param role the role for them
     * @param users names of Linux users or Kerberos principals
     * @throws IllegalArgumentException when there are none
     */
    public static EmrFsRoleMapping forUsers(IRole role, String... users) {
        return forUsers(role, Validation.list("users", users));
    }

    /** For requests of users, as a list. */
    public static EmrFsRoleMapping forUsers(IRole role, List<String> users) {
        return new EmrFsRoleMapping(role, "User", "users", users);
    }

    /**
     * For requests of members of groups.
     *
     * @param role the role for them
     * @param groups names of Hadoop groups
     * @throws IllegalArgumentException when there are none
     */
    public static EmrFsRoleMapping forGroups(IRole role, String... groups) {
        return forGroups(role, Validation.list("groups", groups));
    }

    /** For requests of members of groups, as a list. */
    public static EmrFsRoleMapping forGroups(IRole role, List<String> groups) {
        return new EmrFsRoleMapping(role, "Group", "groups", groups);
    }

    /**
     * For requests to locations in S3.
     *
     * @param role the role for them
     * @param prefixes such as {@code s3://bucket/} or {@code s3://bucket/folder/}
     * @throws IllegalArgumentException when there are none, or one doesn't begin with {@code s3://}
     */
    public static EmrFsRoleMapping forS3Prefixes(IRole role, String... prefixes) {
        return forS3Prefixes(role, Validation.list("prefixes", prefixes));
    }

    /** For requests to locations in S3, as a list. */
    public static EmrFsRoleMapping forS3Prefixes(IRole role, List<String> prefixes) {
        for (String prefix : Validation.list("prefixes", prefixes)) {
            if (!Token.isUnresolved(prefix) && !prefix.startsWith("s3://")) {
                throw new IllegalArgumentException("'prefixes' must begin with s3://, got: %s".formatted(prefix));
            }
        }
        return new EmrFsRoleMapping(role, "Prefix", "prefixes", prefixes);
    }

    /** An element of {@code RoleMappings} in EMR's shape. */
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
