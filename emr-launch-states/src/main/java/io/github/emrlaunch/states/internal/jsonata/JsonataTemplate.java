package io.github.emrlaunch.states.internal.jsonata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.InvalidStateMachineException;
import io.github.emrlaunch.states.internal.query.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** JSON in which a text between <code>{%</code> and <code>%}</code> is an expression, at any depth. Keys are not evaluated. */
public final class JsonataTemplate {
    private JsonataTemplate() {}

    /**
     * Parses a template.
     *
     * @param field the field with the template, such as {@code Output}
     * @param location the location in the definition
     * @param statesFields the fields of {@code $states} in addition to input and context
     * @throws InvalidStateMachineException when an expression is not valid
     */
    public static Expression parse(String field, JsonNode node, String location, Set<String> statesFields) {
        if (node.isObject()) {
            return Expression.object(members(field, (ObjectNode) node, location, statesFields));
        }
        if (node.isArray()) {
            List<Expression> items = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                String index = "[" + i + "]";
                items.add(parse(field + index, node.get(i), location + index, statesFields));
            }
            return Expression.array(items);
        }
        return node.isTextual() && JsonataExpression.isExpression(node.textValue())
                ? JsonataExpression.parse(field, node.textValue(), location, statesFields)
                : Expression.constant(node);
    }

    /** Parses the members of an object. */
    public static Map<String, Expression> members(
            String field, ObjectNode node, String location, Set<String> statesFields) {
        Map<String, Expression> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String path = "/" + member.getKey();
            members.put(member.getKey(), parse(field + path, member.getValue(), location + path, statesFields));
        }
        return Collections.unmodifiableMap(members);
    }
}
