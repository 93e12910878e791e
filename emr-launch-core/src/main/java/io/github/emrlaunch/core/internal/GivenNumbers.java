package io.github.emrlaunch.core.internal;

import java.math.BigDecimal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Tokenization;

/** Numbers that builders are given, which may be known to the deployment only. */
public final class GivenNumbers {
    private GivenNumbers() {}

    /**
     * A whole number of 32 bits, as AWS has them, or one that only the deployment knows.
     *
     * @return the same for equal numbers of any type
     * @throws IllegalArgumentException when it is neither
     */
    public static Number whole(String property, @Nullable Number number) {
        Number any = any(property, number);
        if (Tokens.isUnresolved(any)) {
            return any;
        }
        BigDecimal decimal = new BigDecimal(any.toString());
        if (decimal.signum() != 0 && decimal.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException("'%s' must be a whole number, got: %s".formatted(property, any));
        }
        if (decimal.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("'%s' must be at %s, got: %s"
                    .formatted(
                            property,
                            decimal.signum() < 0 ? "least " + -Integer.MAX_VALUE : "most " + Integer.MAX_VALUE,
                            any));
        }
        return decimal.intValue();
    }

    /** The same for one that may be missing. */
    public static @Nullable Number wholeOrNull(String property, @Nullable Number number) {
        return number == null ? null : whole(property, number);
    }

    /**
     * A number with or without a fraction, or one that only the deployment knows.
     *
     * @throws IllegalArgumentException when it is what a conversion left of one that only the deployment knows, or no number
     */
    public static Number any(String property, @Nullable Number given) {
        Number number = Validation.required(property, given);
        double value = number.doubleValue();
        if (value == Integer.MIN_VALUE || value == Long.MIN_VALUE || value == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    ("'%s' got %s, which is what a conversion leaves of a number that only the deployment knows. Give the number as it is: "
                                    + "parameter.getValueAsNumber(), without intValue()")
                            .formatted(property, number));
        }
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("'%s' must be a number, got: %s".formatted(property, number));
        }
        return number;
    }

    /**
     * A number that must be known, since it decides what the template holds.
     *
     * @param why what it decides
     * @throws IllegalArgumentException when it is what a conversion left of one that only the deployment knows
     */
    public static int known(String property, int number, String why) {
        if (number == Integer.MIN_VALUE) {
            throw new IllegalArgumentException(
                    "'%s' must be known at synth (%s), got a number that only the deployment knows"
                            .formatted(property, why));
        }
        return number;
    }

    /** The number as part of a text. */
    public static String text(Number number) {
        return Tokens.isUnresolved(number) ? Tokenization.stringifyNumber(number) : number.toString();
    }

    /** Whether the number is known to be below a minimum or above a maximum. */
    public static boolean isOutside(Number number, long minimum, long maximum) {
        return !Tokens.isUnresolved(number) && (number.longValue() < minimum || number.longValue() > maximum);
    }

    /** Whether the number is known to be 0. */
    public static boolean isZero(Number number) {
        return number.doubleValue() == 0;
    }

    /**
     * The seconds of a duration, which may be known to the deployment only.
     *
     * @throws IllegalArgumentException when only the deployment knows it, and it is of another unit
     */
    public static Number seconds(String property, Duration duration) {
        return of(property, duration, duration::toSeconds, "seconds");
    }

    /** The same in minutes. */
    public static Number minutes(String property, Duration duration) {
        return of(property, duration, duration::toMinutes, "minutes");
    }

    private static Number of(String property, Duration duration, Supplier<Number> conversion, String unit) {
        try {
            return conversion.get();
        } catch (RuntimeException e) {
            if (!Boolean.TRUE.equals(duration.isUnresolved())) {
                throw new IllegalArgumentException(
                        "'%s' must be whole %s, got: %s".formatted(property, unit, duration.toHumanString()), e);
            }
            throw new IllegalArgumentException(
                    ("'%s' is a duration in %s that only the deployment knows, and AWS takes %s: use Duration.%s(...) and a parameter that "
                                    + "has %s")
                            .formatted(property, duration.unitLabel(), unit, unit, unit),
                    e);
        }
    }

    /**
     * The seconds of a duration that must be known, since it decides what the template holds.
     *
     * @throws IllegalArgumentException when only the deployment knows it
     */
    public static long knownSeconds(String property, Duration duration, String why) {
        if (Boolean.TRUE.equals(duration.isUnresolved())) {
            throw new IllegalArgumentException(
                    "'%s' must be known at synth (%s), got a duration that only the deployment knows"
                            .formatted(property, why));
        }
        return seconds(property, duration).longValue();
    }
}
