package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the fields of an object in a definition; what is wrong becomes an error that names the field's path. */
final class Fields {
    /** Fields of the language that this interpreter knows of and refuses, whatever they are set to. */
    private static final Map<String, String> UNSUPPORTED = Map.of(
            "Assign", "variables are not supported",
            "Arguments", "JSONata is not supported, use Parameters",
            "Output", "JSONata is not supported, use ResultSelector, ResultPath and OutputPath",
            "Items", "JSONata is not supported, use ItemsPath",
            "Condition", "JSONata is not supported, use Variable and a comparator",
            "Credentials", "a role for a single task is not supported",
            "ItemReader", "DISTRIBUTED mode is not supported",
            "ItemBatcher", "DISTRIBUTED mode is not supported",
            "ResultWriter", "DISTRIBUTED mode is not supported");

    private final ObjectNode node;
    private final String location;

    private Fields(ObjectNode node, String location) {
        this.node = node;
        this.location = location;
    }

    static Fields of(@Nullable JsonNode node, String location) {
        if (node == null) {
            throw new InvalidDefinitionException(location, "is missing");
        }
        if (!node.isObject()) {
            throw new InvalidDefinitionException(location, "must be an object, got: " + Json.text(node));
        }
        return new Fields((ObjectNode) node, location);
    }

    String location() {
        return location;
    }

    String location(String field) {
        return location + "." + field;
    }

    /** Refuses fields other than these. */
    void allow(String what, Set<String> allowed) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (allowed.contains(name)) {
                continue;
            }
            String unsupported = UNSUPPORTED.get(name);
            throw invalid(
                    name,
                    unsupported != null
                            ? unsupported
                            : "is not a field of %s; allowed: %s"
                                    .formatted(what, String.join(", ", new TreeSet<>(allowed))));
        }
    }

    /** Refuses a query language other than JSONPath. */
    void requireJsonPath() {
        String language = text("QueryLanguage");
        if (language != null && !language.equals("JSONPath")) {
            throw invalid("QueryLanguage", "only JSONPath is supported, got: " + language);
        }
    }

    boolean has(String field) {
        return node.has(field);
    }

    Set<String> names() {
        return Set.copyOf(node.properties().stream().map(Map.Entry::getKey).toList());
    }

    @Nullable JsonNode get(String field) {
        return node.get(field);
    }

    JsonNode required(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            throw invalid(field, "is missing");
        }
        return value;
    }

    Fields object(String field) {
        return of(node.get(field), location(field));
    }

    /** A member whose name is the author's own, and is therefore quoted in the location. */
    Fields member(String name) {
        return of(node.get(name), location + "['" + name + "']");
    }

    /** The objects in an array; none when the field is absent. */
    List<Fields> objects(String field) {
        JsonNode value = node.get(field);
        List<Fields> objects = new ArrayList<>();
        if (value != null) {
            if (!value.isArray()) {
                throw invalid(field, "must be an array, got: " + Json.text(value));
            }
            for (int i = 0; i < value.size(); i++) {
                objects.add(of(value.get(i), location(field) + "[" + i + "]"));
            }
        }
        return objects;
    }

    List<Fields> someObjects(String field) {
        required(field);
        List<Fields> objects = objects(field);
        if (objects.isEmpty()) {
            throw invalid(field, "must not be empty");
        }
        return objects;
    }

    @Nullable String text(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(field, "must be a string, got: " + Json.text(value));
        }
        return value.textValue();
    }

    String requiredText(String field) {
        required(field);
        String text = text(field);
        if (text == null || text.isEmpty()) {
            throw invalid(field, "must not be empty");
        }
        return text;
    }

    boolean bool(String field) {
        JsonNode value = required(field);
        if (!value.isBoolean()) {
            throw invalid(field, "must be true or false, got: " + Json.text(value));
        }
        return value.booleanValue();
    }

    /** An integer within the bounds; null when the field is absent. */
    @Nullable Integer integer(String field, int minimum, int maximum) {
        JsonNode value = node.get(field);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < minimum
                || value.intValue() > maximum) {
            throw invalid(
                    field, "must be an integer from %d to %d, got: %s".formatted(minimum, maximum, Json.text(value)));
        }
        return value.intValue();
    }

    /** A text in a form of its own, such as a path; the parser's message is the problem. */
    <T> T parsed(String field, Function<String, T> parser) {
        String text = requiredText(field);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw invalid(field, String.valueOf(e.getMessage()));
        }
    }

    /** A reference path, in the form that reads data. */
    DataPath referencePath(String field) {
        return parsed(field, text -> {
            ReferencePath.parse(text.startsWith("$$") ? text.substring(1) : text);
            return DataPath.parse(text);
        });
    }

    void requireOneAtMost(String... fields) {
        List<String> present = List.of(fields).stream().filter(this::has).toList();
        if (present.size() > 1) {
            throw new InvalidDefinitionException(
                    location, "only one of %s may be given".formatted(String.join(", ", present)));
        }
    }

    InvalidDefinitionException invalid(String field, String problem) {
        return new InvalidDefinitionException(location(field), problem);
    }
}
