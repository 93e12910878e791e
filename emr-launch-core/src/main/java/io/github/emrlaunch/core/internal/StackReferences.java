package io.github.emrlaunch.core.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.DefaultTokenResolver;
import software.amazon.awscdk.IInspectable;
import software.amazon.awscdk.IPostProcessor;
import software.amazon.awscdk.IResolvable;
import software.amazon.awscdk.IResolveContext;
import software.amazon.awscdk.Reference;
import software.amazon.awscdk.ResolveOptions;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StringConcat;
import software.amazon.awscdk.Tokenization;
import software.amazon.awscdk.TreeInspector;
import software.constructs.IConstruct;

/**
 * The references of a stack's resources and outputs to other stacks. The CDK creates dependencies from them after it has found all
 * references, which
 * is too late for a decision here.
 */
final class StackReferences extends DefaultTokenResolver {
    private final Map<String, Stack> stacks = new LinkedHashMap<>();

    private StackReferences() {
        super(new StringConcat());
    }

    /** Returns whether a stack refers to another, directly or transitively, including nested stacks. */
    static boolean reach(Stack source, Stack target) {
        Stack from = Stacks.beside(source, target);
        Stack to = Stacks.beside(target, source);
        if (from == null || to == null) {
            return false;
        }
        Map<String, Stack> seen = new LinkedHashMap<>();
        Deque<Stack> queue = new ArrayDeque<>(List.of(from));
        while (!queue.isEmpty()) {
            Stack next = queue.remove();
            Map<String, Stack> further = of(next);
            next.getDependencies().forEach(stack -> further.put(path(stack), stack));
            for (Stack stack : further.values()) {
                Stack other = Stacks.beside(stack, next);
                if (other != null && seen.putIfAbsent(path(other), other) == null) {
                    queue.add(other);
                }
            }
        }
        return seen.containsKey(path(to));
    }

    private static Map<String, Stack> of(Stack stack) {
        StackReferences references = new StackReferences();
        for (IConstruct construct : stack.getNode().findAll()) {
            Object value = value(construct);
            if (value != null) {
                Tokenization.resolve(
                        value,
                        ResolveOptions.builder()
                                .scope(construct)
                                .resolver(references)
                                .preparing(true)
                                .build());
            }
        }
        return references.stacks;
    }

    /** Returns the values in the template, without those of policies whose location depends on the result. */
    private static @Nullable Object value(IConstruct construct) {
        if (construct instanceof CfnOutput output) {
            return output.getValue();
        }
        if (!(construct instanceof IInspectable resource) || construct instanceof RolePolicies.PlacedPolicy) {
            return null;
        }
        TreeInspector inspector = new TreeInspector();
        resource.inspect(inspector);
        return inspector.getAttributes().get("aws:cdk:cloudformation:props");
    }

    @Override
    public Object resolveToken(IResolvable token, IResolveContext context, IPostProcessor postProcessor) {
        if (token instanceof Reference reference) {
            Stack stack = Stack.of(reference.getTarget());
            stacks.put(path(stack), stack);
        }
        return super.resolveToken(token, context, postProcessor);
    }

    private static String path(IConstruct construct) {
        return construct.getNode().getPath();
    }
}
