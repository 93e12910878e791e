package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The size of a document in bytes, without values that are known only at deployment. */
final class StoredSize {
    private static final int MEMBERS_NAMED = 3;

    private record Member(String path, int size) {}

    private final Pattern unknown;

    private StoredSize(Pattern unknown) {
        this.unknown = unknown;
    }

    /** Returns the message that a document is too large: its size, the limit and its largest members. */
    static String tooLarge(String parameterName, ObjectNode document, Pattern unknown, int limit) {
        return new StoredSize(unknown).message(parameterName, document, limit);
    }

    private String message(String parameterName, ObjectNode document, int limit) {
        List<Member> members = new ArrayList<>();
        document.properties().forEach(member -> collect(member.getKey(), member.getValue(), true, members));
        String largest = members.stream()
                .sorted(Comparator.comparingInt(Member::size).reversed())
                .limit(MEMBERS_NAMED)
                .map(member -> "%s (%d)".formatted(member.path(), member.size()))
                .collect(Collectors.joining(", "));
        return ("'%s' would have %d bytes even without optional members; Parameter Store holds at most %d, in a "
                        + "parameter and %d parts. Largest parts: %s")
                .formatted(parameterName, bytes(document), limit, DefinitionParts.MAX_PARTS, largest);
    }

    private void collect(String path, JsonNode value, boolean open, List<Member> members) {
        if (open && value.isObject() && bytes(value) > DefinitionParts.LIMIT / 2) {
            value.properties()
                    .forEach(member -> collect(path + "." + member.getKey(), member.getValue(), false, members));
        } else {
            members.add(new Member(path, bytes(value)));
        }
    }

    private int bytes(JsonNode json) {
        return unknown.matcher(Json.write(json)).replaceAll("").getBytes(StandardCharsets.UTF_8).length;
    }
}
