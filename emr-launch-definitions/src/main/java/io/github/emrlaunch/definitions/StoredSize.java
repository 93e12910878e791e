package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The size limit of a parameter.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html">
 *     Parameter tiers</a>
 */
public final class StoredSize {
    /** What an advanced parameter holds, in bytes. */
    public static final int LIMIT = 8192;

    private static final int PARTS_NAMED = 3;

    private record Part(String path, int size) {}

    private StoredSize() {}

    /**
     * Checks that a document fits into a parameter.
     *
     * @param parameterName for the message
     * @throws IllegalArgumentException when it doesn't, with its size and its largest parts
     */
    public static void requireFits(String parameterName, ObjectNode document) {
        int size = bytes(document);
        if (size <= LIMIT) {
            return;
        }
        List<Part> parts = new ArrayList<>();
        document.properties().forEach(member -> collect(member.getKey(), member.getValue(), true, parts));
        String largest = parts.stream()
                .sorted(Comparator.comparingInt(Part::size).reversed())
                .limit(PARTS_NAMED)
                .map(part -> "%s (%d)".formatted(part.path(), part.size()))
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                "'%s' would have %d bytes, a parameter in Parameter Store holds at most %d. Largest parts: %s"
                        .formatted(parameterName, size, LIMIT, largest));
    }

    private static void collect(String path, JsonNode value, boolean open, List<Part> parts) {
        if (open && value.isObject() && bytes(value) > LIMIT / 2) {
            value.properties()
                    .forEach(member -> collect(path + "." + member.getKey(), member.getValue(), false, parts));
        } else {
            parts.add(new Part(path, bytes(value)));
        }
    }

    private static int bytes(JsonNode json) {
        return Json.write(json).getBytes(StandardCharsets.UTF_8).length;
    }
}
