package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.InvalidStateMachineException;
import io.github.emrlaunch.states.internal.query.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A payload template: JSON in which the value of a key that ends with {@code .$} is a path or a function. */
public final class PayloadTemplate {
    private static final String SUFFIX = ".$";

    private PayloadTemplate() {}

    /**
     * Parses a template.
     *
     * @throws InvalidStateMachineException when the value of a dynamic field is neither a path nor a function
     */
    public static Expression parse(JsonNode node, String location) {
        if (node.isObject()) {
            return Expression.object(members((ObjectNode) node, location));
        }
        if (node.isArray()) {
            List<Expression> items = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                items.add(parse(node.get(i), location + "[" + i + "]"));
            }
            return Expression.array(items);
        }
        return Expression.constant(node);
    }

    /** Parses the members of an object. The names in the result do not have the suffix. */
    public static Map<String, Expression> members(ObjectNode node, String location) {
        Map<String, Expression> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String key = member.getKey();
            String memberLocation = location + "/" + key;
            boolean dynamic = key.endsWith(SUFFIX);
            String name = dynamic ? key.substring(0, key.length() - SUFFIX.length()) : key;
            Expression value = dynamic
                    ? PathExpression.parse(key, member.getValue(), memberLocation)
                    : parse(member.getValue(), memberLocation);
            if (members.put(name, value) != null) {
                throw InvalidStateMachineException.schema(
                        memberLocation, "'%s' and '%s.$' must not be given both".formatted(name, name));
            }
        }
        return Collections.unmodifiableMap(members);
    }
}
