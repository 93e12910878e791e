package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;

/**
 * Trusted identity propagation: a cluster knows the users of IAM Identity Center, and Lake Formation or S3 Access
 * Grants authorize them. EMR 6.15 and later, with runtime roles 7.8.
 *
 * <p>The instance role is allowed to assume the application's role with {@code sts:AssumeRole} and
 * {@code sts:SetContext}. The trust policy of a role that is built in this app is extended to trust the instance role.
 * The application's role needs the permissions that EMR's guide lists: {@code sso-oauth:*} to relay identities, and
 * access to the data.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-idc-start.html">Getting started with IAM Identity Center and
 *     Amazon EMR</a>
 */
public final class IdentityCenter {
    private static final Pattern INSTANCE =
            Pattern.compile("arn:aws(-[a-z]+)*:sso:::instance/(sso)?ins-[A-Za-z0-9.-]{16}");

    /** The rule for the instance ARN, for messages. */
    static final String RULE =
            "must be the ARN of an instance of IAM Identity Center, such as arn:aws:sso:::instance/ssoins-1234567890abcdef";

    private final IRole role;
    private final @Nullable String instanceArn;
    private final boolean hasBackgroundSessions;

    private IdentityCenter(IRole role, @Nullable String instanceArn, boolean hasBackgroundSessions) {
        this.role = role;
        this.instanceArn = instanceArn;
        this.hasBackgroundSessions = hasBackgroundSessions;
    }

    /**
     * Uses the account's instance of Identity Center.
     *
     * @param role the role that gets the tokens of Identity Center for the cluster
     * @throws IllegalArgumentException if the role is missing
     */
    public static IdentityCenter of(IRole role) {
        return new IdentityCenter(Validation.required("role", role), null, false);
    }

    /** Returns whether a text is the ARN of an instance, or a token. */
    static boolean isInstance(String arn) {
        return Tokens.isUnresolved(arn) || INSTANCE.matcher(arn).matches();
    }

    /**
     * Returns a copy with a specific instance of Identity Center.
     *
     * @param instanceArn the ARN, such as {@code arn:aws:sso:::instance/ssoins-1234567890abcdef}
     * @throws IllegalArgumentException if it is not such an ARN
     */
    public IdentityCenter withInstance(String instanceArn) {
        Validation.required("instanceArn", instanceArn);
        if (!isInstance(instanceArn)) {
            throw new IllegalArgumentException("'instanceArn' %s, got: %s".formatted(RULE, instanceArn));
        }
        return new IdentityCenter(role, instanceArn, hasBackgroundSessions);
    }

    /**
     * Returns a copy in which Spark sessions of Livy continue after their user has logged off. EMR 7.11 and later.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-user-background-sessions.html">User background sessions</a>
     */
    public IdentityCenter withUserBackgroundSessions() {
        return new IdentityCenter(role, instanceArn, true);
    }

    /** Returns the {@code IdentityCenterConfiguration} of EMR. */
    ObjectNode toJson() {
        ObjectNode json = Json.object().put("EnableIdentityCenter", true);
        if (instanceArn != null) {
            json.put("IdentityCenterInstanceARN", instanceArn);
        }
        if (hasBackgroundSessions) {
            json.put("EnableUserBackgroundSession", true);
        }
        return json.put("IAMRoleForEMRIdentityCenterApplicationARN", role.getRoleArn());
    }

    IRole role() {
        return role;
    }
}
