package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** JSON in the format of the AWS protocols. */
public final class AwsJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private AwsJson() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Parses a text. The result for an empty text is a missing node. */
    public static JsonNode parse(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    public static JsonNode parse(byte[] text) throws IOException {
        return MAPPER.readTree(text);
    }

    public static JsonNode read(Path file) {
        try {
            return MAPPER.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Returns whether a text is one JSON document. */
    public static boolean isDocument(String text) {
        try {
            return !parse(text).isMissingNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** Returns whether a text is one or more JSON documents, separated by white space. */
    public static boolean areDocuments(String text) {
        try (MappingIterator<JsonNode> documents =
                MAPPER.readerFor(JsonNode.class).readValues(text)) {
            return !documents.readAll().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** Converts a time to the format of the JSON protocols: seconds since the epoch, with milliseconds. */
    public static double timestamp(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }

    /** Returns the text of a member; null when it is missing or a JSON null. */
    public static @Nullable String text(JsonNode node, String member) {
        JsonNode value = node.get(member);
        return value == null || value.isNull() ? null : value.asText();
    }

    public static String text(JsonNode node, String member, String otherwise) {
        String value = text(node, member);
        return value == null ? otherwise : value;
    }

    /** Returns whether a member exists and is not a JSON null. */
    public static boolean has(JsonNode node, String member) {
        return node.hasNonNull(member);
    }
}
