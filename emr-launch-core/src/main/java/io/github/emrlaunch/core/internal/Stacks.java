package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.IResolvable;
import software.amazon.awscdk.IResource;
import software.amazon.awscdk.Reference;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.interfaces.ResourceEnvironment;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * Relations between stacks: environments, stages and dependencies.
 *
 * <p>The CDK adds a dependency between stacks if a template refers to another, and only at synthesis. The dependencies
 * that are added here are known earlier, and include resources that are named without a reference.
 */
public final class Stacks {
    private Stacks() {}

    /** A construct of this app that was loaded or imported. It has no resources, so its stack does not become a dependency. */
    public interface Imported extends IConstruct {}

    /**
     * Checks that a construct can be used in a scope, and adds the dependency of the scope's stack on the construct's stack.
     *
     * @param property the builder's property that names the construct
     * @throws IllegalArgumentException when they are in different accounts, regions or stages, or the other stack depends on that of the
     * scope
     */
    public static void use(Construct scope, String property, IConstruct construct) {
        use(scope, Stack.of(scope), property, construct);
    }

    /** Checks the use and adds the dependency for a scope whose stack is known. */
    public static void use(Construct scope, Stack consumer, String property, IConstruct construct) {
        if (construct instanceof Imported && construct instanceof IResource imported) {
            requireNoOtherEnvironment(consumer, property, construct, Environment.of(imported));
        }
        Stack producer = Stack.of(construct);
        if (isSame(consumer, producer)) {
            return;
        }
        requireSameEnvironment(scope, consumer, property, construct, producer);
        if (!(construct instanceof Imported)) {
            depend(scope, consumer, "'%s'".formatted(property), construct, producer);
        }
    }

    /**
     * Checks the use and adds the dependency for a construct that is only named, not referenced in the template: it is needed at a
     * launch. If its stack depends on that of the scope, the user must choose the order of deployment, and gets a warning.
     */
    public static void useByName(Construct scope, Stack consumer, String property, IConstruct construct) {
        Stack producer = Stack.of(construct);
        if (isSame(consumer, producer)) {
            return;
        }
        requireSameEnvironment(scope, consumer, property, construct, producer);
        if (construct instanceof Imported || areOfOneTemplateTree(consumer, producer)) {
            return;
        }
        requireSameStage("'%s'".formatted(property), consumer, construct, producer);
        if (dependsOn(producer, consumer)) {
            Warnings.add(
                    scope,
                    "deployTogether",
                    "'%s' %s is in stack '%s', which depends on stack '%s': deploy both before the first launch"
                            .formatted(property, path(construct), path(producer), path(consumer)));
        } else {
            consumer.addStackDependency(producer, "%s is named in %s".formatted(path(construct), path(scope)));
        }
    }

    /**
     * Adds the dependencies that follow from the references in a document, such as a definition.
     *
     * @param subject the description of the document in messages
     * @throws IllegalArgumentException when a construct is in another stage, or its stack depends on that of the scope
     */
    public static void useReferences(Construct scope, String subject, JsonNode document) {
        List<IResolvable> tokens = Tokens.in(document);
        if (tokens.isEmpty()) {
            return;
        }
        Stack consumer = Stack.of(scope);
        for (IResolvable token : tokens) {
            if (token instanceof Reference reference) {
                IConstruct target = reference.getTarget();
                Stack producer = Stack.of(target);
                // Between environments the CDK creates names, exports of other regions, or an error.
                if (!isSame(consumer, producer) && areOfOneEnvironment(consumer, producer)) {
                    depend(scope, consumer, subject, target, producer);
                }
            }
        }
    }

