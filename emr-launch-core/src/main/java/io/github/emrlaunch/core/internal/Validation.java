package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.DefinitionName;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.constructs.Construct;

/** Checks of the values that builders are given. */
public final class Validation {
    private Validation() {}

    /**
     * Runs a builder, so that its errors begin with the path in the construct tree.
     *
     * @throws IllegalArgumentException with the construct's path
     */
    public static <T> T at(Construct scope, String id, Supplier<T> builder) {
        try {
            return builder.get();
        } catch (IllegalArgumentException e) {
            String path = scope.getNode().getPath();
            throw new IllegalArgumentException(
                    "%s: %s".formatted(path.isEmpty() ? id : path + "/" + id, e.getMessage()), e);
        }
    }

    /**
     * Runs a builder whose construct has others that are built within it, as {@link #at} does. When one of those builders
     * refuses, the construct is removed from the scope.
     *
     * @throws IllegalArgumentException with the construct's path
     */
    public static <T> T composite(Construct scope, String id, Supplier<T> builder) {
        boolean isThere = scope.getNode().tryFindChild(id) != null;
        return at(scope, id, () -> {
            try {
                return builder.get();
            } catch (IllegalArgumentException e) {
                if (!isThere) {
                    scope.getNode().tryRemoveChild(id);
                }
                throw e;
            }
        });
    }

    /** A property that must be set. */
    public static <T> T required(String property, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("'%s' is required".formatted(property));
        }
        return value;
    }

    /**
     * Checks a description, which is stored in Parameter Store as it is.
     *
     * @throws IllegalArgumentException when Parameter Store would refuse it
     */
    public static @Nullable String description(@Nullable String description) {
        if (description != null && description.contains("{{")) {
            throw new IllegalArgumentException(
                    "'description' must not contain {{, which Parameter Store takes for a reference, got: %s. Write it in other words"
                            .formatted(description));
        }
        return description;
    }

    /** Checks a definition's name, calling its name what the builder calls it. */
    public static DefinitionName name(String namespace, String nameProperty, @Nullable String name) {
        String known = requireKnown(nameProperty, required(nameProperty, name));
        DefinitionName.requireValid("namespace", requireKnown("namespace", namespace));
        DefinitionName.requireValid(nameProperty, known);
        return new DefinitionName(namespace, known);
    }

    /**
     * Checks a name that AWS limits.
     *
     * @param resource the resource that gets this name
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
     * Checks a duration that AWS takes in minutes.
     *
     * @return the minutes
     */
    public static int wholeMinutes(String property, Duration duration, int minimum, int maximum) {
        long seconds = duration.toSeconds().longValue();
        if (seconds % 60 != 0 || seconds / 60 < minimum || seconds / 60 > maximum) {
            throw new IllegalArgumentException("'%s' must be whole minutes, %d to %d, got: %s"
                    .formatted(property, minimum, maximum, duration.toHumanString()));
        }
        return (int) (seconds / 60);
    }

    private static String requireKnown(String property, String value) {
        if (Tokens.isUnresolved(value)) {
            throw new IllegalArgumentException(
                    "'%s' must be known at synth (it is part of physical names), got a token".formatted(property));
        }
        return value;
    }
}
