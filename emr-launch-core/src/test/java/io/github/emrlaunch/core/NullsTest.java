package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.emrlaunch.core.code.EmrCode;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;

/**
 * Null is refused with an explanation, except where it means that nothing is set. Kotlin, Scala and Java without NullAway can pass null.
 */
class NullsTest {
    private TestStack test = TestStack.create();

    static Stream<Class<?>> builders() {
        return RefusedBuildersTest.builders();
    }

    @ParameterizedTest
    @MethodSource("builders")
    void buildersRejectNullUnlessPropertyIsOptional(Class<?> type) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        for (Method setter : type.getMethods()) {
            if (setter.getReturnType() == type && !Modifier.isStatic(setter.getModifiers())) {
                for (int i = 0; i < setter.getParameterCount(); i++) {
                    int index = i;
                    for (Object value : nulls(setter.getParameterTypes()[index])) {
                        test = TestStack.create();
                        Object builder = RefusedBuildersTest.builder(type, test);
                        Object[] arguments = arguments(setter, index, value);
                        Optional<String> refusal = errorOf(() -> {
                            setter.invoke(builder, arguments);
                            return type.getMethod("build").invoke(builder);
                        });
                        boolean isRight = refusal.map(message -> names(message, setter, index))
                                .orElse(value == null && isOptional(type, setter, index));
                        if (!isRight) {
                            wrong.add("%s, parameter %d, %s: %s"
                                    .formatted(setter.getName(), index, text(value), refusal));
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // Which is what others do not have.
    void errorsContainPropertyAndConstructPath() {
        assertThat(refusal(() -> test.configuration()
                        .subnets((List<? extends ISubnet>) null)
                        .build()))
                .isEqualTo("Stack/Configuration: 'subnets' must not be null. Omit it for its default");
        assertThat(refusal(
                        () -> test.configuration().applications("Spark", null).build()))
                .isEqualTo("Stack/Configuration: 'applications' must have no null, got one at index 1");
        assertThat(refusal(() -> test.configuration()
                        .tags(Collections.singletonMap("team", null))
                        .build()))
                .isEqualTo("Stack/Configuration: 'tags' must have no null, got one for the key 'team'");
        assertThat(refusal(() -> test.configuration().namespace(null).build()))
                .isEqualTo("Stack/Configuration: 'namespace' must not be null. Omit it for its default");
        assertThat(refusal(() -> test.configuration().configurationName(null).build()))
                .isEqualTo("Stack/Configuration: 'configurationName' is required");
    }

    static Stream<Class<?>> values() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.github.emrlaunch.core")
                        .stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> !type.getPackageName().contains(".internal"))
                        .filter(type -> !type.isInterface() && !type.isEnum())
                        .map(JavaClass::reflect);
    }

    @ParameterizedTest
    @MethodSource("values")
    void factoriesRejectNullUnlessParameterIsNullable(Class<?> type) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        for (Method factory : type.getDeclaredMethods()) {
            if (Modifier.isPublic(factory.getModifiers())
                    && Modifier.isStatic(factory.getModifiers())
                    && !factory.isSynthetic()) {
                for (int i = 0; i < factory.getParameterCount(); i++) {
                    for (Object value : nulls(factory.getParameterTypes()[i])) {
                        Object[] arguments = arguments(factory, i, value);
                        Optional<String> refusal = errorOf(() -> complete(factory.invoke(null, arguments)));
                        boolean isRight = refusal.map(NullsTest::isExplained)
                                .orElse(value == null && isNullable(factory.getAnnotatedParameterTypes()[i]));
                        if (!isRight) {
                            wrong.add("%s, parameter %d, %s: %s".formatted(factory.getName(), i, text(value), refusal));
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Returns null, and a list, an array or a map that contains null. */
    private static List<@Nullable Object> nulls(Class<?> type) {
        List<@Nullable Object> nulls = new ArrayList<>();
        if (!type.isPrimitive()) {
            nulls.add(null);
        }
        if (type.isArray()) {
            nulls.add(Array.newInstance(type.getComponentType(), 1));
        } else if (type == List.class) {
            nulls.add(Collections.singletonList(null));
        } else if (type == Map.class) {
            nulls.add(Collections.singletonMap("key", null));
            nulls.add(Collections.singletonMap(null, "value"));
        }
        return nulls;
    }

    private @Nullable Object[] arguments(Executable method, int index, @Nullable Object value) {
        Class<?>[] types = method.getParameterTypes();
        @Nullable Object[] arguments = new @Nullable Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = i == index ? value : sample(types[i]);
        }
        return arguments;
    }

    /** Returns a value of a type; null for other types, which is refused, too. */
    private @Nullable Object sample(Class<?> type) {
        Construct scope = new Construct(
                test.stack(), "Sample" + test.stack().getNode().getChildren().size());
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        Map<Class<?>, Object> samples = Map.ofEntries(
                Map.entry(String.class, "s3://bucket/job.py"),
                Map.entry(int.class, 1),
                Map.entry(Number.class, 1),
                Map.entry(double.class, 1.0),
                Map.entry(boolean.class, true),
                Map.entry(List.class, List.of()),
                Map.entry(Map.class, Map.of()),
                Map.entry(Construct.class, scope),
                Map.entry(Duration.class, Duration.hours(1)),
                Map.entry(IRole.class, Role.fromRoleName(scope, "Role", "role")),
                Map.entry(IBucket.class, Bucket.fromBucketName(scope, "Bucket", "bucket")),
                Map.entry(EmrCode.class, EmrCode.fromBucket(Bucket.fromBucketName(scope, "Code", "code"), "code")),
                Map.entry(ISecret.class, Secret.fromSecretNameV2(scope, "Secret", "secret")),
                Map.entry(UnaryOperator.class, UnaryOperator.identity()),
                Map.entry(
                        ISecurityGroup.class,
                        SecurityGroup.fromSecurityGroupId(scope, "Group", "sg-0123456789abcdef0")),
                Map.entry(IKey.class, Key.fromKeyArn(scope, "Key", "arn:aws:kms:us-east-1:123456789012:key/1")));
        return samples.get(type);
    }

    private interface Call {
        @Nullable Object run() throws ReflectiveOperationException;
    }

    /** Completes a builder, which may check its parameters only now. */
    private static @Nullable Object complete(@Nullable Object made) throws ReflectiveOperationException {
        return made != null && made.getClass().getSimpleName().equals("Builder")
                ? made.getClass().getMethod("build").invoke(made)
                : made;
    }

    /** Returns the error of a call; empty if the call succeeds. */
    private static Optional<String> errorOf(Call call) throws ReflectiveOperationException {
        try {
            call.run();
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.of(String.valueOf(e.getCause()));
        }
    }

    /** Returns whether an error is no bare NullPointerException. The CDK checks its own required parameters. */
    private static boolean isExplained(String refusal) {
        return !refusal.contains("NullPointerException") || refusal.endsWith(" is required");
    }

    /** Returns whether an error has the name of the property or of the parameter. */
    private static boolean names(String refusal, Method setter, int index) {
        return isExplained(refusal)
                && (refusal.contains("'" + setter.getName()) || refusal.contains("'" + parameter(setter, index)));
    }

    private static String parameter(Method method, int index) {
        return method.getParameters()[index].getName();
    }

    /** Returns whether a property is not set by default: null then has the same meaning. */
    private static boolean isOptional(Class<?> builder, Method setter, int index) {
        List<String> names = List.of(setter.getName(), parameter(setter, index));
        return Stream.of(builder.getDeclaredFields())
                .filter(field -> names.contains(field.getName()))
                .anyMatch(field -> isNullable(field.getAnnotatedType()));
    }

    private static boolean isNullable(AnnotatedElement type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static String text(@Nullable Object value) {
        return value instanceof Object[] array ? Arrays.toString(array) : String.valueOf(value);
    }

    private static String refusal(Runnable call) {
        try {
            call.run();
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError("Not refused");
    }
}
