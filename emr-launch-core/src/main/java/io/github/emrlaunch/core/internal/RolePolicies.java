package io.github.emrlaunch.core.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.IResource;
import software.amazon.awscdk.Names;
import software.amazon.awscdk.Reference;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.TokenComparison;
import software.amazon.awscdk.Tokenization;
import software.amazon.awscdk.UniqueResourceNameOptions;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyDocumentProps;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * The permissions of roles with resources, wherever both are defined.
 *
 * <p>Within a stack they stand in the role's own policy. A policy that joins a role of one stack with a resource of another makes one
 * of the stacks depend on the other. It stands in the stack of the role, unless the stack of the resource depends on that one already;
 * then it stands in the stack of the resource, attached to the role by its name. Which of them it is, is known when the app is
 * synthesized: both stacks have the policy, and one of them leaves it out.
 */
public final class RolePolicies extends Construct {
    private static final String ID = "EmrLaunchRolePolicies";
    private static final int MAX_POLICY_NAME = 100;

    /** By role and stack of the resource. */
    private final Map<String, List<Policy>> policies = new HashMap<>();

    private RolePolicies(Stack stack) {
        super(stack, ID);
    }

    /** Those of a stack. */
    private static RolePolicies of(Stack stack) {
        return stack.getNode().tryFindChild(ID) instanceof RolePolicies existing ? existing : new RolePolicies(stack);
    }

    /** Allows a role something with a resource, which the statement names. */
    public static void add(IRole role, IConstruct resource, PolicyStatement statement) {
        add(role, resource, statement, List.of());
    }

    /**
     * Allows the same.
     *
     * @param findings what cdk-nag would find in the statement
     */
    public static void add(
            IRole role, IConstruct resource, PolicyStatement statement, List<Map<String, Object>> findings) {
        if (isOfAnotherStack(role, resource)) {
            of(Stack.of(role)).between(role, Stack.of(resource)).forEach(policy -> {
                policy.addStatements(statement);
                CdkNag.suppress(policy, findings);
            });
        } else {
            role.addToPrincipalPolicy(statement);
            suppress(role, findings);
        }
    }

    /** Suppresses what cdk-nag would find in a role's own policy. */
    public static void suppress(IRole role, List<Map<String, Object>> findings) {
        IConstruct policy = findings.isEmpty() ? null : role.getNode().tryFindChild("DefaultPolicy");
        if (policy != null) {
            CdkNag.suppress(policy, findings);
        }
    }

    /**
     * Allows the same with a resource of which only the ARN is known, which may be a reference.
     *
     * @param findings what cdk-nag would find in the statement
     */
    static void add(IRole role, String arn, PolicyStatement statement, List<Map<String, Object>> findings) {
        IConstruct resource = role;
        if (Tokens.isUnresolved(arn)) {
            for (Object token : Tokenization.reverseString(arn).getTokens()) {
                resource = token instanceof Reference reference ? reference.getTarget() : resource;
            }
        }
        add(role, resource, statement, findings);
    }

    /** Whether a reference of the role's stack to the resource would make it depend on another stack. */
    static boolean isOfAnotherStack(IRole role, IConstruct resource) {
        Stack ofRole = Stack.of(role);
        Stack ofResource = Stack.of(resource);
        return !Stacks.isSame(ofRole, ofResource)
                && isDefinedHere(resource)
                && !Stacks.isSameOrNested(ofRole, ofResource)
                && Stacks.areDeployedTogether(ofRole, ofResource);
    }

    /** Whether it is a resource of this app, not an imported one, of which the name is known. */
    public static boolean isDefinedHere(IConstruct resource) {
        return resource instanceof CfnResource || resource.getNode().getDefaultChild() instanceof CfnResource;
    }

    /** Whether a role is known to be of another account than a resource: then both sides must allow what it does. */
    static boolean isOfAnotherAccount(IRole role, IResource resource) {
        return Token.compareStrings(
                        resource.getEnv().getAccount(), role.getEnv().getAccount())
                .equals(TokenComparison.DIFFERENT);
    }

    private List<Policy> between(IRole role, Stack ofResource) {
        return policies.computeIfAbsent(
                role.getNode().getAddr() + ofResource.getNode().getAddr(), id -> {
                    Stack ofRole = Stack.of(role);
                    return List.of(
                            policy(this, id, role, () -> !standsWithResource(ofRole, ofResource)),
                            policy(of(ofResource), id, role, () -> standsWithResource(ofRole, ofResource)));
                });
    }

    /** What is decided for one policy holds for all between both stacks, so that no other of them makes a cycle. */
    private static boolean standsWithResource(Stack ofRole, Stack ofResource) {
        if (Stacks.dependsOn(ofResource, ofRole)) {
            return true;
        }
        if (!Stacks.dependsOn(ofRole, ofResource)) {
            ofRole.addStackDependency(ofResource, "a policy of a role names a resource");
        }
        return false;
    }

    private static Policy policy(Construct scope, String id, IRole role, BooleanSupplier isHere) {
        Construct holder = new Construct(scope, id);
        Policy policy = Policy.Builder.create(holder, "Policy")
                // Stacks share the role: a name of the CDK's making may be that of another stack's policy, and replace
                // it.
                .policyName("EmrLaunch-"
                        + Names.uniqueResourceName(
                                holder,
                                UniqueResourceNameOptions.builder()
                                        .maxLength(MAX_POLICY_NAME)
                                        .build()))
                .document(new Document(isHere))
                .build();
        role.attachInlinePolicy(policy);
        return policy;
    }

    /** A document that is empty in one of the two stacks. The CDK leaves out a policy whose document is empty. */
    private static final class Document extends PolicyDocument {
        private final BooleanSupplier isHere;

        private Document(BooleanSupplier isHere) {
            super(PolicyDocumentProps.builder().build());
            this.isHere = isHere;
        }

        @Override
        public Boolean getIsEmpty() {
            return !isHere.getAsBoolean();
        }
    }
}
