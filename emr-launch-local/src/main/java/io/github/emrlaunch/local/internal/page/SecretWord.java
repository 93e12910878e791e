package io.github.emrlaunch.local.internal.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text that must not be shown: the value of a secret or a part of it. */
record SecretWord(String text) {
    /** Shorter texts are secret only as separate words; otherwise nearly every text would be redacted. */
    private static final int DISTINCTIVE = 4;

    private static final int DISTINCTIVE_LINE = 8;
    private static final Pattern PASSWORD_OF_URI = Pattern.compile("://[^:/@\\s]*:(\\S+)@");
    private static final Pattern ASSIGNED = Pattern.compile(
            "(?:pass|pwd|secret|token|key|credential|sig)[\\w .-]{0,40}[=:]\\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^;,&\\s]+))",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9+/\\r\\n]{8,}={0,2}\\s*");

    /**
     * Returns the secret texts in these values: each complete value, the values in its JSON, its lines, the password of a connection
     * string.
     */
    static List<SecretWord> of(Collection<String> values) {
        Set<String> words = new LinkedHashSet<>();
        values.forEach(value -> collect(value, words));
        return words.stream().map(SecretWord::new).toList();
    }

    private static void collect(String value, Set<String> words) {
        String word = value.strip();
        if (word.isEmpty() || !words.add(word)) {
            return;
        }
        words.add(new String(word.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        words.add(word.replace(' ', '+'));
        if (word.length() < DISTINCTIVE) {
            words.add(Base64.getEncoder().encodeToString(word.getBytes(StandardCharsets.UTF_8)));
            return;
        }
        collectJson(word, words);
        for (Matcher password = PASSWORD_OF_URI.matcher(word); password.find(); ) {
            collect(password.group(1), words);
        }
        for (Matcher assigned = ASSIGNED.matcher(word); assigned.find(); ) {
            for (int group = 1; group <= assigned.groupCount(); group++) {
                collect(assigned.group(group) == null ? "" : assigned.group(group), words);
            }
        }
        word.lines().filter(line -> line.strip().length() >= DISTINCTIVE_LINE).forEach(line -> collect(line, words));
        for (EncodedText decoded : EncodedText.plain(word).decoded()) {
            if (!decoded.isBytes()) {
                collect(decoded.text(), words);
            }
        }
        if (ENCODED.matcher(word).matches()) {
            collectBytes(word, words);
        }
    }

    private static void collectJson(String word, Set<String> words) {
        try {
            collect(AwsJson.parse(word), words);
        } catch (JsonProcessingException notJson) {
            // The complete text is already secret.
        }
    }

    private static void collect(JsonNode json, Set<String> words) {
        if (json.isTextual() || json.isNumber()) {
            collect(json.asText(), words);
        }
        json.forEach(element -> collect(element, words));
    }

    /** Adds the decoded bytes of a word: a binary secret, or a key, is stored in base64. */
    private static void collectBytes(String word, Set<String> words) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(word);
            if (bytes.length >= DISTINCTIVE) {
                words.add(new String(bytes, StandardCharsets.ISO_8859_1));
                collect(new String(bytes, StandardCharsets.UTF_8), words);
            }
        } catch (IllegalArgumentException notEncoded) {
            // The text is not base64.
        }
    }

    /** Marks the occurrences of the word. */
    void find(EncodedText where, BitSet marked) {
        boolean distinctive = text.length() >= DISTINCTIVE;
        if (!distinctive && where.isBytes()) {
            return;
        }
        for (int at = where.text().indexOf(text); at >= 0; at = where.text().indexOf(text, at + 1)) {
            int end = at + text.length();
            if (distinctive || standsAlone(where.text(), at, end)) {
                where.mark(at, end, marked);
            }
        }
    }

    private static boolean standsAlone(String where, int start, int end) {
        return (start == 0 || !Character.isLetterOrDigit(where.charAt(start - 1)))
                && (end == where.length() || !Character.isLetterOrDigit(where.charAt(end)));
    }
}
