package io.github.emrlaunch.local.internal.page;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Removes the values of secrets from texts, in plain text and in the usual encodings. */
public final class Redaction {
    /** The text that replaces a secret. */
    public static final String MARK = "(secret)";

    /** The maximum depth of nested encodings. */
    private static final int DEPTH = 4;

    /** The maximum factor by which encodings lengthen a text, for truncated texts: {@code \\u0070} in base64 and URLs. */
    private static final int ENCODED_LENGTH = 24;

    private final List<SecretWord> words;
    /** A cache: the output of a state is the input of the next one. */
    private final Map<String, String> known = new ConcurrentHashMap<>();

    private Redaction(List<SecretWord> words) {
        this.words = List.copyOf(words);
    }

    /**
     * Creates a redaction of these values.
     *
     * @param secretValues the values as they were stored: texts, JSON, connection strings, base64
     */
    public static Redaction of(Collection<String> secretValues) {
        return new Redaction(SecretWord.of(secretValues));
    }

    /**
     * Returns about this many characters of a long text, without secrets. A longer part of the text is checked, because a secret may
     * extend beyond the end and is longer when it is encoded.
     */
    String beginning(String text, int length) {
        int longest =
                words.stream().mapToInt(word -> word.text().length()).max().orElse(0);
        int seen = (int) Math.min(text.length(), length + (long) ENCODED_LENGTH * longest);
        String shown = apply(text.substring(0, seen));
        return shown.substring(0, Math.min(length, shown.length()));
    }

    /** Returns the text without secrets. */
    public String apply(String text) {
        return words.isEmpty() || text.isEmpty() ? text : known.computeIfAbsent(text, this::redact);
    }

    private String redact(String text) {
        BitSet secret = new BitSet(text.length());
        find(EncodedText.plain(text), DEPTH, secret);
        if (secret.isEmpty()) {
            return text;
        }
        StringBuilder rest = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            int start = secret.nextSetBit(at);
            if (start < 0) {
                return rest.append(text, at, text.length()).toString();
            }
            rest.append(text, at, start).append(MARK);
            at = secret.nextClearBit(start);
        }
        return rest.toString();
    }

    /** Marks the secrets in the text that was encoded. */
    private void find(EncodedText text, int depth, BitSet secret) {
        for (SecretWord word : words) {
            word.find(text, secret);
        }
        if (depth > 0) {
            text.decoded().forEach(decoded -> find(decoded, depth - 1, secret));
        }
    }
}
