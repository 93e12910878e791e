package io.github.emrlaunch.states.internal.jsonata;

import com.dashjoin.jsonata.Dialect;
import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import com.dashjoin.jsonata.Utils;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.emrlaunch.states.internal.json.JsonValues;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The functions that Step Functions adds to JSONata, takes from it, or has with other rules, see "JSONata functions provided
 * by Step Functions" in <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming
 * data with JSONata</a>.
 */
final class StepFunctionsLibrary {
    private static final Set<String> ALGORITHMS = Set.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");

    /** Measured by others: the longest result of {@code $range}. */
    private static final int MAXIMUM_RANGE = 360_145;

    private StepFunctionsLibrary() {}

    /**
     * Binds the functions in a frame.
     *
     * @param now the time that {@code $now} and {@code $millis} give
     */
    static void bind(Jsonata.Frame frame, Instant now) {
        define(frame, "partition", "<a?n?:a>", arguments -> partition(list(arguments, 0), number(arguments, 1)));
        define(
                frame,
                "range",
                "<n?n?n?:a>",
                arguments -> range(number(arguments, 0), number(arguments, 1), number(arguments, 2)));
        define(frame, "hash", "<s?s?:s>", arguments -> hash(text(arguments, 0), text(arguments, 1)));
        define(frame, "random", "<n?:n>", arguments -> random(number(arguments, 0)));
        define(frame, "uuid", "<:s>", arguments -> UUID.randomUUID().toString());
        define(frame, "parse", "<s?:x>", arguments -> parse(text(arguments, 0)));
        bindClock(frame, now);
        bindRegexFunctions(frame);
        bindCorrected(frame);
        // Not available in Step Functions; calling it is an error of the evaluation.
        frame.bind("eval", (Object) null);
    }

    private interface Implementation {
        @Nullable Object apply(List<?> arguments);
    }

    private static void define(Jsonata.Frame frame, String name, String signature, Implementation implementation) {
        JFunctionCallable callable = (input, arguments) -> implementation.apply(arguments);
        frame.bind(name, new JFunction(callable, signature));
    }

    private static void bindClock(Jsonata.Frame frame, Instant now) {
        JFunction fromMillis = Dialect.function("fromMillis");
        define(frame, "now", "<s?s?:s>", arguments -> {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(now.toEpochMilli());
            values.add(arguments.isEmpty() ? null : arguments.get(0));
            values.add(arguments.size() < 2 ? null : arguments.get(1));
            return fromMillis.call(null, values);
        });
        define(frame, "millis", "<:n>", arguments -> now.toEpochMilli());
    }

    /** Java's regular expressions can take exponential time, so each is tried within bounds before the library uses it. */
    private static void bindRegexFunctions(Jsonata.Frame frame) {
        bound(frame, "contains", "<s-(sf):b>", (result, arguments) -> result);
        bound(frame, "replace", "<s-(sf)(sf)n?:s>", (result, arguments) -> result);
        bound(frame, "split", "<s-(sf)n?:a<s>>", (result, arguments) -> result);
        // The library gives one match more than the limit.
        bound(frame, "match", "<s-f<s:o>n?:a<o>>", StepFunctionsLibrary::limited);
    }

    private static @Nullable Object limited(@Nullable Object matches, List<?> arguments) {
        Number limit = number(arguments, 2);
        return matches instanceof List<?> list && limit != null && limit.intValue() < list.size()
                ? new ArrayList<>(list.subList(0, limit.intValue()))
                : matches;
    }

    private interface Correction {
        @Nullable Object apply(@Nullable Object result, List<?> arguments);
    }

    private static void bound(Jsonata.Frame frame, String name, String signature, Correction correction) {
        JFunction original = Dialect.function(name);
        define(frame, name, signature, arguments -> {
            if (arguments.size() > 1
                    && arguments.get(0) instanceof String text
                    && arguments.get(1) instanceof Pattern pattern) {
                BoundedText.tryMatching(pattern, text);
            }
            return correction.apply(original.call(null, arguments), arguments);
        });
    }