    private static void depend(Construct scope, Stack consumer, String subject, IConstruct construct, Stack producer) {
        requireSameStage(subject, consumer, construct, producer);
        if (isWithin(consumer, producer) || isWithin(producer, consumer)) {
            return;
        }
        if (dependsOn(producer, consumer)) {
            throw new IllegalArgumentException(
                    "%s names %s in stack '%s', which depends on stack '%s' itself. Move the resources that '%s' uses from '%s' to a third stack, or %s to '%s'"
                            .formatted(
                                    subject,
                                    path(construct),
                                    path(producer),
                                    path(consumer),
                                    path(producer),
                                    path(consumer),
                                    path(construct),
                                    path(consumer)));
        }
        String reason = "%s uses %s".formatted(path(scope), path(construct));
        consumer.addStackDependency(producer, reason);
        // Including stacks whose resources are only named, for tools that read the dependencies of one stack.
        producer.getDependencies().forEach(further -> consumer.addStackDependency(further, reason));
    }

    private static void requireSameStage(String subject, Stack consumer, IConstruct construct, Stack producer) {
        if (!stage(consumer).equals(stage(producer))) {
            throw new IllegalArgumentException(
                    "%s names %s in %s, and stack '%s' is in %s: stages are deployed independently. Build it in each stage, or load it by its name"
                            .formatted(
                                    subject,
                                    path(construct),
                                    stageName(producer),
                                    path(consumer),
                                    stageName(consumer)));
        }
    }

    private static String stage(Stack stack) {
        Stage stage = Stage.of(stack);
        return stage == null ? "" : path(stage);
    }

    private static String stageName(Stack stack) {
        String stage = stage(stack);
        return stage.isEmpty() ? "the app" : "stage '%s'".formatted(stage);
    }

    /**
     * Checks that a resource, of this app or imported, is in the region of a scope's stack. It may be shared by another account.
     *
     * @throws IllegalArgumentException when it is known to be in another region
     */
    public static void requireSameRegion(Construct scope, String property, IResource resource) {
        Stack consumer = Stack.of(scope);
        if (isSame(consumer, Stack.of(resource))) {
            return;
        }
        String here = Environment.of(consumer).region();
        String there = Environment.of(resource).region();
        if (Environment.differ(here, there)) {
            throw new IllegalArgumentException(
                    "'%s' %s is in region %s, and stack '%s' is in region %s, where clusters run. Use one in that region"
                            .formatted(property, path(resource), there, path(consumer), here));
        }
    }

    /**
     * Checks that a role, of this app or imported, is in the account of a scope's stack: a role cannot be passed to a service of another
     * account.
     *
     * @throws IllegalArgumentException when it is known to be in another account
     */
    public static void requireSameAccount(Construct scope, String property, IResource role) {
        Stack consumer = Stack.of(scope);
        String here = Environment.of(consumer).account();
        String there = Environment.of(role).account();
        if (Environment.differ(here, there)) {
            throw new IllegalArgumentException(
                    "'%s' %s is in account %s, and stack '%s' is in account %s: a role can be passed within its account only. Use a role in that account"
                            .formatted(property, path(role), there, path(consumer), here));
        }
    }

    private static void requireSameEnvironment(
            Construct scope, Stack consumer, String property, IConstruct construct, Stack producer) {
        Environment here = Environment.of(consumer);
        Environment there = Environment.of(producer);
        requireNoOtherEnvironment(consumer, property, construct, there);
        if (!here.equals(there)) {
            Warnings.add(
                    scope,
                    "environmentUnknown",
                    "'%s' %s is in %s, and stack '%s' is in %s: set the 'env' of both stacks, which must be the same"
                            .formatted(property, path(construct), there, path(consumer), here));
        }
    }

    private static void requireNoOtherEnvironment(
            Stack consumer, String property, IConstruct construct, Environment there) {
        Environment here = Environment.of(consumer);
        if (here.differsFrom(there)) {
            throw new IllegalArgumentException(
                    ("'%s' %s is in %s, and stack '%s' is in %s: both must be in one account and region, where a launch reads its "
                                    + "definitions and roles. Build it in, or load it from, the account and region of '%s'")
                            .formatted(property, path(construct), there, path(consumer), here, path(consumer)));
        }
    }

    /** Returns the account of a scope's stack, or null if it is known only at deployment. */
    public static @Nullable String knownAccount(Construct scope) {
        return Environment.of(Stack.of(scope)).account();
    }

    /** Returns the region of a scope's stack, or null if it is known only at deployment. */
    public static @Nullable String knownRegion(Construct scope) {
        return Environment.of(Stack.of(scope)).region();
    }

