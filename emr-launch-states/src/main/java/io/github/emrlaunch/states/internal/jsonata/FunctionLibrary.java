package io.github.emrlaunch.states.internal.jsonata;

import com.dashjoin.jsonata.Dialect;
import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Defines JSONata functions and reads their arguments. */
final class FunctionLibrary {
    private static final Pattern RETURN_TYPE = Pattern.compile(":\\w[^:]*$");
    private static final Pattern PARAMETER = Pattern.compile("(\\(\\w+\\)|\\w)(<[^>]*>)?[-?+]*");

    private FunctionLibrary() {}

    interface Implementation {
        @Nullable Object apply(List<?> arguments);
    }

    static void define(Jsonata.Frame frame, String name, String signature, Implementation implementation) {
        frame.bind(name, function(name, signature, implementation));
    }

    static JFunction function(String name, String signature, Implementation implementation) {
        String parameters = RETURN_TYPE
                .matcher(signature.substring(1, signature.length() - 1))
                .replaceFirst("");
        int count = (int) PARAMETER.matcher(parameters).results().count();
        return Dialect.function(name, signature, count, (input, arguments) -> implementation.apply(arguments));
    }

    /** Calls a function of an expression. */
    static @Nullable Object call(Object function, List<?> arguments) {
        try {
            return Functions.funcApply(function, arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Functions throw unchecked exceptions only", e);
        }
    }

    static @Nullable Object argument(List<?> arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : null;
    }

    static @Nullable List<?> list(List<?> arguments, int index) {
        return (List<?>) argument(arguments, index);
    }

    static @Nullable Number number(List<?> arguments, int index) {
        return (Number) argument(arguments, index);
    }

    static @Nullable String text(List<?> arguments, int index) {
        return (String) argument(arguments, index);
    }
}
