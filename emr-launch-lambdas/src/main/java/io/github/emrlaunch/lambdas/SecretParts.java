package io.github.emrlaunch.lambdas;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds parts of secrets in a text that quotes them: unchanged, in the escapes of JSON, XML and URLs, in another case, or truncated at
 * either
 * end. The text and the secrets are decoded in every order of at most {@value #MAX_DECODINGS} decodings, and the results
 * are compared.
 */
final class SecretParts {
    /** The length of the shortest part. A shorter secret is searched as a whole. */
    private static final int WINDOW = 6;

    private static final int MAX_DECODINGS = 3;

    private static final Pattern JSON_ESCAPE = Pattern.compile("\\\\(?:u([0-9a-f]{4})|(.))", Pattern.DOTALL);
    private static final Pattern XML_ESCAPE =
            Pattern.compile("&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));");
    private static final Pattern URL_ESCAPES = Pattern.compile("(?:%[0-9a-f]{2})+");

    private static final List<UnaryOperator<String>> DECODERS =
            List.of(SecretParts::ofJson, SecretParts::ofXml, SecretParts::ofUrl, text -> text.replace('+', ' '));

    private final Set<String> secrets = new HashSet<>();

    /** Adds a secret. */
    void add(String secret) {
        if (!secret.isBlank()) {
            secrets.addAll(decoded(secret));
        }
    }

    /** Returns whether there are no secrets. */
    boolean isEmpty() {
        return secrets.isEmpty();
    }

    /** Returns whether a text contains a part of a secret. */
    boolean isIn(String text) {
        for (String decoded : decoded(text)) {
            Set<String> windows = new HashSet<>();
            for (int i = 0; i + WINDOW <= decoded.length(); i++) {
                windows.add(decoded.substring(i, i + WINDOW));
            }
            for (String secret : secrets) {
                if (secret.length() < WINDOW ? decoded.contains(secret) : isPartIn(windows, secret)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isPartIn(Set<String> windows, String secret) {
        for (int i = 0; i + WINDOW <= secret.length(); i++) {
            if (windows.contains(secret.substring(i, i + WINDOW))) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> decoded(String text) {
        Set<String> all = new LinkedHashSet<>(List.of(text.toLowerCase(Locale.ROOT)));
        for (int i = 0; i < MAX_DECODINGS; i++) {
            for (String one : List.copyOf(all)) {
                DECODERS.forEach(decoder -> all.add(decoder.apply(one).toLowerCase(Locale.ROOT)));
            }
        }
        all.removeIf(String::isBlank);
        return all;
    }

    private static String ofJson(String text) {
        return decode(
                JSON_ESCAPE,
                text,
                escape -> escape.group(1) != null
                        ? character(Integer.parseInt(escape.group(1), 16))
                        : switch (escape.group(2)) {
                            case "n" -> "\n";
                            case "t" -> "\t";
                            case "r" -> "\r";
                            case "b" -> "\b";
                            case "f" -> "\f";
                            default -> escape.group(2);
                        });
    }

    private static String ofXml(String text) {
        return decode(XML_ESCAPE, text, escape -> {
            if (escape.group(3) != null) {
                return switch (escape.group(3)) {
                    case "amp" -> "&";
                    case "lt" -> "<";
                    case "gt" -> ">";
                    case "quot" -> "\"";
                    default -> "'";
                };
            }
            return escape.group(1) != null
                    ? character(Integer.parseInt(escape.group(1), 16))
                    : character(Integer.parseInt(escape.group(2)));
        });
    }

    private static String ofUrl(String text) {
        return decode(
                URL_ESCAPES,
                text,
                escapes ->
                        new String(HexFormat.of().parseHex(escapes.group().replace("%", "")), StandardCharsets.UTF_8));
    }

    private static String decode(Pattern escapes, String text, Function<MatchResult, String> decoder) {
        return escapes.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(decoder.apply(escape)));
    }

    /** Surrogates are decoded separately. */
    private static String character(int code) {
        return Character.isValidCodePoint(code) ? new String(new int[] {code}, 0, 1) : "";
    }
}
