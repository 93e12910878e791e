package io.github.emrlaunch.core.internal.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.definitions.Json;

/**
 * JSONata in a state machine's definition.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming data with JSONata</a>
 */
public final class Jsonata {
    /** The value of the field QueryLanguage. */
    public static final String NAME = "JSONata";

    private static final String START = "{%";
    private static final String END = "%}";

    private Jsonata() {}

    /** The text that Step Functions evaluates as this expression. */
    public static String expression(String expression) {
        return START + " " + expression + " " + END;
    }

    /** The expression of a text that Step Functions evaluates, without its delimiters. */
    static String unwrapped(String text) {
        return text.substring(START.length(), text.length() - END.length()).strip();
    }

    /** JSON as a part of an expression: JSONata has its literals and escapes. */
    public static String quote(JsonNode json) {
        // Within strings only. Nobody who looks for the delimiters of an expression finds any there.
        return Json.write(json).replace(START, "\\u007b%").replace(END, "%\\u007d");
    }

    /** JSON that Step Functions takes as it is, whatever users wrote into it. Keys are never evaluated. */
    public static JsonNode literal(JsonNode json) {
        if (json.isTextual()) {
            return TextNode.valueOf(literal(json.textValue()));
        }
        if (json.isArray()) {
            ArrayNode array = Json.object().arrayNode();
            json.forEach(element -> array.add(literal(element)));
            return array;
        }
        if (json.isObject()) {
            ObjectNode object = Json.object();
            json.properties().forEach(member -> object.set(member.getKey(), literal(member.getValue())));
            return object;
        }
        return json;
    }

    /** Text that Step Functions takes as it is. */
    public static String literal(String text) {
        return text.contains(START) || text.contains(END) ? expression(quote(TextNode.valueOf(text))) : text;
    }
}
