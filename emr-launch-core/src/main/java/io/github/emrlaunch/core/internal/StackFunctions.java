package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.s3.Location;
import software.constructs.Construct;
import software.constructs.Dependable;
import software.constructs.IConstruct;

/**
 * Shared values of all functions of the library in a stack: their code, the features of Lambda in the stack's region, and the context.
 * They are determined once, because each request crosses a process boundary.
 */
public final class StackFunctions extends Construct {
    private static final String ID = "EmrLaunch::Functions";
    private static final int MAX_RESOURCES = 500;

    private final Stack stack;
    private final Code jar = LambdaJar.code();
    private final CfnFunction.CodeProperty code;
    private final RegionFeatures region;
    private final String runtime;
    private final String architecture;
    private final Map<String, String> productTags;
    private final Map<String, String> stackTags;
    private final UniqueNames names;
    private final List<Supplier<List<String>>> validations = new ArrayList<>();
    private final Map<String, Boolean> flags = new HashMap<>();
    private final List<VersionedFunction> published = new ArrayList<>();
    private final List<Runnable> completions = new ArrayList<>();
    private final List<String> launchesWithoutCleanUp = new ArrayList<>();
    private @Nullable CleanUp cleanUp;
    private @Nullable StepFunction stepFunction;

    private StackFunctions(Stack stack) {
        super(stack, ID);
        // One asset of one construct: the CDK would inspect each further one again.
        Location location = Objects.requireNonNull(jar.bind(this).getS3Location());
        this.code = CfnFunction.CodeProperty.builder()
                .s3Bucket(location.getBucketName())
                .s3Key(location.getObjectKey())
                .build();
        this.region = RegionFeatures.of(this, stack.getRegion());
        this.runtime = region.runtime().getName();
        this.architecture = region.architecture().getName();
        this.productTags = ProductTags.of(this);
        // Before aspects are applied: they add tags to each resource that is not excluded.
        this.stackTags = Map.copyOf(stack.getTags().tagValues());
        this.names = UniqueNames.of(this);
        this.stack = stack;
        // The CDK reads dependencies after it has applied aspects and before it searches for references.
        Dependable.implement(this, new Completion());
        getNode().addDependency(this);
        getNode().addValidation(this::errors);
    }

    /** Returns the functions of the scope's stack. */
    public static StackFunctions of(Construct scope) {
        Stack stack = scope instanceof Stack own ? own : Stack.of(scope);
        return stack.getNode().tryFindChild(ID) instanceof StackFunctions existing
                ? existing
                : new StackFunctions(stack);
    }

    /** Returns the stack. */
    public Stack stack() {
        return stack;
    }

    /** Returns the library's tags for resources of the stack. */
    public Map<String, String> productTags() {
        return productTags;
    }

    /** Returns the tags of the stack itself, which CloudFormation adds to all of its resources. */
    public Map<String, String> stackTags() {
        return stackTags;
    }

    /** Returns the unique names of the stack. */
    public UniqueNames names() {
        return names;
    }

    /** Returns whether the app's context sets a key to {@code true}. */
    public boolean isSet(String contextKey) {
        return flags.computeIfAbsent(contextKey, key -> {
            Object setting = getNode().tryGetContext(key);
            return setting != null && setting.toString().equals("true");
        });
    }

    CfnFunction.CodeProperty code() {
        return code;
    }

    /** Adds metadata for tools such as SAM about the origin of a function's code. */
    void describeCode(CfnFunction function) {
        jar.bindToResource(function);
    }

    String runtime() {
        return runtime;
    }

    String architecture() {
        return architecture;
    }

    /** Returns whether versions start from a snapshot in the stack's region. */
    boolean snapStart() {
        return region.snapStart();
    }

    /** Returns the clean-up of the stack, which is created at the first request. */
    CleanUp cleanUp() {
        if (cleanUp == null) {
            try {
                CleanUp made = new CleanUp(stack);
                launchesWithoutCleanUp.forEach(made::keepClustersOf);
                cleanUp = made;
            } catch (RuntimeException e) {
                stack.getNode().tryRemoveChild(CleanUp.ID);
                throw e;
            }
        }
        return cleanUp;
    }

    /** Returns the function that polls steps, which is created at the first request. */
    StepFunction stepFunction() {
        if (stepFunction == null) {
            try {
                stepFunction = new StepFunction(stack);
            } catch (RuntimeException e) {
                stack.getNode().tryRemoveChild(StepFunction.ID);
                throw e;
            }
        }
        return stepFunction;
    }

    /** Returns a value as in the template. */
    JsonNode resolve(Object value) {
        return Json.of(stack.resolve(value));
    }

    /** Adds a check that runs at synthesis: a CDK validation for each check would cross a process boundary each time. */
    public void addValidation(Supplier<List<String>> validation) {
        validations.add(validation);
    }

    /** Excludes a launch function, named {@code NAMESPACE/NAME}, from the clean-up, as soon as there is one. */
    void keepClustersOf(String launchFunction) {
        launchesWithoutCleanUp.add(launchFunction);
        if (cleanUp != null) {
            cleanUp.keepClustersOf(launchFunction);
        }
    }

    /** Records a function with a version. The logical ids of all versions are determined by one request. */
    void published(VersionedFunction function) {
        published.add(function);
    }

    /** Adds work to be done at each synthesis after aspects have been applied. */
    public void whenComplete(Runnable completion) {
        completions.add(completion);
    }

    private void complete() {
        if (!published.isEmpty()) {
            JsonNode resolved = resolve(
                    published.stream().map(VersionedFunction::keptValues).toList());
            for (int i = 0; i < published.size(); i++) {
                published.get(i).determineVersionId(VersionedFunction.versionId(resolved.path(i)));
            }
        }
        completions.forEach(Runnable::run);
    }

    /**
     * Completes the resources when the CDK reads the dependencies of the constructs. A lazy value for each of them would cross a process
     * boundary several times.
     */
    private final class Completion extends Dependable {
        @Override
        public List<IConstruct> getDependencyRoots() {
            complete();
            return List.of();
        }
    }

    private List<String> errors() {
        List<String> errors = new ArrayList<>();
        validations.forEach(validation -> errors.addAll(validation.get()));
        errors.addAll(tooManyResources(stack));
        return errors;
    }

    /** Checks the number of resources. The CDK also counts them, later, and without a remedy. */
    private static List<String> tooManyResources(Stack stack) {
        int resources = 0;
        for (IConstruct construct : stack.getNode().findAll()) {
            if (construct instanceof CfnResource) {
                resources++;
            }
        }
        List<String> errors = new ArrayList<>();
        if (resources > MAX_RESOURCES) {
            errors.add(("Stack '%s' has %d resources, and CloudFormation allows %d. Split it: move some of its launch"
                            + " functions, each of which has 8 resources, to another stack or to a nested stack")
                    .formatted(stack.getNode().getPath(), resources, MAX_RESOURCES));
        }
        return errors;
    }
}
