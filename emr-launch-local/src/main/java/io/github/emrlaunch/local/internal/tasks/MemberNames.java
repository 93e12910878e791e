package io.github.emrlaunch.local.internal.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The member names of tasks. They are in Pascal case for all services. */
public final class MemberNames {
    private MemberNames() {}

    /** Returns the name with an upper-case first letter. */
    public static String pascal(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** Returns the name with a lower-case first letter. */
    public static String camel(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /**
     * Returns a value with renamed members.
     *
     * @param maps members, in lower case, whose keys belong to the user and do not change
     */
    public static JsonNode renamed(JsonNode value, UnaryOperator<String> names, Set<String> maps) {
        if (value.isObject()) {
            ObjectNode object = AwsJson.object();
            value.properties().forEach(member -> {
                boolean map = maps.contains(member.getKey().toLowerCase(Locale.ROOT));
                object.set(
                        names.apply(member.getKey()),
                        map ? member.getValue() : renamed(member.getValue(), names, maps));
            });
            return object;
        }
        if (value.isArray()) {
            ArrayNode array = AwsJson.array();
            value.forEach(element -> array.add(renamed(element, names, maps)));
            return array;
        }
        return value;
    }
}
