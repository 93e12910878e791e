package io.github.emrlaunch.core.internal;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Code;
import software.constructs.Construct;
import software.constructs.IConstruct;

/** What all functions of the library in a stack share: their code, and what Lambda has in the stack's region. */
final class StackFunctions extends Construct {
    private static final String ID = "EmrLaunchFunctions";
    private static final int MAX_RESOURCES = 500;

    private final Code code;
    private final RegionFeatures region;

    private StackFunctions(Stack stack) {
        super(stack, ID);
        // One asset of one construct: each further one would be looked at again.
        this.code = LambdaJar.code();
        this.region = RegionFeatures.of(this, stack.getRegion());
        getNode().addValidation(() -> tooManyResources(stack));
    }

    /** Those of the scope's stack. */
    static StackFunctions of(Construct scope) {
        Stack stack = Stack.of(scope);
        return stack.getNode().tryFindChild(ID) instanceof StackFunctions existing
                ? existing
                : new StackFunctions(stack);
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
