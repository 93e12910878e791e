package io.github.emrlaunch.core.internal;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.definitions.ArgumentNames;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks of the values that an execution sets as arguments of programs, as JSONata expressions. Programs treat an argument that starts with
 * {@code -} as an option, and use the last of two arguments with one name. Therefore a value must be neither an option nor another
 * argument.
 */
public final class ArgumentConditions {
    private ArgumentConditions() {}

    /**
     * Returns the beginnings of expressions for the violation of a text. Each is followed by the next one.
     *
     * @param variable the variable with the text, such as {@code $value}
     * @param argument the argument that the text replaces; null if it is known only at deployment
     * @param all all arguments of the program, including the replaced one
     */
    public static Stream<String> wrongs(String variable, @Nullable String argument, List<String> all) {
        String name = argument == null ? null : ArgumentNames.of(argument);
        if (name != null) {
            return Stream.of(wrong("$not(%s)".formatted(begins(variable, name)), ArgumentNames.isNotOwn(name)));
        }
        return Stream.concat(
                Stream.of(wrong(
                        "$contains(%1$s, /^-/) and $not($contains(%1$s, /^-[0-9]+(\\.[0-9]+)?$/))".formatted(variable),
                        ArgumentNames.OPTION)),
                ArgumentNames.ofAll(all).stream()
                        .map(other -> wrong(begins(variable, other), ArgumentNames.isOther(other))));
    }

    /** Returns the beginning of an expression: a condition, and the violation if it is true. */
    public static String wrong(String condition, String message) {
        return "%s ? %s : ".formatted(condition, text(message));
    }

    private static String begins(String variable, String beginning) {
        return "$substring(%s, 0, %d) = %s".formatted(variable, beginning.length(), text(beginning));
    }

    private static String text(String text) {
        return quote(TextNode.valueOf(text));
    }
}
