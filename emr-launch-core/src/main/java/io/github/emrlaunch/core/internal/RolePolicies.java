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
 * The permissions of roles with resources, wherever both are defined.
 *
 * <p>Within a stack they stand in the role's own policy. A policy that joins a role of one stack with a resource of another makes one
 * of the stacks depend on the other. It stands in the stack of the role, unless the stack of the resource depends on that one already;
 * then it stands in the stack of the resource, attached to the role by its name. Which of them it is, is known when the app is
 * synthesized: both stacks have the policy, and one of them leaves it out.
 */
public final class RolePolicies extends Construct {
    private static final String ID = "EmrLaunch::RolePolicies";
    private static final int MAX_POLICY_NAME = 100;

    /** By role and stack of the resource. */
    private final Map<String, Shared> policies = new HashMap<>();

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
                    "%s is of another stage than the role %s, which is to be granted its use: stages are deployed independently. Import it in the stage of the role"
                            .formatted(
                                    resource.getNode().getPath(), role.getNode().getPath()));
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
                && !isImmutable(role)
                && !Stacks.isSameOrNested(ofRole, ofResource)
                && Stacks.areOfOneStage(ofRole, ofResource)
                && Stacks.areOfOneEnvironment(ofRole, ofResource);
    }

    /**
     * Asked to change an imported role that mustn't be changed, or one of another account, the CDK does nothing and says that it
     * did. It keeps the role that could be changed beside such a role, under this name, or gives such a role the other name.
     */
    static boolean isImmutable(IRole role) {
        String id = role.getNode().getId();
        IConstruct scope = role.getNode().getScope();
        return id.startsWith("ImmutableRole")
                || (scope != null && scope.getNode().tryFindChild("MutableRole" + id) != null);
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

    /** What is decided for one policy holds for all between both stacks, so that no other of them makes a cycle. */
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

    /** A document that is in the template of one of two policies. */
    private record Shared(PolicyDocument document, List<PlacedPolicy> policies) {
        void add(PolicyStatement statement, List<Map<String, Object>> findings) {
            document.addStatements(statement);
            policies.forEach(policy -> CdkNag.suppress(policy, findings));
        }
    }

    /** A policy that may be left out of the template. */
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

    /** Stacks share the role: a name of the CDK's making may be that of another stack's policy, and replace it. */
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
