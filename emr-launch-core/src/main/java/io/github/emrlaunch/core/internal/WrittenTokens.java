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
 * A document that becomes text, in which numbers and lists are tokens: the CDK knows neither within a text. A number is written without
 * quotes, so that what CloudFormation puts in its place is one. A list is joined by what stands between its elements.
 *
 * <p>A document without tokens is left as it is, without a call into the CDK.
 */
public final class WrittenTokens {
    private final Map<Double, JsonNode> numbers = new HashMap<>();

    private WrittenTokens() {}

    /**
     * Changes the document to one of which text can be made.
     *
     * @return the document itself
     * @throws IllegalArgumentException when there is a list where no list can be written, or a text with a number that only the deployment
     *     knows
     */
    static ObjectNode write(ObjectNode document) {
        return (ObjectNode) new WrittenTokens().write("", document);
    }

    /**
     * The text of a document that is not stored in Parameter Store.
     *
     * @param subject what the document is, in messages
     * @throws IllegalArgumentException when there is a list where no list can be written, or a reference to a secret, whose value would
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
                    ("'%s' is a list that only the deployment knows, where one value belongs: take an element of it, "
                                    + "Fn.select(0, parameter.getValueAsList())")
                            .formatted(path));
        }
        return json;
    }

    /** Elements are texts, or objects of one text, such as the names of applications. */
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
                    ("'%s' has a text with what Java makes of a number that only the deployment knows (%s): make the text of "
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
