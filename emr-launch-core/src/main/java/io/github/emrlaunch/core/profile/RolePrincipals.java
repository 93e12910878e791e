package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.internal.RolePolicies;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.definitions.Json;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.iam.AccountPrincipal;
import software.amazon.awscdk.services.iam.ArnPrincipal;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.iam.IPrincipal;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PrincipalWithConditions;
import software.constructs.Construct;

/**
 * Creates principals for roles in the trust policies of other roles.
 *
 * <p>IAM refuses a trust policy that names a role that does not exist, so the trusting role must be created after the
 * trusted role. If the trusted role is in another stack, and this stack may not depend on it, the principal is the
 * account, with a condition on the role's ARN. IAM evaluates the condition when the role is assumed.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn">
 *     aws:PrincipalArn</a>
 */
final class RolePrincipals {
    private RolePrincipals() {}

    /** Returns the principal of a role for the trust policy of another. */
    static IPrincipal of(IRole trusted, IRole trusting) {
        String arn = needsName(trusted, trusting) ? arnByName(trusted) : null;
        return arn == null
                ? new ArnPrincipal(trusted.getRoleArn())
                : new PrincipalWithConditions(
                        new AccountPrincipal(account(trusted)), Map.of("ArnEquals", Map.of("aws:PrincipalArn", arn)));
    }

    /**
     * Checks that a role's trust policy can name another role, and adds the dependency of their stacks if the trust
     * policy requires it.
     *
     * @throws IllegalArgumentException if the stack of the trusted role depends on the stack of the trusting role, and
     *     the trusted role has no name
     */
    static void requirePossible(String property, IRole trusted, IRole trusting) {
        if (needsName(trusted, trusting) && arnByName(trusted) == null) {
            try {
                Stacks.use((Construct) trusting, property, trusted);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "%s. Or set a 'roleName' for %s: then a trust policy can name it without a reference"
                                .formatted(e.getMessage(), trusted.getNode().getPath()),
                        e);
            }
        }
    }

    private static boolean needsName(IRole trusted, IRole trusting) {
        return trusting instanceof Construct
                && RolePolicies.isDefinedHere(trusted)
                && !Stacks.isSame(Stack.of(trusted), Stack.of(trusting));
    }

    private static String account(IRole role) {
        String account = Stack.of(role).getAccount();
        return Token.isUnresolved(account) ? Aws.ACCOUNT_ID : account;
    }

    /** Returns the ARN of a role that is derived from its name; null if CloudFormation generates the name. */
    private static @Nullable String arnByName(IRole role) {
        if (!(role.getNode().getDefaultChild() instanceof CfnRole resource)) {
            return null;
        }
        String name = resource.getRoleName();
        String path = resource.getPath() == null ? "/" : resource.getPath();
        if (name == null || !isSameEverywhere(role, name) || !isSameEverywhere(role, path)) {
            return null;
        }
        return "arn:%s:iam::%s:role%s%s".formatted(Aws.PARTITION, account(role), path, name);
    }

    /**
     * Returns whether a text contains no references except to pseudo parameters, whose values are the same in every
     * stack of an environment.
     */
    private static boolean isSameEverywhere(IRole role, String text) {
        Object value = Stack.of(role).resolve(text);
        JsonNode resolved = value == null ? null : Json.of(value);
        return resolved != null && isSameEverywhere(resolved);
    }

    private static boolean isSameEverywhere(JsonNode value) {
        Stream<JsonNode> elements = StreamSupport.stream(value.spliterator(), false);
        return value.isObject()
                ? value.path("Ref").asText().startsWith("AWS::")
                        || (value.has("Fn::Join") && isSameEverywhere(value.path("Fn::Join")))
                : elements.allMatch(RolePrincipals::isSameEverywhere);
    }
}
