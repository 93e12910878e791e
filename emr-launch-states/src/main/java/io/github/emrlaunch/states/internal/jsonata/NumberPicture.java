package io.github.emrlaunch.states.internal.jsonata;

import com.dashjoin.jsonata.JException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of the picture of {@code $formatNumber}, for positive or for negative numbers, see "Formatting numbers" in <a
 * href="https://www.w3.org/TR/xpath-functions-31/#formatting-numbers">XPath functions</a>.
 *
 * @param integerGroups the number of integer digits to the right of each separator
 * @param fractionGroups the number of fraction digits to the left of each separator
 * @param exponentDigits the number of exponent digits; 0 without an exponent
 * @param power the power of ten to multiply with: 2 for per cent
 */
record NumberPicture(
        Symbols symbols,
        String prefix,
        String suffix,
        List<Integer> integerGroups,
        List<Integer> fractionGroups,
        int minimumInteger,
        int scale,
        int minimumFraction,
        int maximumFraction,
        int exponentDigits,
        int power) {

    private static final double FIRST_INEXACT = 0x1p53;

    /** The special characters of a picture. */
    record Symbols(
            int decimal,
            int grouping,
            int exponent,
            int minus,
            int percent,
            int perMille,
            int zero,
            int digit,
            int separator,
            String infinity,
            String notANumber) {

        static Symbols of(@Nullable Object options) {
            Map<?, ?> given = options instanceof Map<?, ?> map ? map : Map.of();
            return new Symbols(
                    character(given, "decimal-separator", "."),
                    character(given, "grouping-separator", ","),
                    character(given, "exponent-separator", "e"),
                    character(given, "minus-sign", "-"),
                    character(given, "percent", "%"),
                    character(given, "per-mille", "\u2030"),
                    character(given, "zero-digit", "0"),
                    character(given, "digit", "#"),
                    character(given, "pattern-separator", ";"),
                    text(given, "infinity", "Infinity"),
                    text(given, "NaN", "NaN"));
        }

        private static String text(Map<?, ?> given, String name, String other) {
            return given.get(name) instanceof String text ? text : other;
        }

        private static int character(Map<?, ?> given, String name, String other) {
            String text = text(given, name, other);
            return text.isEmpty() ? -1 : text.codePointAt(0);
        }

        boolean isDigit(int c) {
            return c >= zero && c < zero + 10;
        }

        boolean isActive(int c) {
            return isDigit(c) || c == decimal || c == grouping || c == digit;
        }
    }

    /** Returns the text of a number. */
    static String format(double number, String picture, @Nullable Object options) {
        Symbols symbols = Symbols.of(options);
        List<int[]> parts = split(picture.codePoints().toArray(), symbols.separator);
        if (parts.size() > 2) {
            throw new JException("D3080", -1);
        }
        boolean negative = number < 0;
        NumberPicture chosen = null;
        for (int i = 0; i < parts.size(); i++) {
            NumberPicture parsed = parse(parts.get(i), symbols);
            chosen = i == 0 || negative ? parsed : chosen;
        }
        if (chosen == null) {
            throw new IllegalStateException("A picture has at least one part");
        }
        String minus = negative && parts.size() == 1 ? Character.toString(symbols.minus) : "";
        return minus + chosen.prefix + chosen.digits(Math.abs(number)) + chosen.suffix;
    }

    private static List<int[]> split(int[] text, int separator) {
        List<int[]> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length; i++) {
            if (i == text.length || text[i] == separator) {
                parts.add(Arrays.copyOfRange(text, start, i));
                start = i + 1;
            }
        }
        return parts;
    }

    private static NumberPicture parse(int[] text, Symbols symbols) {
        return new Parser(text, symbols).parse();
    }

    private String digits(double number) {
        if (Double.isNaN(number)) {
            return symbols.notANumber;
        }
        if (Double.isInfinite(number)) {
            return symbols.infinity;
        }
        // The text of a double has its significant digits, unless it is a large whole number.
        BigDecimal value = number >= FIRST_INEXACT ? new BigDecimal(number) : BigDecimal.valueOf(number);
        value = value.scaleByPowerOfTen(power);
        int exponent = 0;
        if (exponentDigits > 0 && value.signum() != 0) {
            exponent = value.precision() - value.scale() - scale;
            // For a power of ten, the reference implementation keeps one more digit: 10.0e1 for 100.
            if (exponent > 0 && value.stripTrailingZeros().unscaledValue().equals(BigInteger.ONE)) {
                exponent--;
            }
            value = value.scaleByPowerOfTen(-exponent);
        }
        String plain = value.setScale(maximumFraction, RoundingMode.HALF_EVEN).toPlainString();
        int point = plain.indexOf('.');
        String integer = integer(point < 0 ? plain : plain.substring(0, point));
        String fraction = fraction(point < 0 ? "" : plain.substring(point + 1));
        StringBuilder result = new StringBuilder(integer);
        if (!fraction.isEmpty()) {
            result.appendCodePoint(symbols.decimal).append(fraction);
        }
        if (exponentDigits > 0) {
            result.appendCodePoint(symbols.exponent)
                    .append(exponent < 0 ? Character.toString(symbols.minus) : "")
                    .append(localized(padded(String.valueOf(Math.abs(exponent)), exponentDigits)));
        }
        return result.toString();
    }

    private String integer(String digits) {
        String stripped = digits.replaceFirst("^0+", "");
        return grouped(padded(stripped, minimumInteger), integerGroups, true);
    }

    private String fraction(String digits) {
        int end = digits.length();
        while (end > minimumFraction && digits.charAt(end - 1) == '0') {
            end--;
        }
        return grouped(digits.substring(0, end), fractionGroups, false);
    }

    private String grouped(String digits, List<Integer> groups, boolean fromTheRight) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            int place = fromTheRight ? digits.length() - i : i;
            if (i > 0 && separates(groups, place, fromTheRight)) {
                result.appendCodePoint(symbols.grouping);
            }
            result.append(localized(digits.substring(i, i + 1)));
        }
        return result.toString();
    }

    /** Returns whether a separator precedes a digit. Regular separators of the integer part are repeated to the left. */
    private static boolean separates(List<Integer> groups, int place, boolean repeated) {
        if (groups.contains(place)) {
            return true;
        }
        if (!repeated || groups.isEmpty()) {
            return false;
        }
        int size = Collections.min(groups);
        for (int i = 1; i <= groups.size(); i++) {
            if (!groups.contains(i * size)) {
                return false;
            }
        }
        return place % size == 0;
    }

    private static String padded(String digits, int length) {
        return "0".repeat(Math.max(0, length - digits.length())) + digits;
    }

    private String localized(String digits) {
        StringBuilder result = new StringBuilder();
        digits.chars().forEach(c -> result.appendCodePoint(symbols.zero + c - '0'));
        return result.toString();
    }

    /** Parses one part of a picture. */
    private static final class Parser {
        private final int[] text;
        private final Symbols symbols;
        private int start;
        private int end;
        private int exponentAt = -1;
        private int decimalAt = -1;

        Parser(int[] text, Symbols symbols) {
            this.text = text;
            this.symbols = symbols;
        }

        NumberPicture parse() {
            findParts();
            int percents = count(symbols.percent);
            int perMilles = count(symbols.perMille);
            refuse(percents > 1, "D3082");
            refuse(perMilles > 1, "D3083");
            refuse(percents + perMilles > 1, "D3084");
            int mantissaEnd = exponentAt < 0 ? end : exponentAt;
            int integerEnd = decimalAt < 0 ? mantissaEnd : decimalAt;
            int fractionStart = decimalAt < 0 ? mantissaEnd : decimalAt + 1;
            check(mantissaEnd, integerEnd, fractionStart);
            int minimumInteger = digits(start, integerEnd);
            int minimumFraction = digits(fractionStart, mantissaEnd);
            int maximumFraction = minimumFraction + optional(fractionStart, mantissaEnd);
            int scale = minimumInteger;
            if (minimumInteger == 0 && maximumFraction == 0) {
                if (exponentAt >= 0) {
                    minimumFraction = 1;
                    maximumFraction = 1;
                } else {
                    minimumInteger = 1;
                }
            }
            if (exponentAt >= 0 && minimumInteger == 0 && optional(start, integerEnd) > 0) {
                minimumInteger = 1;
            }
            if (minimumInteger == 0 && minimumFraction == 0) {
                minimumFraction = 1;
            }
            return new NumberPicture(
                    symbols,
                    new String(text, 0, start),
                    new String(text, end, text.length - end),
                    groups(start, integerEnd, true),
                    groups(fractionStart, mantissaEnd, false),
                    minimumInteger,
                    scale,
                    minimumFraction,
                    Math.max(maximumFraction, minimumFraction),
                    exponentAt < 0 ? 0 : digits(exponentAt + 1, end),
                    percents > 0 ? 2 : perMilles > 0 ? 3 : 0);
        }

        private void findParts() {
            while (start < text.length && !symbols.isActive(text[start])) {
                start++;
            }
            end = text.length;
            while (end > start && !symbols.isActive(text[end - 1])) {
                end--;
            }
            refuse(start == end, "D3085");
            for (int i = start; i < end; i++) {
                if (text[i] == symbols.decimal) {
                    refuse(decimalAt >= 0, "D3081");
                    decimalAt = i;
                } else if (text[i] == symbols.exponent) {
                    refuse(exponentAt >= 0, "D3092");
                    exponentAt = i;
                }
            }
        }

        private void check(int mantissaEnd, int integerEnd, int fractionStart) {
            refuse(digits(start, mantissaEnd) + optional(start, mantissaEnd) == 0, "D3085");
            for (int i = start; i < end; i++) {
                refuse(!symbols.isActive(text[i]) && i != exponentAt, "D3086");
            }
            refuse(
                    (decimalAt > 0 && text[decimalAt - 1] == symbols.grouping)
                            || (decimalAt >= 0 && decimalAt + 1 < end && text[decimalAt + 1] == symbols.grouping),
                    "D3087");
            refuse(decimalAt < 0 && integerEnd > start && text[integerEnd - 1] == symbols.grouping, "D3088");
            for (int i = start; i + 1 < end; i++) {
                refuse(text[i] == symbols.grouping && text[i + 1] == symbols.grouping, "D3089");
            }
            for (int i = start; i + 1 < integerEnd; i++) {
                refuse(symbols.isDigit(text[i]) && optional(i + 1, integerEnd) > 0, "D3090");
            }
            for (int i = fractionStart; i < mantissaEnd; i++) {
                refuse(text[i] == symbols.digit && digits(i, mantissaEnd) > 0, "D3091");
            }
            if (exponentAt >= 0) {
                refuse(count(symbols.percent) + count(symbols.perMille) > 0, "D3092");
                refuse(digits(exponentAt + 1, end) != end - exponentAt - 1 || exponentAt + 1 == end, "D3093");
            }
        }

        private static void refuse(boolean wrong, String error) {
            if (wrong) {
                throw new JException(error, -1);
            }
        }

        private int count(int symbol) {
            return (int) Arrays.stream(text).filter(c -> c == symbol).count();
        }

        private int digits(int from, int to) {
            return (int) Arrays.stream(text, from, Math.max(from, to))
                    .filter(symbols::isDigit)
                    .count();
        }

        private int optional(int from, int to) {
            return (int) Arrays.stream(text, from, Math.max(from, to))
                    .filter(c -> c == symbols.digit)
                    .count();
        }

        private List<Integer> groups(int from, int to, boolean fromTheRight) {
            List<Integer> groups = new ArrayList<>();
            for (int i = from; i < to; i++) {
                if (text[i] == symbols.grouping) {
                    int first = fromTheRight ? i : from;
                    int last = fromTheRight ? to : i;
                    groups.add(digits(first, last) + optional(first, last));
                }
            }
            return groups;
        }
    }
}
