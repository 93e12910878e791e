package io.github.emrlaunch.definitions;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of arguments {@code NAME=VALUE} of a program. Programs take an argument that begins with {@code -} for an option, and of two arguments with
 * one name the last. So a value that an execution gives must be neither an option nor another argument.
 */
public final class ArgumentNames {
    /** What is wrong with a value that would be an option. */
    public static final String OPTION = "must not begin with -, unless it is a number: it would be an option";

    private static final String OTHER = "must not begin with %s, which is another argument";
    private static final String OWN = "must begin with %s, since only the value behind it can be overridden";

    private static final Pattern NAMED_VALUE =
            Pattern.compile("(-{1,2}[^=]*=|[A-Za-z_][A-Za-z0-9_.-]*=(?=[^=])).*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("-[0-9]+(\\.[0-9]+)?");

    private ArgumentNames() {}

    /** The name of an argument {@code NAME=VALUE}, with the equals sign; null of others. */
    public static @Nullable String of(String argument) {
        Matcher matcher = NAMED_VALUE.matcher(argument);
        return matcher.matches() ? matcher.group(1) : null;
    }

    /** The names of all arguments of a program that have one, each once. */
    public static List<String> ofAll(List<String> arguments) {
        return arguments.stream()
                .map(ArgumentNames::of)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** What is wrong with a value that begins with the name of another argument. */
    public static String isOther(String name) {
        return OTHER.formatted(name);
    }

    /** What is wrong with a value that does not begin with the name of its argument. */
    public static String isNotOwn(String name) {
        return OWN.formatted(name);
    }

    /**
     * What is wrong with a value.
     *
     * @param own the name of the argument that the value replaces; null when it has none
     * @param all the names of all arguments of the program
     */
    static Optional<String> violation(String value, @Nullable String own, List<String> all) {
        if (own != null) {
            return value.startsWith(own) ? Optional.empty() : Optional.of(isNotOwn(own));
        }
        if (value.startsWith("-") && !NUMBER.matcher(value).matches()) {
            return Optional.of(OPTION);
        }
        return all.stream().filter(value::startsWith).findFirst().map(ArgumentNames::isOther);
    }
}
