package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Scope;
import io.github.emrlaunch.states.internal.query.VariableNames;
import org.jspecify.annotations.Nullable;

/** A Path: a JSONPath whose root is the data of the state ({@code $}), the context object ({@code $$}) or a variable. */
public record DataPath(String text, Root root, JsonPath compiled) {
    public static final DataPath ROOT = parse("$");

    /** The root of a path. */
    public sealed interface Root {
        /** Returns the document; a missing node when the variable was never assigned. */
        JsonNode of(Scope scope);

        record Document() implements Root {
            @Override
            public JsonNode of(Scope scope) {
                return scope.document();
            }
        }

        record Context() implements Root {
            @Override
            public JsonNode of(Scope scope) {
                return scope.context();
            }
        }

        record Variable(String name) implements Root {
            @Override
            public JsonNode of(Scope scope) {
                return scope.variables().getOrDefault(name, MissingNode.getInstance());
            }
        }
    }

    private static final JacksonMappingProvider MAPPING = new JacksonMappingProvider(JsonValues.MAPPER);

    /**
     * Parses a path.
     *
     * @throws IllegalArgumentException when the text is not a path. The message has the problem
     */
    public static DataPath parse(String text) {
        if (!text.startsWith("$")) {
            throw new IllegalArgumentException("must be a path that starts with '$', got: " + text);
        }
        Root root = root(text);
        String path = "$" + text.substring(rootLength(text, root));
        if (!closesItsBrackets(path) || (path.length() > 1 && ".[".indexOf(path.charAt(1)) < 0)) {
            throw invalid(text, null);
        }
        try {
            return new DataPath(text, root, JsonPath.compile(path));
        } catch (InvalidPathException | StackOverflowError e) {
            throw invalid(text, e);
        }
    }

    /**
     * Parses a reference path that reads data.
     *
     * @throws IllegalArgumentException when the text is not a reference path
     */
    public static DataPath parseReference(String text) {
        DataPath path = parse(text);
        ReferencePath.parse("$" + text.substring(rootLength(text, path.root)));
        return path;
    }

    private static Root root(String text) {
        if (text.startsWith("$$")) {
            return new Root.Context();
        }
        String name = VariableNames.prefix(text.substring(1));
        return name.isEmpty() ? new Root.Document() : new Root.Variable(name);
    }

    private static int rootLength(String text, Root root) {
        if (root instanceof Root.Variable variable) {
            return 1 + variable.name().length();
        }
        return text.startsWith("$$") ? 2 : 1;
    }

    private static IllegalArgumentException invalid(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException("must be a valid JSONPath, got: " + text, cause);
    }

    /** Returns whether all brackets are closed. The JSONPath library treats an unclosed bracket as part of a name. */
    private static boolean closesItsBrackets(String path) {
        String withoutQuoted = path.replaceAll("'(\\\\.|[^'\\\\])*+'|\"(\\\\.|[^\"\\\\])*+\"", "");
        return count(withoutQuoted, '[') == count(withoutQuoted, ']')
                && count(withoutQuoted, '(') == count(withoutQuoted, ')');
    }

    private static long count(String text, char c) {
        return text.chars().filter(other -> other == c).count();
    }

    /** Returns the value of a definite path, or the array of all values of an indefinite path; null when there is none. */
    public @Nullable JsonNode find(Scope scope) throws EvaluationException {
        JsonNode document = root.of(scope);
        if (document.isMissingNode()) {
            return null;
        }
        try {
            Configuration bounded = Configuration.builder()
                    .jsonProvider(new BoundedProvider())
                    .mappingProvider(MAPPING)
                    .build();
            Object found = compiled.read(document, bounded);
            // Functions such as length() return plain numbers.
            return JsonValues.MAPPER.valueToTree(found);
        } catch (JsonPathException e) {
            return null;
        } catch (BoundedProvider.ExceededException e) {
            throw EvaluationException.runtime(
                    "The JSONPath '%s' takes more than %d steps.".formatted(text, BoundedProvider.MAXIMUM_STEPS));
        } catch (StackOverflowError e) {
            throw EvaluationException.runtime("The JSONPath '%s' is nested too deep for its data.".formatted(text));
        }
    }

    /**
     * Returns the value at the path.
     *
     * @param field the field with the path, for the error message when there is no value
     */
    public JsonNode read(String field, Scope scope) throws EvaluationException {
        JsonNode found = find(scope);
        if (found != null) {
            return found;
        }
        JsonNode document = root.of(scope);
        if (document.isMissingNode()) {
            throw EvaluationException.runtime(
                    "The variable of the path '%s' in the field '%s' was never assigned.".formatted(text, field));
        }
        if (root instanceof Root.Document && document.isNull()) {
            throw EvaluationException.runtime("Unable to apply Path transformation to null or empty input.");
        }
        throw EvaluationException.runtime(
                "The JSONPath '%s' specified for the field '%s' could not be found in the input '%s'"
                        .formatted(text, field, JsonValues.text(document)));
    }
}
