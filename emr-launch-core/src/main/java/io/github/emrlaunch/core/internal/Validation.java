package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionNotFoundException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.jsii.JsiiException;
import software.constructs.Construct;

/** Checks of the values of builders. */
public final class Validation {
    private Validation() {}

    /**
     * Runs a builder at a path of the construct tree, so that its error messages start with that path and replace tokens by
     * paths. Paths of inner constructs, which are internal to the library, are omitted.
     *
     * @throws IllegalArgumentException with the construct's path
     */
    public static <T> T at(Construct scope, String id, Supplier<T> builder) {
        try {
            return builder.get();
        } catch (LinkageError e) {
            throw CdkVersion.explain(e);
        } catch (RefusedException e) {
            throw e.at(path(scope, id));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(path(scope, id), String.valueOf(e.getMessage()), e);
        } catch (DefinitionNotFoundException e) {
            throw notFound(path(scope, id), e);
        } catch (RuntimeException e) {
            if (!isOfCdk(e)) {
                throw e;
            }
            throw new RefusedException(path(scope, id), ofCdk(e), e);
        }
    }

    /**
     * Builds a construct: checks all settings, and then creates the construct. A construct that cannot be completed is removed from the
     * scope, so that a second attempt is possible.
     *
     * @param builder the builder, whose properties must not be null unless they are nullable
     * @throws IllegalArgumentException with the construct's path
     */
    public static <B, T> T build(Construct scope, String id, B builder, Runnable checks, Function<B, T> constructor) {
        return at(scope, id, () -> {
            NullChecks.check(builder);
            checks.run();
            try {
                return constructor.apply(builder);
            } catch (RuntimeException e) {
                if (isTaken(e, id)) {
                    throw new IllegalArgumentException(
                            "The scope has a construct with the id '%s'. Choose another id".formatted(id), e);
                }
                scope.getNode().tryRemoveChild(id);
                throw e;
            }
        });
    }

    private static String path(@Nullable Construct scope, String id) {
        String path = scope == null ? "" : scope.getNode().getPath();
        return path.isEmpty() ? id : path + "/" + id;
    }

    /** Callers may catch the classes of these exceptions, so the path is added to an exception of the same class. */
    private static DefinitionNotFoundException notFound(String path, DefinitionNotFoundException e) {
        DefinitionNotFoundException original =
                e.getCause() instanceof DefinitionNotFoundException withoutPath ? withoutPath : e;
        boolean isWithin = String.valueOf(e.getMessage()).startsWith(path + "/");
        DefinitionNotFoundException shown = isWithin ? original : e;
        DefinitionNotFoundException located = e.withMessage("%s: %s".formatted(path, shown.getMessage()));
        located.initCause(original);
        return located;
    }

    /** Returns whether the CDK threw the exception. jsii has one class for all errors of the CDK. */
    private static boolean isOfCdk(RuntimeException e) {
        return e.getClass() == RuntimeException.class || e instanceof JsiiException;
    }

    private static boolean isTaken(RuntimeException e, String id) {
        return isOfCdk(e)
                && String.valueOf(e.getMessage())
                        .contains("There is already a Construct with name '%s' in".formatted(id));
    }

    /** Returns the CDK's message without its stack. */
    private static String ofCdk(RuntimeException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return message.contains("should be created in the scope of a Stack")
                ? "The scope must be a stack, or something in a stack; it is the app or a stage. Create a stack in it:"
                        + " new Stack(app, \"Emr\")"
                : message;
    }

    /** The exception for refused values, with the path of the construct. */
    private static final class RefusedException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final String path;
        private final String reason;

        RefusedException(String path, String reason, RuntimeException cause) {
            super("%s: %s".formatted(path, Tokens.readable(reason)), cause);
            this.path = path;
            this.reason = reason;
        }

        RefusedException at(String outerPath) {
            boolean isWithin = path.startsWith(outerPath + "/");
            return new RefusedException(outerPath, isWithin ? reason : String.valueOf(getMessage()), this);
        }
    }

    /** Returns a property that must be set. */
    public static <T> T required(String property, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("'%s' is required".formatted(property));
        }
        return value;
    }

    /** Returns a list that must be set and must have no null. */
    public static <T> List<T> list(String property, @Nullable Collection<? extends T> values) {
        requireNoNull(property, required(property, values));
        return List.copyOf(values);
    }

    /** Returns a list of variable arguments, which must have no null. */
    public static <T> List<T> list(String property, T @Nullable [] values) {
        return list(property, Copies.of(values));
    }

    /** Returns a map that must be set and must have no null, sorted by key. */
    public static <K extends Comparable<K>, V> SortedMap<K, V> map(
            String property, @Nullable Map<K, ? extends V> values) {
        requireNoNull(property, required(property, values));
        return Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    static void requireNoNull(String property, Collection<?> values) {
        int index = new ArrayList<Object>(values).indexOf(null);
        if (index >= 0) {
            throw new IllegalArgumentException(
                    "'%s' must have no null, got one at index %d".formatted(property, index));
        }
    }

    static void requireNoNull(String property, Map<?, ?> values) {
        values.forEach((key, value) -> {
            if (key == null || value == null) {
                throw new IllegalArgumentException("'%s' must have no null, got one %s"
                        .formatted(property, key == null ? "for a key" : "for the key '%s'".formatted(key)));
            }
        });
    }

    /**
     * Returns a builder of a value, whose properties must not be null unless they are nullable.
     *
     * @throws IllegalArgumentException with the property's name
     */
    public static <B> B complete(B builder) {
        NullChecks.check(builder);
        return builder;
    }

    /** Checks a definition's name, using the builder's property name in messages. */
    public static DefinitionName name(@Nullable String namespace, String nameProperty, @Nullable String name) {
        String known = requireKnown(nameProperty, required(nameProperty, name));
        String space = requireKnown("namespace", required("namespace", namespace));
        DefinitionName.requireValid("namespace", space);
        DefinitionName.requireValid(nameProperty, known);
        return new DefinitionName(space, known);
    }

    /**
     * Checks the length of a name that AWS limits.
     *
     * @param resource the resource with this name
     */
    public static String requireLength(String resource, String name, int limit) {
        if (name.length() > limit) {
            throw new IllegalArgumentException(
                    "%s would be named '%s', which has %d characters; AWS allows %d. Shorten the name or the namespace"
                            .formatted(resource, name, name.length(), limit));
        }
        return name;
    }

    /**
     * Checks a duration that AWS accepts in minutes.
     *
     * @return the minutes, which may be known only at deployment
     */
    public static Number wholeMinutes(String property, Duration duration, int minimum, int maximum) {
        if (Boolean.TRUE.equals(duration.isUnresolved())) {
            return GivenNumbers.minutes(property, duration);
        }
        long seconds = duration.toSeconds().longValue();
        if (seconds % 60 != 0 || seconds / 60 < minimum || seconds / 60 > maximum) {
            throw new IllegalArgumentException("'%s' must be whole minutes, %d to %d, got: %s"
                    .formatted(property, minimum, maximum, duration.toHumanString()));
        }
        return (int) (seconds / 60);
    }

    private static String requireKnown(String property, String value) {
        return requireKnown(property, value, "it is part of physical names");
    }

    /**
     * Checks that a string, or an element of a list, is known at synthesis.
     *
     * @param why the effect of the value
     */
    public static String requireKnown(String property, String value, String why) {
        if (Tokens.isUnresolved(value)) {
            throw new IllegalArgumentException(
                    "'%s' must be known at synthesis (%s), got a token".formatted(property, why));
        }
        return value;
    }
}
