package io.github.emrlaunch.core.internal.states;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.IResolvable;

/** Objects and lists that users write for a state, with references converted to JSONata expressions. */
public final class StateValues {
    private static final String PATH_SUFFIX = ".$";

    private StateValues() {}

    /**
     * Returns a value in the form of a state's definition.
     *
     * @param property the property with the value, for errors
     * @param value maps, lists, strings, numbers, booleans, and references of the CDK; the value of a key that ends with {@code .$} is a
     *     path, as in the Amazon States Language
     * @param root the expression that {@code $} refers to
     */
    public static JsonNode inState(String property, @Nullable Object value, String root) {
        if (value == null) {
            return NullNode.instance;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = Json.object();
            map.forEach((key, member) -> set(object, property, key.toString(), member, root));
            return object;
        }
        if (value instanceof List<?> list) {
            if (list.size() == 1 && list.get(0) instanceof String text) {
                Reference element = Reference.of(property, text, root);
                if (element.isList()) {
                    return TextNode.valueOf(element.inState());
                }
            }
            ArrayNode array = Json.object().arrayNode();
            list.forEach(element -> array.add(inState(property, element, root)));
            return array;
        }
        if (value instanceof String text) {
            return TextNode.valueOf(Reference.of(property, text, root).inState());
        }
        Reference reference = value instanceof Number number
                ? Reference.ofNumber(property, number, root)
                : value instanceof IResolvable ? Reference.ofObject(property, value, root) : null;
        return reference == null ? Json.of(value) : TextNode.valueOf(reference.inState());
    }

    private static void set(ObjectNode object, String property, String key, @Nullable Object member, String root) {
        String of = "%s.%s".formatted(property, key);
        if (key.endsWith(PATH_SUFFIX) && member instanceof String path) {
            object.put(
                    key.substring(0, key.length() - PATH_SUFFIX.length()),
                    Reference.atPath(of, path, root).inState());
        } else {
            object.set(key, inState(of, member, root));
        }
    }

    /** Returns a value of a definition as one expression. */
    public static String expression(JsonNode inState) {
        if (inState.isTextual()) {
            String text = inState.textValue();
            return Reference.isExpression(text) ? "(%s)".formatted(Jsonata.unwrapped(text)) : quote(inState);
        }
        if (inState.isArray()) {
            StringJoiner elements = new StringJoiner(", ", "[", "]");
            inState.forEach(element -> elements.add(expression(element)));
            return elements.toString();
        }
        if (inState.isObject()) {
            StringJoiner members = new StringJoiner(", ", "{", "}");
            inState.properties()
                    .forEach(member -> members.add(
                            quote(TextNode.valueOf(member.getKey())) + ": " + expression(member.getValue())));
            return members.toString();
        }
        return quote(inState);
    }
}
