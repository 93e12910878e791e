package io.github.emrlaunch.definitions;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a definition, unique among the definitions of its type within its namespace.
 *
 * @param namespace a logical group of definitions; the default is {@value #DEFAULT_NAMESPACE}
 * @param name the name within the namespace
 */
public record DefinitionName(String namespace, String name) implements Comparable<DefinitionName> {
    /** The default namespace. */
    public static final String DEFAULT_NAMESPACE = "default";

    /**
     * The pattern of each part: the characters that Parameter Store allows in one level of a path. The parts {@code .} and {@code ..} match
     * it, but are refused, because they refer to another folder in file systems and URLs.
     */
    public static final String ALLOWED = "[A-Za-z0-9_.-]+";

    /** The maximum length of each part. */
    public static final int MAX_LENGTH = 128;

    private static final Pattern PATTERN = Pattern.compile(ALLOWED);

    /** Checks both parts. */
    public DefinitionName {
        requireValid("namespace", namespace);
        requireValid("name", name);
    }

    /** Returns a name in the default namespace. */
    public static DefinitionName of(String name) {
        return new DefinitionName(DEFAULT_NAMESPACE, name);
    }

    /**
     * Parses the format of {@link #toString()}.
     *
     * @param text {@code namespace/name}
     * @throws IllegalArgumentException when it has another format
     */
    public static DefinitionName parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || slash != text.lastIndexOf('/')) {
            throw new IllegalArgumentException("A definition's full name has the form namespace/name, got: " + text);
        }
        return new DefinitionName(text.substring(0, slash), text.substring(slash + 1));
    }

    /**
     * Parses the format of {@link #toString()}; empty for other text, such as the name of an unrelated parameter.
     */
    public static Optional<DefinitionName> find(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /**
     * Checks one part of a name.
     *
     * @param property the caller's name of this part, for the message
     * @param value the part
     * @throws IllegalArgumentException when it is {@code .} or {@code ..}, has other characters than {@value #ALLOWED} or more than
     *     {@value #MAX_LENGTH} of them
     */
    public static void requireValid(String property, String value) {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException("'%s' must match %s (it is one level of a Parameter Store path), got: %s"
                    .formatted(property, ALLOWED, value));
        }
        if (value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException(
                    "'%s' must not be '%s', which is not a name but a folder in file systems. Add a letter or digit"
                            .formatted(property, value));
        }
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("'%s' must have at most %d characters, got %d: %s"
                    .formatted(property, MAX_LENGTH, value.length(), value));
        }
    }

    @Override
    public int compareTo(DefinitionName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /** Returns {@code namespace/name}, the format of references between definitions. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
