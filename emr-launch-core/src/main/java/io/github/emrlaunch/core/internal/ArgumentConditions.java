package io.github.emrlaunch.core.internal;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks of the values that an execution gives to arguments of programs, as expressions of JSONata. Programs take an argument that begins with
 * {@code -} for an option, and of two arguments with one name the last. So a value must be neither an option nor another argument.
 */
public final class ArgumentConditions {
    private static final Pattern NAMED_VALUE =
            Pattern.compile("(-{1,2}[^=]*=|[A-Za-z_][A-Za-z0-9_.-]*=(?=[^=])).*", Pattern.DOTALL);

    private ArgumentConditions() {}

    /**
     * The beginnings of expressions for what is wrong with a text, each of which takes the next one behind it.
     *
     * @param variable the variable that has the text, such as {@code $value}
     * @param argument the argument that the text replaces; null when only the deployment knows it
     * @param all all arguments of the program, that one among them
     */
    public static Stream<String> wrongs(String variable, @Nullable String argument, List<String> all) {
        String name = argument == null ? null : name(argument);
        if (name != null) {
            return Stream.of(wrong(
                    "$not(%s)".formatted(begins(variable, name)),
                    "must begin with %s, since only the value behind it can be overridden".formatted(name)));
        }
        return Stream.concat(
                Stream.of(wrong(
                        "$contains(%1$s, /^-/) and $not($contains(%1$s, /^-[0-9]+(\\.[0-9]+)?$/))".formatted(variable),
                        "must not begin with -, unless it is a number: it would be an option")),
                all.stream()
                        .map(ArgumentConditions::name)
                        .filter(Objects::nonNull)
                        .distinct()
                        .map(other -> wrong(
                                begins(variable, other),
                                "must not begin with %s, which is another argument".formatted(other))));
    }

    /** The beginning of an expression: a condition, and what is wrong where it is true. */
    public static String wrong(String condition, String message) {
        return "%s ? %s : ".formatted(condition, text(message));
    }

    /** The name of an argument {@code NAME=VALUE}, with the equals sign; null of others. */
    private static @Nullable String name(String argument) {
        Matcher matcher = NAMED_VALUE.matcher(argument);
        return matcher.matches() ? matcher.group(1) : null;
    }

    private static String begins(String variable, String beginning) {
        return "$substring(%s, 0, %d) = %s".formatted(variable, beginning.length(), text(beginning));
    }

    private static String text(String text) {
        return quote(TextNode.valueOf(text));
    }
}
