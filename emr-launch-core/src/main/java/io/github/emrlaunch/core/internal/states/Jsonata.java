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

    /** Returns the text that Step Functions evaluates as this expression. */
    public static String expression(String expression) {
        return START + " " + expression + " " + END;
    }

    /** Returns the expression of a text that Step Functions evaluates, without its delimiters. */
    static String unwrapped(String text) {
        return text.substring(START.length(), text.length() - END.length()).strip();
    }

    /** Returns JSON as a part of an expression: JSONata has the same literals and escapes. */
    public static String quote(JsonNode json) {
        // Braces occur within strings only. The escapes hide the delimiters of expressions.
        return Json.write(json).replace(START, "\\u007b%").replace(END, "%\\u007d");
    }

    /** Returns JSON that Step Functions does not evaluate, whatever its strings are. Keys are never evaluated. */
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

    /** Returns text that Step Functions does not evaluate. */
    public static String literal(String text) {
        return text.contains(START) || text.contains(END) ? expression(quote(TextNode.valueOf(text))) : text;
    }
}
