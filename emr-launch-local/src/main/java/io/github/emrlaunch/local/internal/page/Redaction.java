package io.github.emrlaunch.local.internal.page;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Takes the values of secrets out of texts, in plain and in the usual encodings. */
public final class Redaction {
    /** What stands where a secret was. */
    public static final String MARK = "(secret)";

    /** How many encodings lie one in the other at most. */
    private static final int DEPTH = 4;

    /** How much longer encodings make a text at most, as far as a cut text is concerned: {@code \\u0070} in base64 and URLs. */
    private static final int ENCODED_LENGTH = 24;

    private final List<SecretWord> words;
    /** What a state puts out is what the next one takes in. */
    private final Map<String, String> known = new ConcurrentHashMap<>();

    private Redaction(List<SecretWord> words) {
        this.words = List.copyOf(words);
    }

    /**
     * Redacts these values.
     *
     * @param secretValues as they were stored: texts, JSON, connection strings, base64
     */
    public static Redaction of(Collection<String> secretValues) {
        return new Redaction(SecretWord.of(secretValues));
    }

    /**
     * The beginning of a long text without secrets: about so many characters. More of the text is looked at, since a secret may reach
     * beyond the end, and is longer where it is encoded.
     */
    String beginning(String text, int length) {
        int longest =
                words.stream().mapToInt(word -> word.text().length()).max().orElse(0);
        int seen = (int) Math.min(text.length(), length + (long) ENCODED_LENGTH * longest);
        String shown = apply(text.substring(0, seen));
        return shown.substring(0, Math.min(length, shown.length()));
    }

    /** The text without secrets. */
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

    /** Marks what is secret in the text that was encoded. */
    private void find(EncodedText text, int depth, BitSet secret) {
        for (SecretWord word : words) {
            word.find(text, secret);
        }
        if (depth > 0) {
            text.decoded().forEach(decoded -> find(decoded, depth - 1, secret));
        }
    }
}