    /** Functions in which the library differs from the reference implementation. */
    private static void bindCorrected(Jsonata.Frame frame) {
        JFunction sort = Dialect.function("sort");
        define(
                frame,
                "sort",
                "<af?:a>",
                arguments -> arguments.size() < 2 || arguments.get(1) == null
                        ? sort.call(null, arguments)
                        : sort.call(null, Arrays.asList(arguments.get(0), new StableOrder(arguments.get(1)))));
        JFunction string = Dialect.function("string");
        define(frame, "string", "<x-b?:s>", arguments -> {
            List<@Nullable Object> values = new ArrayList<>(arguments);
            values.replaceAll(JsonataValues::withoutExponents);
            return string.call(null, values);
        });
    }

    /** The order of a function that tells whether the first value comes after the second. Equal values keep their order. */
    private record StableOrder(Object comesAfter) implements Comparator<Object> {
        @Override
        public int compare(Object one, Object other) {
            return comesAfter(one, other) ? 1 : comesAfter(other, one) ? -1 : 0;
        }

        private boolean comesAfter(Object one, Object other) {
            try {
                return Jsonata.boolize(Functions.funcApply(comesAfter, Arrays.asList(one, other)));
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("Functions throw unchecked exceptions only", e);
            }
        }
    }

    private static @Nullable Object partition(@Nullable List<?> array, @Nullable Number size) {
        if (array == null || size == null || size.intValue() < 1) {
            return null;
        }
        List<Object> chunks = new ArrayList<>();
        for (int i = 0; i < array.size(); i += size.intValue()) {
            chunks.add(new ArrayList<>(array.subList(i, Math.min(array.size(), i + size.intValue()))));
        }
        return chunks;
    }

    private static @Nullable Object range(@Nullable Number first, @Nullable Number last, @Nullable Number step) {
        if (first == null || last == null || step == null) {
            return null;
        }
        List<Object> numbers = Utils.createSequence();
        // Fractions are cut off, as others measured; the documents say that they are rounded down.
        long end = last.longValue();
        long delta = step.longValue();
        for (long number = first.longValue();
                delta != 0 && (delta > 0 ? number <= end : number >= end);
                number += delta) {
            if (numbers.size() == MAXIMUM_RANGE) {
                throw new BoundExceededException("A range must not have more than %d numbers".formatted(MAXIMUM_RANGE));
            }
            numbers.add(Utils.convertNumber(number));
        }
        return numbers;
    }

    private static @Nullable Object hash(@Nullable String text, @Nullable String algorithm) {
        if (text == null || algorithm == null) {
            return null;
        }
        if (!ALGORITHMS.contains(algorithm)) {
            throw failed(
                    "The algorithm of $hash must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512, got: " + algorithm);
        }
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has " + algorithm, e);
        }
    }

    private static Object random(@Nullable Number seed) {
        return (seed == null ? new Random() : new Random(seed.longValue())).nextDouble();
    }

    private static @Nullable Object parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return JsonataValues.of(JsonValues.read(text));
        } catch (JsonProcessingException e) {
            throw failed("The argument of $parse must be JSON: " + e.getOriginalMessage());
        }
    }

    /** An error with a message of its own; D3137 is the code of {@code $error}. */
    private static JException failed(String message) {
        return new JException("D3137", -1, message);
    }

    private static @Nullable Object argument(List<?> arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : null;
    }

    private static @Nullable List<?> list(List<?> arguments, int index) {
        return (List<?>) argument(arguments, index);
    }

    private static @Nullable Number number(List<?> arguments, int index) {
        return (Number) argument(arguments, index);
    }

    private static @Nullable String text(List<?> arguments, int index) {
        return (String) argument(arguments, index);
    }
}
