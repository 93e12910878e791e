package io.github.emrlaunch.states.internal.jsonata;

import static io.github.emrlaunch.states.internal.jsonata.FunctionLibrary.define;
import static io.github.emrlaunch.states.internal.jsonata.FunctionLibrary.list;
import static io.github.emrlaunch.states.internal.jsonata.FunctionLibrary.number;
import static io.github.emrlaunch.states.internal.jsonata.FunctionLibrary.text;

import com.dashjoin.jsonata.Dialect;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.emrlaunch.states.internal.json.JsonValues;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The functions that Step Functions adds to JSONata, removes from it, or changes, see "JSONata functions provided
 * by Step Functions" in <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming
 * data with JSONata</a>.
 */
final class StepFunctionsLibrary {
    private static final Set<String> ALGORITHMS = Set.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");

    /** The maximum length of a {@code $range} result. Measured by others. */
    private static final int MAXIMUM_RANGE = 360_145;

    private StepFunctionsLibrary() {}

    /**
     * Binds the functions in a frame.
     *
     * @param now the time that {@code $now} and {@code $millis} return
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
        ReferenceFunctions.bind(frame);
        bindClock(frame, now);
        // Not available in Step Functions. A call is an evaluation error.
        frame.bind("eval", (Object) null);
    }

    private static void bindClock(Jsonata.Frame frame, Instant now) {
        DatePicture dates = new DatePicture(Dialect.function("fromMillis"));
        define(
                frame,
                "now",
                "<s?s?:s>",
                arguments -> dates.format(now.toEpochMilli(), text(arguments, 0), text(arguments, 1)));
        define(frame, "millis", "<:n>", arguments -> now.toEpochMilli());
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
        // Fractions are truncated, as others measured. The documentation states that they are rounded down.
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

    /** Returns an error with a specific message. D3137 is the code of {@code $error}. */
    private static JException failed(String message) {
        return new JException("D3137", -1, message);
    }
}
