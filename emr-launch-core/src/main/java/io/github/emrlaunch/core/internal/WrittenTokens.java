package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.github.emrlaunch.definitions.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Tokenization;

/**
 * Converts a document with number and list tokens to text, in which the CDK does not support them. A number is written without
 * quotes, so that its value is a number. A list is joined by the separator of its elements.
 *
 * <p>A document without tokens is not changed, without a CDK call.
 */
public final class WrittenTokens {
    private final Map<Double, JsonNode> numbers = new HashMap<>();

    private WrittenTokens() {}

    /**
     * Prepares the document for its conversion to text.
     *
     * @return the document itself
     * @throws IllegalArgumentException when there is a list in a location for a single value, or a string with a number that is known only
     * at
     *     deployment
     */
    static ObjectNode write(ObjectNode document) {
        return (ObjectNode) new WrittenTokens().write("", document);
    }

    /**
     * Returns the text of a document that is not stored in Parameter Store.
     *
     * @param subject the description of the document in messages
     * @throws IllegalArgumentException when there is a list in a location for a single value, or a reference to a secret, whose value would
     *     become part of the text
     */
    public static String text(String subject, ObjectNode document) {
        String text = Json.write(write(document));
        if (Tokens.hasSecret(text)) {
            throw StackParameters.readableSecret(subject);
        }
        return text;
    }

    private JsonNode write(String path, JsonNode json) {
        if (json instanceof ObjectNode object) {
            object.properties().forEach(member -> {
                requireNoNumber(path, member.getKey());
                member.setValue(write(child(path, member.getKey()), member.getValue()));
            });
            return object;
        }
        if (json instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, element(child(path, String.valueOf(i)), array.get(i)));
            }
            return array;
        }
        if (json.isNumber() && Tokens.isUnresolved(json.numberValue())) {
            return numbers.computeIfAbsent(
                    json.doubleValue(), number -> new POJONode(new RawValue(Tokenization.stringifyNumber(number))));
        }
        if (json.isTextual()) {
            requireNoNumber(path, json.textValue());
        }
        if (json.isTextual() && Tokens.hasList(json.textValue())) {
            throw new IllegalArgumentException(
                    ("'%s' is a list that is known only at deployment, but must be a single value: select an element, "
                                    + "Fn.select(0, parameter.getValueAsList())")
                            .formatted(path));
        }
        return json;
    }

    /** Elements are texts, or objects with one string, such as the names of applications. */
    private JsonNode element(String path, JsonNode element) {
        if (element.isTextual() && Tokens.isList(element.textValue())) {
            return joined(element.textValue(), "\",\"");
        }
        if (element.isObject() && element.size() == 1) {
            Map.Entry<String, JsonNode> only = element.properties().iterator().next();
            if (only.getValue().isTextual() && Tokens.isList(only.getValue().textValue())) {
                String separator = "\"},{%s:\"".formatted(Json.write(TextNode.valueOf(only.getKey())));
                return Json.object().set(only.getKey(), joined(only.getValue().textValue(), separator));
            }
        }
        return write(path, element);
    }

    private static void requireNoNumber(String path, String text) {
        if (Tokens.hasNumber(text)) {
            throw new IllegalArgumentException(
                    ("'%s' has a string that Java created from a number that is known only at deployment (%s): create the string with "
                                    + "Token.asString(number), or of parameter.getValueAsString()")
                            .formatted(path, text));
        }
    }

    private static TextNode joined(String list, String separator) {
        return TextNode.valueOf(Fn.join(separator, List.of(list)));
    }

    private static String child(String path, String member) {
        return path.isEmpty() ? member : path + "." + member;
    }
}
