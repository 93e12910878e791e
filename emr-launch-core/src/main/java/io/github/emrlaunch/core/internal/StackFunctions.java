package io.github.emrlaunch.core.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Code;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * What all functions of the library in a stack share: their code, what Lambda has in the stack's region, and what the context says.
 * It is asked for once: each question crosses a process boundary.
 */
public final class StackFunctions extends Construct {
    private static final String ID = "EmrLaunchFunctions";
    private static final int MAX_RESOURCES = 500;

    private final Code code;
    private final RegionFeatures region;
    private final Map<String, String> productTags;
    private final Map<String, Boolean> flags = new HashMap<>();

    private StackFunctions(Stack stack) {
        super(stack, ID);
        // One asset of one construct: each further one would be looked at again.
        this.code = LambdaJar.code();
        this.region = RegionFeatures.of(this, stack.getRegion());
        this.productTags = ProductTags.of(this);
        getNode().addValidation(() -> tooManyResources(stack));
    }

    /** Those of the scope's stack. */
    public static StackFunctions of(Construct scope) {
        Stack stack = Stack.of(scope);
        return stack.getNode().tryFindChild(ID) instanceof StackFunctions existing
                ? existing
                : new StackFunctions(stack);
    }

    /** The library's tags for what is made in the stack. */
    public Map<String, String> productTags() {
        return productTags;
    }

    /** Whether the app's context sets a key to {@code true}. */
    public boolean isSet(String contextKey) {
        return flags.computeIfAbsent(contextKey, key -> {
            Object setting = getNode().tryGetContext(key);
            return setting != null && setting.toString().equals("true");
        });
    }

    Code code() {
        return code;
    }

    RegionFeatures region() {
        return region;
    }

    /** The CDK counts too, later, and does not say what to do. */
    private static List<String> tooManyResources(Stack stack) {
        int resources = 0;
        for (IConstruct construct : stack.getNode().findAll()) {
            if (construct instanceof CfnResource) {
                resources++;
            }
        }
        List<String> errors = new ArrayList<>();
        if (resources > MAX_RESOURCES) {
            errors.add(
                    ("Stack '%s' has %d resources, and CloudFormation takes %d. Split it: move some of its launch functions, each of which "
                                    + "takes 8 resources, to another stack or to a nested stack")
                            .formatted(stack.getNode().getPath(), resources, MAX_RESOURCES));
        }
        return errors;
    }
}
