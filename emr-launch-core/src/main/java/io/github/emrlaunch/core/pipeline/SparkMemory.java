package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory in Spark's format: a whole number of MiB, or a number with a unit.
 * @see <a href="https://github.com/apache/spark/blob/v3.5.6/common/utils/src/main/java/org/apache/spark/network/util/JavaUtils.java">JavaUtils.byteStringAs</a>
 */
final class SparkMemory {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,18})([a-z]*)");
    private static final int KIB = 1024;

    /** The units in KiB. */
    private static final Map<String, Long> UNITS =
            Map.of("k", 1L, "m", 1L << 10, "g", 1L << 20, "t", 1L << 30, "p", 1L << 40, "", 1L << 10);

    /**
     * The minimum of executors and drivers.
     * @see <a href="https://github.com/apache/spark/blob/v3.5.6/core/src/main/scala/org/apache/spark/memory/UnifiedMemoryManager.scala">UnifiedMemoryManager</a>
     */
    private static final BigInteger LEAST = BigInteger.valueOf(450L << 10);

    private SparkMemory() {}

    /**
     * Returns the amount in a form that is also valid for the driver. In client mode Spark passes the text to Java unchanged, where {@code
     * 4096} means
     * bytes and {@code 4gb} is invalid.
     *
     * @throws IllegalArgumentException when Spark would refuse it
     * @see <a href="https://github.com/apache/spark/blob/v3.5.6/launcher/src/main/java/org/apache/spark/launcher/SparkSubmitCommandBuilder.java">SparkSubmitCommandBuilder</a>
     */
    static String of(String option, String text) {
        if (Tokens.isUnresolved(Validation.required(option, text))) {
            return text;
        }
        Matcher amount = AMOUNT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!amount.matches() || !isUnit(amount.group(2))) {
            throw new IllegalArgumentException(
                    "'%s' must be a whole number of MiB, or one with a unit such as 512m or 4g, got: %s"
                            .formatted(option, text));
        }
        String unit = amount.group(2);
        BigInteger number = new BigInteger(amount.group(1));
        BigInteger kib = unit.equals("b")
                ? number.divide(BigInteger.valueOf(KIB))
                : number.multiply(BigInteger.valueOf(UNITS.getOrDefault(letter(unit), 1L)));
        if (kib.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("'%s' must be at least 450m, or Spark refuses it, got: %s%s"
                    .formatted(option, text, unit.isEmpty() ? ", which is MiB. Write a unit, such as 4g" : ""));
        }
        return switch (unit) {
            case "b", "p", "pb" -> kib + "k";
            default -> number + (unit.isEmpty() ? "m" : letter(unit));
        };
    }

    private static boolean isUnit(String text) {
        return text.equals("b") || (UNITS.containsKey(letter(text)) && text.length() <= 2);
    }

    private static String letter(String unit) {
        return unit.endsWith("b") ? unit.substring(0, unit.length() - 1) : unit;
    }
}
