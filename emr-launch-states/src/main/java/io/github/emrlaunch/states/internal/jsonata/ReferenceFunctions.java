package io.github.emrlaunch.states.internal.jsonata;

import static io.github.emrlaunch.states.internal.jsonata.FunctionLibrary.argument;
import static io.github.emrlaunch.states.internal.jsonata.FunctionLibrary.number;
import static io.github.emrlaunch.states.internal.jsonata.FunctionLibrary.text;

import com.dashjoin.jsonata.Dialect;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Utils;
import io.github.emrlaunch.states.internal.jsonata.FunctionLibrary.Implementation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The functions in which the library differs from the reference implementation. */
final class ReferenceFunctions {
    private static final Map<String, JFunction> FUNCTIONS = new LinkedHashMap<>();

    static {
        addTexts();
        addNumbers();
        addDates();
        addArrays();
    }

    private ReferenceFunctions() {}

    static void bind(Jsonata.Frame frame) {
        FUNCTIONS.forEach(frame::bind);
    }

    private static void add(String name, String signature, Implementation implementation) {
        FUNCTIONS.put(name, FunctionLibrary.function(name, signature, implementation));
    }

    private static void addTexts() {
        add("match", "<s-f<s:o>n?:a<o>>", a -> RegexFunctions.match(text(a, 0), given(a, 1), number(a, 2)));
        add(
                "replace",
                "<s-(sf)(sf)n?:s>",
                a -> RegexFunctions.replace(text(a, 0), given(a, 1), given(a, 2), number(a, 3)));
        addBounded("contains", "<s-(sf):b>", 1);
        addBounded("split", "<s-(sf)n?:a<s>>", Double.POSITIVE_INFINITY);
        add("pad", "<s-ns?:s>", a -> TextFunctions.pad(text(a, 0), number(a, 1), text(a, 2)));
        add("substring", "<s-nn?:s>", a -> TextFunctions.substring(text(a, 0), number(a, 1), number(a, 2)));
        add("encodeUrl", "<s-:s>", a -> TextFunctions.encodeUrl(text(a, 0)));
        add("encodeUrlComponent", "<s-:s>", a -> TextFunctions.encodeUrlComponent(text(a, 0)));
        add("decodeUrl", "<s-:s>", a -> TextFunctions.decodeUrl(text(a, 0)));
        add("decodeUrlComponent", "<s-:s>", a -> TextFunctions.decodeUrlComponent(text(a, 0)));
        JFunction string = Dialect.function("string");
        add("string", "<x-b?:s>", arguments -> {
            List<@Nullable Object> values = new ArrayList<>(arguments);
            values.replaceAll(JsonataValues::withoutExponents);
            return string.call(null, values);
        });
    }

    private static Object given(List<?> arguments, int index) {
        return Objects.requireNonNull(argument(arguments, index));
    }

    /** Adds a function of the library whose regular expression is first evaluated with limits. */
    private static void addBounded(String name, String signature, double matches) {
        JFunction original = Dialect.function(name);
        add(name, signature, arguments -> {
            if (argument(arguments, 0) instanceof String text && argument(arguments, 1) instanceof Pattern pattern) {
                BoundedText.find(pattern, text, matches);
            }
            return original.call(null, arguments);
        });
    }

    private static void addNumbers() {
        JFunction toNumber = Dialect.function("number");
        add(
                "number",
                "<(nsb)-:n>",
                a -> argument(a, 0) instanceof String text ? TextFunctions.number(text) : toNumber.call(null, a));
        add("formatNumber", "<n-so?:s>", a -> {
            Number number = number(a, 0);
            return number == null
                    ? null
                    : NumberPicture.format(number.doubleValue(), String.valueOf(argument(a, 1)), argument(a, 2));
        });
        JFunction formatInteger = Dialect.function("formatInteger");
        add("formatInteger", "<n-s:s>", a -> {
            Number number = number(a, 0);
            return number == null
                    ? null
                    : formatInteger.call(
                            null, Arrays.asList(Utils.convertNumber(Math.floor(number.doubleValue())), argument(a, 1)));
        });
    }

    private static void addDates() {
        DatePicture dates = new DatePicture(Dialect.function("fromMillis"));
        add("fromMillis", "<n-s?s?:s>", a -> dates.format(number(a, 0), text(a, 1), text(a, 2)));
        JFunction toMillis = Dialect.function("toMillis");
        add("toMillis", "<s-s?:n>", a -> {
            String text = text(a, 0);
            return text == null || argument(a, 1) != null ? toMillis.call(null, a) : IsoTime.millis(text);
        });
    }

    private static void addArrays() {
        JFunction sort = Dialect.function("sort");
        add("sort", "<af?:a>", a -> {
            if (argument(a, 1) != null) {
                return sort.call(null, Arrays.asList(argument(a, 0), new StableOrder(given(a, 1))));
            }
            if (argument(a, 0) instanceof List<?> list && list.size() > 1 && list.get(0) instanceof Boolean) {
                throw new JException("D3070", -1);
            }
            return sort.call(null, a);
        });
        JFunction distinct = Dialect.function("distinct");
        add("distinct", "<x:x>", a -> {
            Object result = distinct.call(null, a);
            // Only a sequence is replaced by its single value.
            return result instanceof List<?> list && !Utils.isSequence(argument(a, 0)) ? new ArrayList<>(list) : result;
        });
        // These have the rules of the library, but treat null as a value.
        addFromLibrary("sum", "<a<n>:n>");
        addFromLibrary("count", "<a:n>");
        addFromLibrary("max", "<a<n>:n>");
        addFromLibrary("min", "<a<n>:n>");
        addFromLibrary("average", "<a<n>:n>");
        addFromLibrary("join", "<a<s>s?:s>");
        addFromLibrary("merge", "<a<o>:o>");
        addFromLibrary("reverse", "<a:a>");
        addFromLibrary("map", "<af>");
        addFromLibrary("filter", "<af>");
        addFromLibrary("single", "<af?>");
        addFromLibrary("shuffle", "<a:a>");
        // The library's function drops null, and transforms clone their input.
        add("clone", "<(oa)-:o>", a -> JsonataValues.copy(argument(a, 0)));
    }

    private static void addFromLibrary(String name, String signature) {
        JFunction original = Dialect.function(name);
        add(name, signature, arguments -> original.call(null, arguments));
    }

    /** The order of a function that returns whether the first value comes after the second. Equal values keep their order. */
    private record StableOrder(Object comesAfter) implements Comparator<Object> {
        @Override
        public int compare(Object one, Object other) {
            return comesAfter(one, other) ? 1 : comesAfter(other, one) ? -1 : 0;
        }

        private boolean comesAfter(Object one, Object other) {
            return Jsonata.boolize(FunctionLibrary.call(comesAfter, Arrays.asList(one, other)));
        }
    }
}
