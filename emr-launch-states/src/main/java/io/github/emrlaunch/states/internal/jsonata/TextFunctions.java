package io.github.emrlaunch.states.internal.jsonata;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Utils;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Text functions that behave like the reference implementation. */
final class TextFunctions {
    private static final Pattern DECIMAL = Pattern.compile("-?\\d+(\\.\\d+)?([Ee][-+]?\\d+)?");
    private static final Pattern WITH_RADIX = Pattern.compile("0([xX][0-9A-Fa-f]+|[oO][0-7]+|[bB][01]+)");

    private static final Set<Integer> UNRESERVED = characters("-_.!~*'()");
    private static final Set<Integer> RESERVED = characters(";/?:@&=+$,#");

    private TextFunctions() {}

    private static Set<Integer> characters(String text) {
        return text.chars().boxed().collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Pads a string. Counts Unicode code points; a negative width pads on the left. The library's function takes time in proportion to the
     * square of the width.
     *
     * @throws BoundExceededException if the text would exceed the maximum size of a value
     */
    static @Nullable String pad(@Nullable String text, @Nullable Number width, @Nullable String characters) {
        if (text == null) {
            return null;
        }
        int columns = width == null ? 0 : width.intValue();
        long missing = Math.abs((long) columns) - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        EvaluationBounds.bounded(text.length() + missing);
        int[] pattern = (characters == null || characters.isEmpty() ? " " : characters)
                .codePoints()
                .toArray();
        StringBuilder padding = new StringBuilder();
        for (int i = 0; i < missing; i++) {
            padding.appendCodePoint(pattern[i % pattern.length]);
        }
        return columns < 0 ? padding + text : text + padding;
    }

    /** Returns a substring. Counts Unicode code points; a negative start counts from the end. */
    static @Nullable String substring(@Nullable String text, @Nullable Number start, @Nullable Number length) {
        if (text == null) {
            return null;
        }
        int[] characters = text.codePoints().toArray();
        double first = start == null ? 0 : start.doubleValue();
        if (first + characters.length < 0) {
            first = 0;
        }
        double end = characters.length;
        if (length != null) {
            end = length.doubleValue() <= 0
                    ? 0
                    : (first >= 0 ? first : first + characters.length) + length.doubleValue();
        }
        int from = place(first, characters.length);
        int to = place(end, characters.length);
        return to <= from ? "" : new String(characters, from, to - from);
    }

    private static int place(double index, int length) {
        double whole = index < 0 ? Math.ceil(index) : Math.floor(index);
        return (int) Math.max(0, Math.min(length, whole < 0 ? whole + length : whole));
    }

    /** Converts a numeric text to a number. */
    static Number number(String text) {
        double value = Double.NaN;
        if (DECIMAL.matcher(text).matches()) {
            value = Double.parseDouble(text);
        } else if (WITH_RADIX.matcher(text).matches()) {
            int radix =
                    switch (text.charAt(1)) {
                        case 'x', 'X' -> 16;
                        case 'o', 'O' -> 8;
                        default -> 2;
                    };
            value = new BigInteger(text.substring(2), radix).doubleValue();
        }
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new JException("D3030", -1, text);
        }
        return Utils.convertNumber(value);
    }

    /** Encodes a text for a URL, including all reserved characters. */
    static @Nullable String encodeUrlComponent(@Nullable String text) {
        return encode("encodeUrlComponent", text, Set.of());
    }

    /** Encodes a text for a URL, except the reserved characters that separate its parts. */
    static @Nullable String encodeUrl(@Nullable String text) {
        return encode("encodeUrl", text, RESERVED);
    }

    private static @Nullable String encode(String function, @Nullable String text, Set<Integer> kept) {
        if (text == null) {
            return null;
        }
        StringBuilder result = new StringBuilder();
        for (byte unit : utf8(function, text)) {
            int c = unit & 0xff;
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.contains(c) || kept.contains(c));
            result.append(plain ? String.valueOf((char) c) : "%%%02X".formatted(c));
        }
        return result.toString();
    }

    private static byte[] utf8(String function, String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] result = new byte[bytes.remaining()];
            bytes.get(result);
            return result;
        } catch (CharacterCodingException e) {
            throw malformed(function, text);
        }
    }

    static @Nullable String decodeUrlComponent(@Nullable String text) {
        return decode("decodeUrlComponent", text, Set.of());
    }

    static @Nullable String decodeUrl(@Nullable String text) {
        return decode("decodeUrl", text, RESERVED);
    }

    private static @Nullable String decode(String function, @Nullable String text, Set<Integer> kept) {
        if (text == null) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] source = utf8(function, text);
        for (int i = 0; i < source.length; i++) {
            int unit = source[i] == '%' ? escaped(function, text, source, i) : -1;
            if (unit < 0 || kept.contains(unit)) {
                bytes.write(source[i]);
            } else {
                bytes.write(unit);
                i += 2;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(function, text);
        }
    }

    private static int escaped(String function, String text, byte[] source, int percent) {
        int high = percent + 2 < source.length ? Character.digit(source[percent + 1], 16) : -1;
        int low = high < 0 ? -1 : Character.digit(source[percent + 2], 16);
        if (low < 0) {
            throw malformed(function, text);
        }
        return high * 16 + low;
    }

    private static JException malformed(String function, String text) {
        return new JException("D3140", -1, text, function);
    }
}
