package io.github.emrlaunch.local.internal.page;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text, decoded or not, with the position of each character in the text of the page. Bytes are characters from 0 to
 * 255.
 */
final class EncodedText {
    private static final Pattern ESCAPES =
            Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\"'\\\\/bfnrt]))");
    private static final Pattern PERCENT = Pattern.compile("%([0-9a-fA-F]{2})");
    /** In a form or a query, a plus is a space. */
    private static final Pattern FORM = Pattern.compile("\\+|%([0-9a-fA-F]{2})");

    private static final Pattern ENTITIES =
            Pattern.compile("&(?:#(\\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));");
    /** Long ones have line breaks. */
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-][A-Za-z0-9+/_\\-\\r\\n]{5,}+={0,2}");

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{8,}+");
    /** A text without such a sequence does not contain another encoding. Wrongly decoded text rarely has one. */
    private static final Pattern READABLE = Pattern.compile("[ -~]{6}");

    private static final Map<String, String> NAMED = Map.of(
            "b", "\b", "f", "\f", "n", "\n", "r", "\r", "t", "\t", "amp", "&", "lt", "<", "gt", ">", "quot", "\"",
            "apos", "'");

    /** The position on the page of a character, by its index. */
    private record Origin(IntUnaryOperator start, IntUnaryOperator end) {}

    private final String text;
    private final Origin origin;
    private final boolean bytes;

    private EncodedText(String text, Origin origin, boolean bytes) {
        this.text = text;
        this.origin = origin;
        this.bytes = bytes;
    }

    static EncodedText plain(String text) {
        return new EncodedText(text, new Origin(i -> i, i -> i + 1), false);
    }

    String text() {
        return text;
    }

    /** Returns whether it was decoded from arbitrary data. Short words in it are not significant. */
    boolean isBytes() {
        return bytes;
    }

    /** Marks the text on the page that corresponds to a range of this text. */
    void mark(int start, int end, BitSet marked) {
        for (int i = start; i < end; i++) {
            marked.set(origin.start().applyAsInt(i), origin.end().applyAsInt(i));
        }
    }

    /** Returns the possible results of decoding the text once; empty for a text that is not encoded. */
    List<EncodedText> decoded() {
        List<EncodedText> all = new ArrayList<>();
        replace(ESCAPES, EncodedText::unescaped, all);
        replace(PERCENT, match -> character(match.group(1), 16), all);
        if (text.indexOf('+') >= 0 && text.indexOf('%') >= 0) {
            replace(FORM, match -> match.group(1) == null ? " " : character(match.group(1), 16), all);
        }
        replace(ENTITIES, EncodedText::entity, all);
        if (!bytes || READABLE.matcher(text).find()) {
            for (Matcher run = BASE64.matcher(text); run.find(); ) {
                // The match may start before the encoded text.
                for (int skipped = 0; skipped < 4; skipped++) {
                    all.add(whole(run, Bits.of(run.group(), 6, skipped)));
                }
            }
            for (Matcher run = HEX.matcher(text); run.find(); ) {
                for (int skipped = 0; skipped < 2; skipped++) {
                    all.add(whole(run, Bits.of(run.group(), 4, skipped)));
                }
            }
        }
        return all;
    }

    private interface Decoder {
        @Nullable String decode(MatchResult match);
    }

    /** Adds the text with each match replaced by its decoded form. */
    private void replace(Pattern pattern, Decoder decoder, List<EncodedText> all) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder decoded = new StringBuilder();
        int[] starts = new int[text.length()];
        int[] ends = new int[text.length()];
        int at = 0;
        boolean found = false;
        while (matcher.find()) {
            String value = decoder.decode(matcher);
            if (value != null) {
                found = true;
                at = copy(at, matcher.start(), decoded, starts, ends);
                for (int i = 0; i < value.length(); i++) {
                    starts[decoded.length()] = origin.start().applyAsInt(matcher.start());
                    ends[decoded.length()] = origin.end().applyAsInt(matcher.end() - 1);
                    decoded.append(value.charAt(i));
                }
                at = matcher.end();
            }
        }
        if (found) {
            copy(at, text.length(), decoded, starts, ends);
            all.add(new EncodedText(decoded.toString(), new Origin(i -> starts[i], i -> ends[i]), bytes));
        }
    }

    private int copy(int start, int end, StringBuilder decoded, int[] starts, int[] ends) {
        for (int i = start; i < end; i++) {
            starts[decoded.length()] = origin.start().applyAsInt(i);
            ends[decoded.length()] = origin.end().applyAsInt(i);
            decoded.append(text.charAt(i));
        }
        return end;
    }

    private static @Nullable String unescaped(MatchResult match) {
        String hex = match.group(1) == null ? match.group(2) : match.group(1);
        return hex == null ? NAMED.getOrDefault(match.group(3), match.group(3)) : character(hex, 16);
    }

    private static @Nullable String entity(MatchResult match) {
        if (match.group(3) != null) {
            return NAMED.get(match.group(3));
        }
        return match.group(1) == null ? character(match.group(2), 16) : character(match.group(1), 10);
    }

    private static @Nullable String character(String number, int radix) {
        int code = Integer.parseInt(number, radix);
        return Character.isValidCodePoint(code) ? Character.toString(code) : null;
    }

    /** Returns a part of this text that is decoded and secret as a unit. */
    private EncodedText whole(MatchResult run, String decoded) {
        int start = origin.start().applyAsInt(run.start());
        int end = origin.end().applyAsInt(run.end() - 1);
        return new EncodedText(decoded, new Origin(i -> start, i -> end), true);
    }
}
