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
import software.amazon.awscdk.services.iam.CfnPolicy;
import software.amazon.awscdk.services.iam.CfnPolicyProps;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * The permissions of roles for resources, wherever both are defined.
 *
 * <p>Within a stack they are in the role's own policy. A policy that connects a role of one stack with a resource of another makes one
 * of the stacks depend on the other. It is in the stack of the role, unless the stack of the resource already depends on that stack;
 * then it is in the stack of the resource, attached to the role by its name. The stack is known only at
 * synthesis: both stacks have the policy, and one of them omits it.
 */
public final class RolePolicies extends Construct {
    private static final String ID = "EmrLaunch::RolePolicies";
    private static final int MAX_POLICY_NAME = 100;

    /** By role and stack of the resource. */
    private final Map<String, Shared> policies = new HashMap<>();

    private RolePolicies(Stack stack) {
        super(stack, ID);
    }

    /** Returns the policies of a stack. */
    private static RolePolicies of(Stack stack) {
        return stack.getNode().tryFindChild(ID) instanceof RolePolicies existing ? existing : new RolePolicies(stack);
    }

    /** Allows a role actions on a resource, which the statement names. */
    public static void add(IRole role, IConstruct resource, PolicyStatement statement) {
        add(role, resource, statement, List.of());
    }

    /**
     * Allows a role actions on a resource, with suppressed findings.
     *
     * @param findings the cdk-nag findings in the statement
     */
    public static void add(
            IRole role, IConstruct resource, PolicyStatement statement, List<Map<String, Object>> findings) {
        if (isOfAnotherStack(role, resource)) {
            of(Stack.of(role)).between(role, Stack.of(resource)).add(statement, findings);
        } else {
            requireSameStage(role, resource);
            role.addToPrincipalPolicy(statement);
            CdkNag.suppressInPolicyOf(role, findings);
        }
    }

    /** Stages are deployed independently: the template of one cannot refer to a resource of another. */
    private static void requireSameStage(IRole role, IConstruct resource) {
        Stack ofRole = Stack.of(role);
        Stack ofResource = Stack.of(resource);
        if (!Stacks.isSame(ofRole, ofResource)
                && isDefinedHere(resource)
                && Stacks.areOfOneEnvironment(ofRole, ofResource)
                && !Stacks.areOfOneStage(ofRole, ofResource)) {
            throw new IllegalArgumentException(
                    "%s is in another stage than the role %s, which needs a grant for it: stages are deployed independently. Import it in the stage of the role"
                            .formatted(
                                    resource.getNode().getPath(), role.getNode().getPath()));
        }
    }

    /**
     * Allows a role actions on a resource of which only the ARN is known, which may be a reference.
     *
     * @param findings the cdk-nag findings in the statement
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

    /** Returns whether a reference of the role's stack to the resource would make the stack depend on another one. */
    static boolean isOfAnotherStack(IRole role, IConstruct resource) {
        Stack ofRole = Stack.of(role);
        Stack ofResource = Stack.of(resource);
        return !Stacks.isSame(ofRole, ofResource)
                && isDefinedHere(resource)
                && !isImmutable(role)
                && !Stacks.isSameOrNested(ofRole, ofResource)
                && Stacks.areOfOneStage(ofRole, ofResource)
                && Stacks.areOfOneEnvironment(ofRole, ofResource);
    }

    /**
     * Returns whether the CDK silently ignores changes of the role, as for an imported role that must not be changed, or a role of another
     * account.
     * The CDK has the mutable role next to such a role, under this name, or gives such a role the other name.
     */
    static boolean isImmutable(IRole role) {
        String id = role.getNode().getId();
        IConstruct scope = role.getNode().getScope();
        return id.startsWith("ImmutableRole")
                || (scope != null && scope.getNode().tryFindChild("MutableRole" + id) != null);
    }

    /** Returns whether it is a resource of this app with a known name, not an imported one. */
    public static boolean isDefinedHere(IConstruct resource) {
        return resource instanceof CfnResource || resource.getNode().getDefaultChild() instanceof CfnResource;
    }

    /** Returns whether a role is known to be in another account than a resource: then both sides must allow access. */
    static boolean isOfAnotherAccount(IRole role, IResource resource) {
        return Token.compareStrings(
                        resource.getEnv().getAccount(), role.getEnv().getAccount())
                .equals(TokenComparison.DIFFERENT);
    }

    private Shared between(IRole role, Stack ofResource) {
        return policies.computeIfAbsent(
                role.getNode().getAddr() + ofResource.getNode().getAddr(), id -> {
                    Stack ofRole = Stack.of(role);
                    PolicyDocument document = new PolicyDocument();
                    return new Shared(
                            document,
                            List.of(
                                    new PlacedPolicy(
                                            this, id, role, document, () -> !standsWithResource(ofRole, ofResource)),
                                    new PlacedPolicy(
                                            of(ofResource),
                                            id,
                                            role,
                                            document,
                                            () -> standsWithResource(ofRole, ofResource))));
                });
    }

    /** The decision for one policy applies to all policies between both stacks, to avoid cycles. */
    private static boolean standsWithResource(Stack ofRole, Stack ofResource) {
        if (Stacks.dependsOn(ofResource, ofRole)) {
            return true;
        }
        if (!Stacks.dependsOn(ofRole, ofResource)) {
            if (StackReferences.reach(ofResource, ofRole)) {
                ofResource.addStackDependency(ofRole, "a policy of a role names a resource");
                return true;
            }
            ofRole.addStackDependency(ofResource, "a policy of a role names a resource");
        }
        return false;
    }

    /** A policy document that is in the template of one of two policies. */
    private record Shared(PolicyDocument document, List<PlacedPolicy> policies) {
        void add(PolicyStatement statement, List<Map<String, Object>> findings) {
            document.addStatements(statement);
            policies.forEach(policy -> CdkNag.suppress(policy, findings));
        }
    }

    /** A policy that may be omitted from the template. */
    static final class PlacedPolicy extends CfnPolicy {
        private final BooleanSupplier isHere;

        private PlacedPolicy(
                RolePolicies scope, String id, IRole role, PolicyDocument document, BooleanSupplier isHere) {
            super(
                    scope,
                    id,
                    CfnPolicyProps.builder()
                            .policyName(scope.policyName(id))
                            .roles(List.of(role.getRoleName()))
                            .policyDocument(document)
                            .build());
            this.isHere = isHere;
        }

        @Override
        protected Boolean shouldSynthesize() {
            return isHere.getAsBoolean();
        }
    }

    /**
     * Returns the name of a policy. Stacks share the role: a name that the CDK generates may be that of another stack's policy, and replace
     * it.
     */
    private String policyName(String id) {
        Construct named = new Construct(this, id + "Name");
        return "EmrLaunch-"
                + Names.uniqueResourceName(
                        named,
                        UniqueResourceNameOptions.builder()
                                .maxLength(MAX_POLICY_NAME)
                                .build());
    }
}
