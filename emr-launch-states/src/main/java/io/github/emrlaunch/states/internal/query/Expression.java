package io.github.emrlaunch.states.internal.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of a definition, which may be evaluated when the state runs. */
@FunctionalInterface
public interface Expression {
    JsonNode evaluate(Scope scope) throws EvaluationException;

    /** Returns the text of an expression, for messages; empty when it has none. */
    default String text() {
        return "";
    }

    /** Returns a literal value of the definition. */
    static Expression constant(JsonNode value) {
        return scope -> value;
    }

    /** Returns an object whose members are expressions. */
    static Expression object(Map<String, Expression> members) {
        Map<String, Expression> inOrder = new LinkedHashMap<>(members);
        return scope -> {
            ObjectNode result = JsonValues.MAPPER.createObjectNode();
            for (Map.Entry<String, Expression> member : inOrder.entrySet()) {
                result.set(member.getKey(), member.getValue().evaluate(scope));
            }
            return result;
        };
    }

    /** Returns an array whose items are expressions. */
    static Expression array(List<Expression> items) {
        List<Expression> all = List.copyOf(items);
        return scope -> {
            ArrayNode result = JsonValues.MAPPER.createArrayNode();
            for (Expression item : all) {
                result.add(item.evaluate(scope));
            }
            return result;
        };
    }
}
