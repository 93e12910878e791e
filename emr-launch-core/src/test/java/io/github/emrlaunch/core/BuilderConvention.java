package io.github.emrlaunch.core;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.internal.Validation;
import java.util.List;
import java.util.Set;
import software.constructs.Construct;

/**
 * The convention for builders. The built class has one private constructor, which takes its builder. A setter stores a
 * value and does nothing else. {@code build()} checks all values before the construct is created.
 */
final class BuilderConvention extends ArchCondition<JavaClass> {
    BuilderConvention() {
        super("follow the one convention of builders");
    }

    @Override
    public void check(JavaClass builder, ConditionEvents events) {
        new Check(builder, builder.getEnclosingClass().orElseThrow(), events).run();
    }

    private record Check(JavaClass builder, JavaClass built, ConditionEvents events) {
        void run() {
            require(
                    has(builder, JavaModifier.PUBLIC, JavaModifier.STATIC, JavaModifier.FINAL),
                    "is public, static and final");
            require(has(built, JavaModifier.FINAL), "builds a final class");
            require(
                    built.getConstructors().size() == 1
                            && takesTheBuilder(
                                    built.getConstructors().iterator().next()),
                    "is the only parameter of the only constructor of what it builds, which is private");
            require(
                    builder.getConstructors().stream().allMatch(constructor -> has(constructor, JavaModifier.PRIVATE)),
                    "has private constructors");
            require(
                    builder.getFields().stream()
                            .allMatch(field -> field.getModifiers().contains(JavaModifier.PRIVATE)),
                    "has private fields");
            require(
                    built.getMethods().stream()
                            .filter(method -> !method.getName().startsWith("lambda$"))
                            .noneMatch(method -> method.getRawParameterTypes().contains(builder)),
                    "is handed to no method of what it builds");
            checkOrigin();
            builder.getMethods().stream()
                    .filter(method -> has(method, JavaModifier.PUBLIC) && !has(method, JavaModifier.STATIC))
                    .forEach(this::checkMethod);
        }

        private boolean takesTheBuilder(JavaConstructor constructor) {
            return has(constructor, JavaModifier.PRIVATE)
                    && constructor.getRawParameterTypes().equals(List.of(builder));
        }

        /**
         * Constructs have {@code X.Builder.create(scope, id)}, and values have {@code X.builder()} with their required
         * parameters.
         */
        private void checkOrigin() {
            boolean created = builder.getMethods().stream()
                    .anyMatch(method -> has(method, JavaModifier.PUBLIC, JavaModifier.STATIC)
                            && method.getName().equals("create"));
            boolean started = built.getMethods().stream()
                    .anyMatch(method -> has(method, JavaModifier.PUBLIC, JavaModifier.STATIC)
                            && method.getRawReturnType().equals(builder));
            require(
                    created == isConstruct() && started != isConstruct(),
                    isConstruct() ? "is made by its own create(scope, id)" : "is made by a static method of the value");
        }

        /** Classes that internal classes use cannot use the internal checks. */
        private boolean ownsItsChecks() {
            return built.isEquivalentTo(FunctionSettings.class);
        }

        private boolean isConstruct() {
            return built.isAssignableTo(Construct.class);
        }

        private void checkMethod(JavaMethod method) {
            if (method.getName().equals("build")) {
                require(method.getRawReturnType().equals(built), "returns from build() what it builds");
                String validation = isConstruct() ? "build" : "complete";
                require(
                        ownsItsChecks()
                                || method.getMethodCallsFromSelf().stream()
                                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Validation.class)
                                                && call.getName().equals(validation)),
                        "validates in build(), by 'Validation.%s'".formatted(validation));
                return;
            }
            String setter = "'%s' ".formatted(method.getName());
            require(method.getRawReturnType().equals(builder), setter + "returns the builder");
            require(
                    method.getAccessesFromSelf().stream()
                            .noneMatch(access -> access.getTargetOwner().isEquivalentTo(Validation.class)
                                    || access.getTargetOwner().isAssignableTo(Throwable.class)
                                    || access.getTargetOwner().isAssignableTo(Construct.class)),
                    setter + "checks nothing and adds nothing to a scope");
            List<JavaClass> parameters = method.getRawParameterTypes();
            if (!parameters.isEmpty() && parameters.get(parameters.size() - 1).isArray()) {
                require(hasListOverload(method), setter + "has an overload that takes a list");
            }
        }

        private boolean hasListOverload(JavaMethod varargs) {
            int last = varargs.getRawParameterTypes().size() - 1;
            return builder.getMethods().stream()
                    .filter(method -> method.getName().equals(varargs.getName()))
                    .map(JavaMethod::getRawParameterTypes)
                    .anyMatch(types -> types.size() == last + 1
                            && types.get(last).isEquivalentTo(List.class)
                            && types.subList(0, last)
                                    .equals(varargs.getRawParameterTypes().subList(0, last)));
        }

        private static boolean has(JavaClass type, JavaModifier... modifiers) {
            return type.getModifiers().containsAll(Set.of(modifiers));
        }

        private static boolean has(JavaCodeUnit unit, JavaModifier... modifiers) {
            return unit.getModifiers().containsAll(Set.of(modifiers));
        }

        private void require(boolean satisfied, String rule) {
            events.add(new SimpleConditionEvent(
                    builder,
                    satisfied,
                    "%s %s: %s".formatted(builder.getName(), satisfied ? "obeys" : "disobeys", rule)));
        }
    }
}
