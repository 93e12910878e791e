package io.github.emrlaunch.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys of objects in a bucket: those under a prefix, a single key, or all keys that a policy's resource matches. A value that is known only
 * at deployment
 * equals only itself.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html">Wildcards in
 *     resources</a>
 */
final class KeyPattern {
    private static final char ANY = '\uE000';
    private static final char ONE = '\uE001';

    /** A token, a variable of a policy or a wildcard. */
    private static final Pattern SPECIAL = Pattern.compile("[$#]\\{Token\\[[^]]*]}|\\$\\{[^}]*}|[*?]");

    private static final Pattern TOKEN = Pattern.compile("[$#]\\{Token\\[[^]]*]}");

    private final String text;

    private KeyPattern(String text) {
        this.text = text;
    }

    /**
     * Returns the keys that a policy's resource matches.
     *
     * @param stack the path of the stack: pseudo parameters have another value in each
     */
    static KeyPattern of(String stack, String resource) {
        return new KeyPattern(
                SPECIAL.matcher(resource).replaceAll(match -> Matcher.quoteReplacement(special(stack, match.group()))));
    }

    private static String special(String stack, String match) {
        return switch (match) {
            case "*" -> String.valueOf(ANY);
            case "?" -> String.valueOf(ONE);
            // The escapes of these characters in a policy.
            case "${*}", "${?}", "${$}" -> match.substring(2, 3);
            default -> TOKEN.matcher(match).matches() ? token(stack, match) : String.valueOf(ANY);
        };
    }

    private static String token(String stack, String token) {
        return "\uE002" + stack + "\uE003" + token + "\uE002";
    }

    /** Returns a single key and its forms in Hadoop, whose paths have no empty segments and no parent segments. */
    static List<KeyPattern> key(String stack, String key) {
        List<String> segments = new ArrayList<>();
        for (String segment : key.split("/", -1)) {
            if (segment.equals("..")) {
                if (!segments.isEmpty()) {
                    segments.remove(segments.size() - 1);
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return List.of(key, String.join("/", segments)).stream()
                .distinct()
                .map(one -> new KeyPattern(literal(stack, one)))
                .toList();
    }

    private static String literal(String stack, String text) {
        return TOKEN.matcher(text).replaceAll(token -> Matcher.quoteReplacement(token(stack, token.group())));
    }

    /** Returns whether it contains all possible keys. */
    boolean isEverything() {
        return text.indexOf(ANY) >= 0 && text.chars().allMatch(c -> c == ANY || c == ONE);
    }

    /** Returns whether a key can exist that both contain. */
    boolean intersects(KeyPattern other) {
        String a = text;
        String b = other.text;
        // Whether the suffixes from an index of each can be equal, computed from the end.
        boolean[][] equal = new boolean[a.length() + 1][b.length() + 1];
        for (int i = a.length(); i >= 0; i--) {
            for (int j = b.length(); j >= 0; j--) {
                boolean moreOfA = i < a.length();
                boolean moreOfB = j < b.length();
                if (moreOfA && a.charAt(i) == ANY) {
                    equal[i][j] = equal[i + 1][j] || (moreOfB && equal[i][j + 1]);
                } else if (moreOfB && b.charAt(j) == ANY) {
                    equal[i][j] = equal[i][j + 1] || (moreOfA && equal[i + 1][j]);
                } else if (moreOfA && moreOfB) {
                    equal[i][j] = areEqual(a.charAt(i), b.charAt(j)) && equal[i + 1][j + 1];
                } else {
                    equal[i][j] = !moreOfA && !moreOfB;
                }
            }
        }
        return equal[0][0];
    }

    private static boolean areEqual(char one, char other) {
        return one == other || one == ONE || other == ONE;
    }
}
