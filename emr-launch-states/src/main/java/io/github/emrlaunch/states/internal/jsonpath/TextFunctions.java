package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;

/** The intrinsic functions for strings. */
final class TextFunctions {
    private static final int MAXIMUM_INPUT = 10_000;
    private static final Set<String> ALGORITHMS = Set.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");

    private TextFunctions() {}

    /** Returns the value of a string literal. */
    static String unescape(String raw) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            value.append(c == '\\' && i + 1 < raw.length() ? raw.charAt(++i) : c);
        }
        return value.toString();
    }

    static JsonNode format(List<JsonNode> arguments) {
        String template = Arguments.string(arguments, 0);
        StringBuilder result = new StringBuilder();
        int next = 1;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == '\\' && i + 1 < template.length()) {
                result.append(template.charAt(++i));
            } else if (template.startsWith("{}", i)) {
                if (next == arguments.size()) {
                    throw new IllegalArgumentException("there are more {} than arguments");
                }
                JsonNode argument = arguments.get(next++);
                result.append(argument.isTextual() ? argument.textValue() : JsonValues.text(argument));
                i++;
            } else if (c == '{' || c == '}') {
                throw new IllegalArgumentException("a brace that isn't part of {} must be escaped with a backslash");
            } else {
                result.append(c);
            }
        }
        if (next < arguments.size()) {
            throw new IllegalArgumentException("there are more arguments than {}");
        }
        return TextNode.valueOf(result.toString());
    }

    static JsonNode stringToJson(List<JsonNode> arguments) {
        String text = Arguments.string(arguments, 0);
        try {
            JsonNode value = JsonValues.MAPPER.readTree(text);
            if (value.isMissingNode()) {
                throw new IllegalArgumentException("an empty string is not JSON");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("argument 1 must be JSON: " + e.getOriginalMessage(), e);
        }
    }

    static JsonNode base64Encode(List<JsonNode> arguments) {
        byte[] bytes = limited(arguments).getBytes(StandardCharsets.UTF_8);
        return TextNode.valueOf(Base64.getEncoder().encodeToString(bytes));
    }

    static JsonNode base64Decode(List<JsonNode> arguments) {
        byte[] bytes = Base64.getDecoder().decode(limited(arguments));
        return TextNode.valueOf(new String(bytes, StandardCharsets.UTF_8));
    }

    static JsonNode hash(List<JsonNode> arguments) {
        String algorithm = Arguments.string(arguments, 1);
        if (!ALGORITHMS.contains(algorithm)) {
            throw new IllegalArgumentException(
                    "the algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512, got: " + algorithm);
        }
        try {
            byte[] digest = MessageDigest.getInstance(algorithm)
                    .digest(limited(arguments).getBytes(StandardCharsets.UTF_8));
            return TextNode.valueOf(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM lacks " + algorithm, e);
        }
    }

    /** Splits a string. Every character of the second argument is a separator; empty parts are omitted. */
    static JsonNode split(List<JsonNode> arguments) {
        StringTokenizer parts = new StringTokenizer(Arguments.string(arguments, 0), Arguments.string(arguments, 1));
        ArrayNode result = JsonValues.MAPPER.createArrayNode();
        while (parts.hasMoreTokens()) {
            result.add(parts.nextToken());
        }
        return result;
    }

    private static String limited(List<JsonNode> arguments) {
        String text = Arguments.string(arguments, 0);
        if (text.length() > MAXIMUM_INPUT) {
            throw new IllegalArgumentException("argument 1 must not have more than %d characters, got: %d"
                    .formatted(MAXIMUM_INPUT, text.length()));
        }
        return text;
    }
}
