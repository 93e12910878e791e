package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The parameters in Parameter Store for a definition. A definition that fits into one parameter is the value of the parameter at
 * {@link DefinitionType#path(DefinitionName)}, as in aws-emr-launch for Python. A larger definition is written compactly and
 * stored in that parameter, its head, and in up to {@value #MAX_PARTS} parts, whose names are under {@value #ROOT}.
 *
 * <p>The head starts with a line that has the SHA-256 digest of each part. A part with another digest is from another
 * deployment: parameters are written one by one. Values that are known only at deployment are also in the head, so that the digests are
 * known
 * at synthesis: each in its own line after the first, in JSON form. In the text, a value is represented by a line break, the index of its
 * line, and a
 * line break. The text of JSON has no other line breaks.
 *
 * <p>Parameter Store refuses values with two opening braces, which start a reference to a parameter. In JSON one of them can be
 * written as an escape.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html">
 *     Parameter tiers</a>
 */
public final class DefinitionParts {
    /** The path of the parts in Parameter Store. */
    public static final String ROOT = "/emr_launch_parts";

    /** The maximum number of parts of a definition, without its head. */
    public static final int MAX_PARTS = 4;

    /** The size of an advanced parameter in bytes. */
    public static final int LIMIT = 8192;

    private static final String HEAD = "emr-launch-parts/1 ";
    private static final String DIGESTS = "Digests";
    private static final String VALUES = "Values";
    private static final int DIGEST_LENGTH = 64;

    /** The space in the head for each value that is known only at deployment: most are names, ids or ARNs. */
    private static final int ROOM_FOR_VALUE = 128;

    /** A pattern without matches. */
    private static final Pattern NONE = Pattern.compile("(?!)");

    private static final String BRACES = "\\{(?=\\{)";
    private static final String ESCAPED_BRACE = "\\u007b";

    private DefinitionParts() {}

    /** Returns the names of a definition's parameters: that of the head, then those of the possible parts. */
    public static List<String> names(DefinitionType<?> type, DefinitionName name) {
        return Stream.concat(
                        Stream.of(type.path(name)),
                        IntStream.rangeClosed(1, MAX_PARTS).mapToObj(part -> path(type, name) + "/" + part))
                .toList();
    }

    /** Returns the path of the parts of all definitions of a type. */
    public static String path(DefinitionType<?> type) {
        return ROOT + "/" + type.folder();
    }

    /** Returns the path of the parts of a namespace's definitions. */
    public static String path(DefinitionType<?> type, String namespace) {
        DefinitionName.requireValid("namespace", namespace);
        return path(type) + "/" + namespace;
    }

    private static String path(DefinitionType<?> type, DefinitionName name) {
        return path(type, name.namespace()) + "/" + name.name();
    }

    /**
     * Splits a document into parameters.
     *
     * @return the values by the parameters' names, starting with the head
     * @throws IllegalArgumentException when it is too large for head and parts
     */
    public static Map<String, String> split(DefinitionType<?> type, DefinitionName name, ObjectNode document) {
        return split(type, name, document, NONE);
    }

    /**
     * Splits a document, of which some values are known only at deployment, into parameters.
     *
     * @param unknown the pattern of placeholders for unknown values in the document's strings, whose size is not counted
     * @return the values by the parameters' names, starting with the head
     * @throws IllegalArgumentException when it is too large for head and parts
     */
    public static Map<String, String> split(
            DefinitionType<?> type, DefinitionName name, ObjectNode document, Pattern unknown) {
        List<String> names = names(type, name);
        String text = write(document, unknown);
        if (bytes(unknown.matcher(text).replaceAll("")) <= LIMIT) {
            return Map.of(names.get(0), text);
        }
        ObjectNode compact = CompactDocument.of(document);
        Map<String, Integer> values = new LinkedHashMap<>();
        String body = unknown.matcher(write(compact, unknown))
                .replaceAll(match -> "\n" + values.computeIfAbsent(match.group(), value -> values.size()) + "\n");
        int room = LIMIT
                - bytes(unknown.matcher(head(digestsOfNothing(), values.keySet()))
                        .replaceAll(""))
                - ROOM_FOR_VALUE * values.size();
        List<String> pieces = pieces(body, room);
        if (room < 0 || pieces.size() > names.size()) {
            throw new IllegalArgumentException(
                    StoredSize.tooLarge(names.get(0), compact, unknown, Math.max(0, room) + MAX_PARTS * LIMIT));
        }
        List<String> parts = pieces.subList(1, pieces.size());
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(names.get(0), head(parts.stream().map(Sha256::hex).toList(), values.keySet()) + pieces.get(0));
        for (int i = 0; i < parts.size(); i++) {
            parameters.put(names.get(i + 1), parts.get(i));
        }
        return parameters;
    }

    /** Returns a document's text without two opening braces. Values that are known only at deployment are unchanged. */
    private static String write(ObjectNode document, Pattern unknown) {
        String text = Json.write(document);
        return text.contains("{{")
                ? Pattern.compile("(?<unknown>%s)|%s".formatted(unknown.pattern(), BRACES))
                        .matcher(text)
                        .replaceAll(found ->
                                Matcher.quoteReplacement(found.group().equals("{") ? ESCAPED_BRACE : found.group()))
                : text;
    }

    private static List<String> digestsOfNothing() {
        return Collections.nCopies(MAX_PARTS, "0".repeat(DIGEST_LENGTH));
    }

    private static String head(List<String> digests, Collection<String> values) {
        ObjectNode line = Json.object();
        ArrayNode digestArray = line.putArray(DIGESTS);
        digests.forEach(digestArray::add);
        if (!values.isEmpty()) {
            line.put(VALUES, values.size());
        }
        return HEAD + Json.write(line) + "\n"
                + values.stream().map(value -> value + "\n").collect(Collectors.joining());
    }

    /** Returns the piece of a text that fits into the head, then those of the parts. */
    private static List<String> pieces(String text, int roomInHead) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length() || pieces.isEmpty()) {
            int end = end(text, from, pieces.isEmpty() ? Math.max(0, roomInHead) : LIMIT);
            pieces.add(text.substring(from, end));
            from = end;
        }
        return pieces;
    }

    /** Returns the end of a piece: between two characters, with no white space at the edge of a piece, which clients may trim. */
    private static int end(String text, int from, int room) {
        int end = from;
        int bytes = 0;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            bytes += bytes(Character.toString(character));
            if (bytes > room) {
                break;
            }
            end += Character.charCount(character);
        }
        int trimmed = end;
        while (trimmed > from && trimmed < text.length() && isEdgeOfWhiteSpace(text, trimmed)) {
            trimmed--;
        }
        return trimmed > from ? trimmed : end;
    }

    private static boolean isEdgeOfWhiteSpace(String text, int index) {
        return Character.isWhitespace(text.charAt(index - 1)) || Character.isWhitespace(text.charAt(index));
    }

    /** Returns whether one parameter can hold a text. */
    static boolean fits(String text) {
        return bytes(text) <= LIMIT;
    }

    /**
     * Returns the text of a document as it is read after it was stored: a large document may lack members that were null.
     *
     * @throws IllegalArgumentException when it is too large for head and parts
     */
    public static String found(DefinitionType<?> type, DefinitionName name, ObjectNode document) {
        return assemble(type, name, split(type, name, document));
    }

    /** Returns whether a parameter's value is the head of a definition that has parts. */
    static boolean isHead(String value) {
        return value.startsWith(HEAD);
    }

    /**
     * Assembles the text of a document.
     *
     * @param values the values of the definition's parameters by name, as far as they exist; others are ignored
     * @throws DefinitionNotFoundException when there is no head
     * @throws DefinitionIncompleteException when a part is missing, or is from another deployment than the head
     * @throws InvalidDefinitionException when the head is malformed
     */
    public static String assemble(DefinitionType<?> type, DefinitionName name, Map<String, String> values) {
        List<String> names = names(type, name);
        String head = values.get(names.get(0));
        if (head == null) {
            throw type.notFound(name, "Parameter Store has no parameter '%s'".formatted(names.get(0)));
        }
        if (!isHead(head)) {
            return head;
        }
        try {
            int endOfLine = head.indexOf('\n');
            ObjectNode first =
                    DefinitionType.parseDocument(head.substring(HEAD.length(), Math.max(HEAD.length(), endOfLine)));
            Members line = Members.ofDocument(first);
            // The last piece is the text after the values.
            String[] lines =
                    head.substring(endOfLine + 1).split("\n", first.path(VALUES).asInt() + 1);
            StringBuilder text = new StringBuilder(lines[lines.length - 1]);
            List<JsonNode> digests = line.values(DIGESTS);
            if (digests.size() > MAX_PARTS) {
                throw new InvalidDefinitionException("it has %d parts".formatted(digests.size()));
            }
            for (int i = 0; i < digests.size(); i++) {
                text.append(part(type, name, names.get(i + 1), values, digests.get(i)));
            }
            return Json.write(
                    CompactDocument.restore(DefinitionType.parseDocument(withValues(text.toString(), lines))));
        } catch (InvalidDefinitionException | NumberFormatException | IndexOutOfBoundsException e) {
            throw new InvalidDefinitionException(
                    "'%s' is not the head of a stored %s: %s".formatted(names.get(0), type.label(), e.getMessage()), e);
        }
    }

    private static String part(
            DefinitionType<?> type, DefinitionName name, String part, Map<String, String> values, JsonNode digest) {
        String value = values.get(part);
        if (value == null || !Sha256.hex(value).equals(digest.textValue())) {
            throw new DefinitionIncompleteException(
                    ("The %s '%s' is not complete: '%s' %s. It is probably being deployed: try again. Otherwise deploy it "
                                    + "again")
                            .formatted(
                                    type.label(),
                                    name,
                                    part,
                                    value == null ? "is missing" : "is from another deployment than its head"));
        }
        return value;
    }

    /** The pieces between line breaks alternate between text and the index of a value. The last line is the text itself. */
    private static String withValues(String text, String[] values) {
        String[] pieces = text.split("\n", -1);
        for (int i = 1; i < pieces.length; i += 2) {
            pieces[i] = values[Objects.checkIndex(Integer.parseInt(pieces[i]), values.length - 1)];
        }
        return String.join("", pieces);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
