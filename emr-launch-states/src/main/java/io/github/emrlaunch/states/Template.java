package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A payload template: JSON in which a key that ends in {@code .$} takes its value from a path or a function. */
sealed interface Template {
    JsonNode evaluate(JsonNode input, JsonNode context) throws DataException;

    record Literal(JsonNode value) implements Template {
        @Override
        public JsonNode evaluate(JsonNode input, JsonNode context) {
            return value;
        }
    }

    record Members(Map<String, Template> members) implements Template {
        public Members {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        @Override
        public JsonNode evaluate(JsonNode input, JsonNode context) throws DataException {
            ObjectNode result = Json.MAPPER.createObjectNode();
            for (Map.Entry<String, Template> member : members.entrySet()) {
                result.set(member.getKey(), member.getValue().evaluate(input, context));
            }
            return result;
        }
    }

    record Items(List<Template> items) implements Template {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public JsonNode evaluate(JsonNode input, JsonNode context) throws DataException {
            ArrayNode result = Json.MAPPER.createArrayNode();
            for (Template item : items) {
                result.add(item.evaluate(input, context));
            }
            return result;
        }
    }

    record Dynamic(String field, Expression expression) implements Template {
        @Override
        public JsonNode evaluate(JsonNode input, JsonNode context) throws DataException {
            return expression.evaluate(field, input, context);
        }
    }

    /**
     * Parses a template.
     *
     * @throws InvalidDefinitionException when a dynamic field holds neither a path nor a function
     */
    static Template parse(JsonNode node, String location) {
        if (node.isObject()) {
            return parseMembers((ObjectNode) node, location);
        }
        if (node.isArray()) {
            List<Template> items = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                items.add(parse(node.get(i), location + "[" + i + "]"));
            }
            return new Items(items);
        }
        return new Literal(node);
    }

    private static Template parseMembers(ObjectNode node, String location) {
        Map<String, Template> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String key = member.getKey();
            String memberLocation = location + "['" + key + "']";
            boolean dynamic = key.endsWith(".$");
            String name = dynamic ? key.substring(0, key.length() - 2) : key;
            Template value = dynamic
                    ? new Dynamic(key, Expression.parse(member.getValue(), memberLocation))
                    : parse(member.getValue(), memberLocation);
            if (members.put(name, value) != null) {
                throw new InvalidDefinitionException(
                        memberLocation, "'%s' and '%s.$' must not be given both".formatted(name, name));
            }
        }
        return new Members(members);
    }
}
