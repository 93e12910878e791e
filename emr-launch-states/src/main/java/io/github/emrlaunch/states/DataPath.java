package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import org.jspecify.annotations.Nullable;

/** A Path: a JSONPath that starts with {@code $} for the state's input or with {@code $$} for the context object. */
record DataPath(String text, boolean ofContext, JsonPath compiled) {
    static final DataPath ROOT = parse("$");

    /** The library's own takes what is beyond the end of an array for null. */
    private static final class Provider extends JacksonJsonNodeJsonProvider {
        Provider() {
            super(Json.MAPPER);
        }

        @Override
        public Object getArrayIndex(Object array, int index) {
            JsonNode element = ((JsonNode) array).get(index);
            if (element == null) {
                throw new IndexOutOfBoundsException(index);
            }
            return element;
        }
    }

    private static final Configuration CONFIGURATION = Configuration.builder()
            .jsonProvider(new Provider())
            .mappingProvider(new JacksonMappingProvider(Json.MAPPER))
            .build();

    /**
     * Parses a path.
     *
     * @throws IllegalArgumentException when the text isn't one; the message says what was wrong with it
     */
    static DataPath parse(String text) {
        boolean ofContext = text.startsWith("$$");
        String path = ofContext ? text.substring(1) : text;
        if (!path.startsWith("$")) {
            throw new IllegalArgumentException("must be a path that starts with '$', got: " + text);
        }
        if (path.length() > 1 && path.charAt(1) != '.' && path.charAt(1) != '[') {
            throw new IllegalArgumentException("variables are not supported, got: " + text);
        }
        if (!closesItsBrackets(path)) {
            throw new IllegalArgumentException("must be a valid JSONPath, got: " + text);
        }
        try {
            return new DataPath(text, ofContext, JsonPath.compile(path));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("must be a valid JSONPath, got: " + text, e);
        }
    }

    /** The JSONPath library takes a bracket that is never closed for a part of a name. */
    private static boolean closesItsBrackets(String path) {
        String withoutQuoted = path.replaceAll("'(\\\\.|[^'\\\\])*'|\"(\\\\.|[^\"\\\\])*\"", "");
        return count(withoutQuoted, '[') == count(withoutQuoted, ']')
                && count(withoutQuoted, '(') == count(withoutQuoted, ')');
    }

    private static long count(String text, char c) {
        return text.chars().filter(other -> other == c).count();
    }

    /** A definite path gives the value, an indefinite one the array of all values; null when there is none. */
    @Nullable JsonNode find(JsonNode input, JsonNode context) {
        try {
            Object found = compiled.read(ofContext ? context : input, CONFIGURATION);
            // Functions such as length() give plain numbers.
            return Json.MAPPER.valueToTree(found);
        } catch (JsonPathException e) {
            return null;
        }
    }

    /**
     * The value that the path leads to.
     *
     * @param field the field that holds the path, for the message when there is no value
     */
    JsonNode read(String field, JsonNode input, JsonNode context) throws DataException {
        JsonNode found = find(input, context);
        if (found == null) {
            if (!ofContext && input.isNull()) {
                throw DataException.runtime("Unable to apply Path transformation to null or empty input.");
            }
            throw DataException.runtime(
                    "The JSONPath '%s' specified for the field '%s' could not be found in the input '%s'"
                            .formatted(text, field, Json.text(ofContext ? context : input)));
        }
        return found;
    }
}
