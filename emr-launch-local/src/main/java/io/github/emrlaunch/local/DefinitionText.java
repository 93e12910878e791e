package io.github.emrlaunch.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters that hold the text of a stored definition, as described in {@code docs/definitions.md}: one parameter, or a head and
 * up to four parts. The emulator does not depend on the modules of the product, so it has its own code for the documented format.
 */
final class DefinitionText {
    private static final String ROOT = "/emr_launch/";
    private static final String PARTS = "/emr_launch_parts/";
    private static final String HEAD = "emr-launch-parts/1 ";
    private static final int LIMIT = 8192;
    private static final int MAX_PARTS = 4;

    private DefinitionText() {}

    /**
     * Returns the parameters of a definition. The parts come before the head.
     *
     * @param path such as {@code emr_profiles/default/etl}
     * @throws IllegalArgumentException when the document does not fit into a head and its parts
     */
    static Map<String, String> parameters(String path, ObjectNode document) {
        // Two opening braces start a Parameter Store reference.
        String text = document.toString().replaceAll("\\{(?=\\{)", "\\\\u007b");
        if (bytes(text) <= LIMIT) {
            return Map.of(ROOT + path, text);
        }
        int room = LIMIT - bytes(head(List.of("0".repeat(64), "0".repeat(64), "0".repeat(64), "0".repeat(64))));
        List<String> pieces = pieces(text, room);
        if (pieces.size() > MAX_PARTS + 1) {
            throw new IllegalArgumentException(
                    "a definition has at most " + (room + MAX_PARTS * LIMIT) + " bytes, this one has " + bytes(text));
        }
        List<String> parts = pieces.subList(1, pieces.size());
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            parameters.put(PARTS + path + "/" + (i + 1), parts.get(i));
        }
        parameters.put(
                ROOT + path, head(parts.stream().map(DefinitionText::sha256).toList()) + pieces.get(0));
        return parameters;
    }

    private static String head(List<String> digests) {
        ObjectNode line = AwsJson.object();
        ArrayNode list = line.putArray("Digests");
        digests.forEach(list::add);
        return HEAD + line + "\n";
    }

    /** Splits the text to fill each parameter. A piece has no white space at its edges, because clients may trim it. */
    private static List<String> pieces(String text, int roomInHead) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int room = pieces.isEmpty() ? roomInHead : LIMIT;
            int end = from;
            for (int used = 0; end < text.length(); end += Character.charCount(text.codePointAt(end))) {
                used += bytes(Character.toString(text.codePointAt(end)));
                if (used > room) {
                    break;
                }
            }
            while (end < text.length()
                    && (Character.isWhitespace(text.charAt(end - 1)) || Character.isWhitespace(text.charAt(end)))) {
                end--;
            }
            pieces.add(text.substring(from, end));
            from = end;
        }
        return pieces;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns the definitions that the parameters hold.
     *
     * @param parameters values by name
     * @return texts by path, such as {@code emr_profiles/default/etl}
     */
    static Map<String, String> definitions(Map<String, String> parameters) {
        Map<String, String> definitions = new LinkedHashMap<>();
        parameters.forEach((name, value) -> {
            String path = name.startsWith(ROOT) ? name.substring(ROOT.length()) : "";
            // Type, namespace and name; the value is an object or a head.
            if (path.split("/", -1).length == 3 && (value.startsWith(HEAD) || value.startsWith("{"))) {
                definitions.put(path, value.startsWith(HEAD) ? assembled(path, value, parameters) : value);
            }
        });
        return definitions;
    }

    private static String assembled(String path, String head, Map<String, String> parameters) {
        int endOfLine = head.indexOf('\n');
        JsonNode line = line(head.substring(HEAD.length(), endOfLine));
        String[] lines =
                head.substring(endOfLine + 1).split("\n", line.path("Values").asInt() + 1);
        StringBuilder text = new StringBuilder(lines[lines.length - 1]);
        for (int part = 1; part <= line.path("Digests").size(); part++) {
            text.append(parameters.getOrDefault(PARTS + path + "/" + part, ""));
        }
        String[] pieces = text.toString().split("\n", -1);
        for (int i = 1; i < pieces.length; i += 2) {
            pieces[i] = lines[Integer.parseInt(pieces[i])];
        }
        return String.join("", pieces);
    }

    private static JsonNode line(String json) {
        try {
            return AwsJson.parse(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A head of a definition has no digests: " + json, e);
        }
    }
}
