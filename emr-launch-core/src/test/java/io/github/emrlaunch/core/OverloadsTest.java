package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that languages such as Kotlin and Scala can call the methods as Java does. */
class OverloadsTest {
    private static final List<Class<?>> PUBLIC_CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.github.emrlaunch.core").stream()
                    .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                    .filter(type -> !type.getPackageName().contains(".internal"))
                    .map(JavaClass::reflect)
                    .collect(Collectors.toList());

    /** Two overloads with lists would have the same erasure. */
    private static final Map<String, String> LIST_METHODS = Map.of("instanceTypes of String", "instanceTypeNames");

    private static Stream<Method> methods() {
        return PUBLIC_CLASSES.stream()
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic());
    }

    @Test
    void everyVarargsMethodHasListOverload() {
        List<Method> varargs = methods().filter(Method::isVarArgs).toList();

        assertThat(varargs)
                .hasSizeGreaterThan(50)
                .filteredOn(method -> !hasListOverload(method))
                .isEmpty();
    }

    private static boolean hasListOverload(Method varargs) {
        Class<?>[] expected = varargs.getParameterTypes().clone();
        int last = expected.length - 1;
        Class<?> element = expected[last].getComponentType();
        expected[last] = List.class;
        return Stream.of(varargs.getDeclaringClass().getMethods())
                .anyMatch(method -> LIST_METHODS
                                .getOrDefault(varargs.getName() + " of " + element.getSimpleName(), varargs.getName())
                                .equals(method.getName())
                        && Arrays.equals(method.getParameterTypes(), expected)
                        && method.getGenericParameterTypes()[last].getTypeName().endsWith(element.getName() + ">"));
    }

    @Test
    void overloadsAreNotAmbiguous() {
        Collection<List<Method>> overloads = methods()
                .collect(Collectors.groupingBy(method -> Map.entry(method.getDeclaringClass(), method.getName())))
                .values();

        List<String> ambiguous = new ArrayList<>();
        overloads.forEach(methods -> IntStream.range(0, methods.size())
                .forEach(i -> methods.subList(i + 1, methods.size()).stream()
                        .filter(other -> isAmbiguous(methods.get(i), other))
                        .forEach(other -> ambiguous.add(methods.get(i) + " and " + other))));

        assertThat(overloads).anySatisfy(methods -> assertThat(methods).hasSizeGreaterThan(1));
        assertThat(ambiguous).isEmpty();
    }

    /** Ambiguous for a lambda, a number or an object that matches both. */
    private static boolean isAmbiguous(Method one, Method other) {
        Class<?>[] types = one.getParameterTypes();
        Class<?>[] others = other.getParameterTypes();
        return types.length == others.length
                && IntStream.range(0, types.length).allMatch(i -> overlap(types[i], others[i]));
    }

    private static boolean overlap(Class<?> type, Class<?> other) {
        return type == other
                || type.isAssignableFrom(other)
                || other.isAssignableFrom(type)
                || (isNumber(type) && isNumber(other))
                || (isFunctional(type) && isFunctional(other));
    }

    private static boolean isNumber(Class<?> type) {
        return (type.isPrimitive() && type != boolean.class) || Number.class.isAssignableFrom(type);
    }

    private static boolean isFunctional(Class<?> type) {
        return type.isInterface()
                && Stream.of(type.getMethods())
                                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                                .count()
                        == 1;
    }
}
