package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.emrlaunch.core.code.EmrCode;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.ISubnet;
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
 * Null is refused with the name of the property or parameter. Kotlin, Scala and Java without NullAway can pass null.
 */
class NullsTest {
    private TestStack test = TestStack.create();

    static Stream<Class<?>> builders() {
        return RefusedBuildersTest.builders();
    }

    @ParameterizedTest
    @MethodSource("builders")
    void buildersThrowNoUnexplainedNullPointerException(Class<?> type) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        for (Method setter : type.getMethods()) {
            if (setter.getReturnType() == type && !Modifier.isStatic(setter.getModifiers())) {
                for (int i = 0; i < setter.getParameterCount(); i++) {
                    for (Object value : nulls(setter.getParameterTypes()[i])) {
                        test = TestStack.create();
                        Object builder = RefusedBuildersTest.builder(type, test);
                        Object[] arguments = arguments(setter, i, value);
                        add(wrong, setter, i, () -> {
                            setter.invoke(builder, arguments);
                            return type.getMethod("build").invoke(builder);
                        });
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
    void factoriesThrowNoUnexplainedNullPointerException(Class<?> type) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        for (Method factory : type.getDeclaredMethods()) {
            if (Modifier.isPublic(factory.getModifiers())
                    && Modifier.isStatic(factory.getModifiers())
                    && !factory.isSynthetic()) {
                for (int i = 0; i < factory.getParameterCount(); i++) {
                    for (Object value : nulls(factory.getParameterTypes()[i])) {
                        Object[] arguments = arguments(factory, i, value);
                        add(wrong, factory, i, () -> factory.invoke(null, arguments));
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
                Map.entry(IKey.class, Key.fromKeyArn(scope, "Key", "arn:aws:kms:us-east-1:123456789012:key/1")));
        return samples.get(type);
    }

    private interface Call {
        @Nullable Object run() throws ReflectiveOperationException;
    }

    private static void add(List<String> wrong, Method method, int index, Call call)
            throws ReflectiveOperationException {
        try {
            call.run();
        } catch (InvocationTargetException e) {
            // The CDK checks its own required parameters.
            if (e.getCause() instanceof NullPointerException cause
                    && !String.valueOf(cause.getMessage()).endsWith(" is required")) {
                wrong.add("%s, parameter %d: %s".formatted(method.getName(), index, cause));
            }
        }
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