    /** Returns whether both are the same stack. */
    public static boolean isSame(Stack one, Stack other) {
        return one == other || path(one).equals(path(other));
    }

    /** Returns whether both are the same stack, or one is nested in the other: references between them create no dependency of stacks. */
    static boolean isSameOrNested(Stack one, Stack other) {
        return isSame(one, other) || isWithin(one, other) || isWithin(other, one);
    }

    /** Returns whether two stacks are in one stage. */
    static boolean areOfOneStage(Stack one, Stack other) {
        return stage(one).equals(stage(other));
    }

    /** Returns whether two stacks are in one account and region, or both in unknown ones. */
    static boolean areOfOneEnvironment(Stack one, Stack other) {
        return Environment.of(one).equals(Environment.of(other));
    }

    private static boolean areOfOneTemplateTree(Stack one, Stack other) {
        return isSame(fromTop(one).get(0), fromTop(other).get(0));
    }

    private static boolean isWithin(Stack inner, Stack outer) {
        return fromTop(inner).stream().anyMatch(parent -> isSame(parent, outer));
    }

    /** Returns the parent stacks of a stack, from the top, and the stack itself. */
    private static List<Stack> fromTop(Stack stack) {
        List<Stack> path = new ArrayList<>();
        for (Stack next = stack; next != null; next = next.getNestedStackParent()) {
            path.add(0, next);
        }
        return path;
    }

    /**
     * Returns the stack that deploys one, but not the other: a top-level stack, or a stack that is nested in a stack that deploys both.
     * Null if one is
     * nested in the other.
     */
    static @Nullable Stack beside(Stack one, Stack other) {
        List<Stack> ones = fromTop(one);
        List<Stack> others = fromTop(other);
        int common = 0;
        while (common < Math.min(ones.size(), others.size()) && isSame(ones.get(common), others.get(common))) {
            common++;
        }
        return common == ones.size() || common == others.size() ? null : ones.get(common);
    }

    /** Returns whether a stack depends on another by explicit dependencies: the CDK finds references later. */
    static boolean dependsOn(Stack source, Stack target) {
        Stack from = beside(source, target);
        Stack to = beside(target, source);
        if (from == null || to == null) {
            return false;
        }
        return from.getNestedStackParent() == null ? reaches(from, to) : reaches(nested(from), nested(to));
    }

    private static CfnResource nested(Stack stack) {
        return Objects.requireNonNull(stack.getNestedStackResource());
    }

    private static boolean reaches(IConstruct source, IConstruct target) {
        Set<String> seen = new HashSet<>();
        Deque<IConstruct> queue = new ArrayDeque<>(List.of(source));
        while (!queue.isEmpty()) {
            IConstruct next = queue.remove();
            for (Object dependency :
                    next instanceof Stack stack ? stack.getDependencies() : ((CfnResource) next).obtainDependencies()) {
                if (dependency instanceof IConstruct construct && seen.add(path(construct))) {
                    queue.add(construct);
                }
            }
        }
        return seen.contains(path(target));
    }

    private static String path(IConstruct construct) {
        return construct.getNode().getPath();
    }

    /** The account and the region of a stack; null if they are known only at deployment. */
    private record Environment(
            @Nullable String account, @Nullable String region) {
        static Environment of(Stack stack) {
            return new Environment(known(stack.getAccount()), known(stack.getRegion()));
        }

        static Environment of(IResource resource) {
            ResourceEnvironment environment = resource.getEnv();
            return new Environment(known(environment.getAccount()), known(environment.getRegion()));
        }

        private static @Nullable String known(String value) {
            return Tokens.isUnresolved(value) ? null : value;
        }

        boolean differsFrom(Environment other) {
            return differ(account, other.account) || differ(region, other.region);
        }

        static boolean differ(@Nullable String one, @Nullable String other) {
            return one != null && other != null && !one.equals(other);
        }

        @Override
        public String toString() {
            return "account %s and region %s"
                    .formatted(account == null ? "unknown" : account, region == null ? "unknown" : region);
        }
    }
}
