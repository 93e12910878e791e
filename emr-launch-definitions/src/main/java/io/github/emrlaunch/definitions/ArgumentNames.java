package io.github.emrlaunch.definitions;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of program arguments of the form {@code NAME=VALUE}. Programs treat an argument that starts with {@code -} as an option, and
 * use the last of two arguments with
 * one name. Therefore a value from an execution must be neither an option nor another argument.
 */
public final class ArgumentNames {
    /** The violation of a value that would be an option. */
    public static final String OPTION = "must not begin with -, unless it is a number: it would be an option";

    private static final String OTHER = "must not begin with %s, which is another argument";
    private static final String OWN = "must begin with %s, since only the value behind it can be overridden";

    private static final Pattern NAMED_VALUE =
            Pattern.compile("(-{1,2}[^=]*=|[A-Za-z_][A-Za-z0-9_.-]*=(?=[^=])).*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("-[0-9]+(\\.[0-9]+)?");

    private ArgumentNames() {}

    /** Returns the name of an argument {@code NAME=VALUE}, with the equals sign, or null for other arguments. */
    public static @Nullable String of(String argument) {
        Matcher matcher = NAMED_VALUE.matcher(argument);
        return matcher.matches() ? matcher.group(1) : null;
    }

    /** Returns the distinct names of all arguments of a program that have one. */
    public static List<String> ofAll(List<String> arguments) {
        return arguments.stream()
                .map(ArgumentNames::of)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** Returns the violation of a value that starts with the name of another argument. */
    public static String isOther(String name) {
        return OTHER.formatted(name);
    }

    /** Returns the violation of a value that does not start with the name of its argument. */
    public static String isNotOwn(String name) {
        return OWN.formatted(name);
    }

    /**
     * Returns the violation of a value, if any.
     *
     * @param own the name of the argument that the value replaces; or null
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
