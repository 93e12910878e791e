package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.Json;
import java.util.List;
import software.amazon.awscdk.AspectOptions;
import software.amazon.awscdk.AspectPriority;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.IAspect;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.CfnPolicy;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.kms.CfnKey;
import software.constructs.IConstruct;

/**
 * Checks the CDK's own grants for secrets with a customer managed key. {@code Secret.grantRead} adds the secret to the role's policy, and
 * the
 * role to the key's policy: between two stacks, this is a cycle. The error names the method to call instead, while the CDK's error
 * only lists the two references.
 */
public final class SecretGrants implements IAspect {
    private final IRole role;
    private final String remedy;

    private SecretGrants(IRole role, String remedy) {
        this.role = role;
        this.remedy = remedy;
    }

    /**
     * Checks the grants of a role at synthesis.
     *
     * @param remedy the call that creates no cycle
     */
    public static void check(IRole role, String remedy) {
        Aspects.of(role)
                .add(
                        new SecretGrants(role, remedy),
                        AspectOptions.builder()
                                .priority(AspectPriority.READONLY)
                                .build());
    }

    /** Throws an exception, because the CDK detects cycles before it runs validations. */
    @Override
    public void visit(IConstruct node) {
        if (node instanceof CfnPolicy policy
                && text(policy, policy.getPolicyDocument()).contains("secretsmanager:GetSecretValue")
                && role.getNode().getDefaultChild() instanceof CfnResource resource) {
            requireNoKeyOfAnotherStack(resource);
        }
    }

    private void requireNoKeyOfAnotherStack(CfnResource resource) {
        Stack own = Stack.of(resource);
        List<IConstruct> all = own.getNode().getRoot().getNode().findAll();
        String reference = "{\"Fn::GetAtt\":[\"%s\",\"Arn\"]}".formatted(logicalId(resource));
        for (IConstruct construct : all) {
            if (construct instanceof CfnKey key
                    && !Stacks.isSame(own, Stack.of(key))
                    && text(key, key.getKeyPolicy()).contains(reference)
                    && all.stream().noneMatch(other -> isNamesake(other, resource, Stack.of(key)))) {
                throw new IllegalStateException(
                        "%s: the key %s of stack '%s' names this role in its policy, and a policy of the role names a secret with that key: the stacks would depend on each other. Instead of 'grantRead' of the secret, call %s"
                                .formatted(
                                        role.getNode().getPath(),
                                        key.getNode().getPath(),
                                        Stack.of(key).getNode().getPath(),
                                        remedy));
            }
        }
    }

    /** Returns whether the reference may be to another resource with the same logical id in the stack of the key. */
    private static boolean isNamesake(IConstruct other, CfnResource resource, Stack stack) {
        return other.getClass() == resource.getClass()
                && Stacks.isSame(Stack.of(other), stack)
                && logicalId((CfnResource) other).equals(logicalId(resource));
    }

    private static String logicalId(CfnResource resource) {
        return Stack.of(resource).resolve(resource.getLogicalId()).toString();
    }

    private static String text(CfnResource resource, Object value) {
        return Json.write(Json.of(Stack.of(resource).resolve(value)));
    }
}
