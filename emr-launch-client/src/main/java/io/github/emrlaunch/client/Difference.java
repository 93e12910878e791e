package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A difference between two documents. A null member equals a missing member, as in definitions.
 *
 * @param path member names and list indexes from 0, joined by dots, as in the paths of overrides
 * @param before the value in the first document; null if there is none
 * @param after the value in the second document; null if there is none
 */
public record Difference(
        String path, @Nullable JsonNode before, @Nullable JsonNode after) {
    /** Returns all differences, in the order of the first document. */
    public static List<Difference> between(JsonNode before, JsonNode after) {
        List<Difference> differences = new ArrayList<>();
        collect("", before, after, differences);
        return List.copyOf(differences);
    }

    private static void collect(
            String path, @Nullable JsonNode before, @Nullable JsonNode after, List<Difference> differences) {
        JsonNode one = value(before);
        JsonNode other = value(after);
        if (one instanceof ObjectNode && other instanceof ObjectNode) {
            Set<String> members = new LinkedHashSet<>();
            one.fieldNames().forEachRemaining(members::add);
            other.fieldNames().forEachRemaining(members::add);
            members.forEach(member -> collect(join(path, member), one.get(member), other.get(member), differences));
        } else if (one != null && other != null && one.isArray() && other.isArray()) {
            for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
                collect(join(path, String.valueOf(i)), one.get(i), other.get(i), differences);
            }
        } else if (one == null ? other != null : !one.equals(other)) {
            differences.add(new Difference(path, one, other));
        }
    }

    private static @Nullable JsonNode value(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node;
    }

    private static String join(String path, String member) {
        return path.isEmpty() ? member : path + "." + member;
    }
}
