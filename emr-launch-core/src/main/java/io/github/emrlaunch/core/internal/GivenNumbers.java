package io.github.emrlaunch.core.internal;

import java.math.BigDecimal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Tokenization;

/** Checks numbers of builders, which may be known only at deployment. */
public final class GivenNumbers {
    private GivenNumbers() {}

    /**
     * Returns a checked 32-bit integer, or a number that is known only at deployment.
     *
     * @return the same value for equal numbers of any type
     * @throws IllegalArgumentException when it is neither of them
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

    /** Returns a checked 32-bit integer, which may be null. */
    public static @Nullable Number wholeOrNull(String property, @Nullable Number number) {
        return number == null ? null : whole(property, number);
    }

    /**
     * Returns a number with or without a fraction, or one that is known only at deployment.
     *
     * @throws IllegalArgumentException when it is the result of a conversion of a number that is known only at deployment, or not a number
     */
    public static Number any(String property, @Nullable Number given) {
        Number number = Validation.required(property, given);
        double value = number.doubleValue();
        if (value == Integer.MIN_VALUE || value == Long.MIN_VALUE || value == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    ("'%s' got %s, which is the result of a conversion of a number that is known only at deployment. Pass the number unconverted: "
                                    + "parameter.getValueAsNumber(), without intValue()")
                            .formatted(property, number));
        }
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("'%s' must be a number, got: %s".formatted(property, number));
        }
        return number;
    }

    /**
     * Returns a number that must be known, because it affects the template.
     *
     * @param why the effect of the number
     * @throws IllegalArgumentException when it is the result of a conversion of a number that is known only at deployment
     */
    public static int known(String property, int number, String why) {
        if (number == Integer.MIN_VALUE) {
            throw new IllegalArgumentException(
                    "'%s' must be known at synthesis (%s), got a number that is known only at deployment"
                            .formatted(property, why));
        }
        return number;
    }

    /** Returns the number as part of a string. */
    public static String text(Number number) {
        return Tokens.isUnresolved(number) ? Tokenization.stringifyNumber(number) : number.toString();
    }

    /** Returns whether the number is known to be below a minimum or above a maximum. */
    public static boolean isOutside(Number number, long minimum, long maximum) {
        return !Tokens.isUnresolved(number) && (number.longValue() < minimum || number.longValue() > maximum);
    }

    /** Returns whether the number is known to be 0. */
    public static boolean isZero(Number number) {
        return number.doubleValue() == 0;
    }

    /**
     * Returns the seconds of a duration, which may be known only at deployment.
     *
     * @throws IllegalArgumentException when it is known only at deployment and has another unit
     */
    public static Number seconds(String property, Duration duration) {
        return of(property, duration, duration::toSeconds, "seconds");
    }

    /** Returns the minutes of a duration, which may be known only at deployment. */
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
                    ("'%s' is a duration in %s that is known only at deployment, and AWS requires %s: use Duration.%s(...) and a parameter that "
                                    + "has %s")
                            .formatted(property, duration.unitLabel(), unit, unit, unit),
                    e);
        }
    }

    /**
     * Returns the seconds of a duration that must be known, because it affects the template.
     *
     * @throws IllegalArgumentException when it is known only at deployment
     */
    public static long knownSeconds(String property, Duration duration, String why) {
        if (Boolean.TRUE.equals(duration.isUnresolved())) {
            throw new IllegalArgumentException(
                    "'%s' must be known at synthesis (%s), got a duration that is known only at deployment"
                            .formatted(property, why));
        }
        return seconds(property, duration).longValue();
    }
}
