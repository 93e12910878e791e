package io.github.emrlaunch.states.internal.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.InvalidStateMachineException;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.jsonata.JsonataFlow;
import io.github.emrlaunch.states.internal.jsonata.JsonataTemplate;
import io.github.emrlaunch.states.internal.jsonpath.DataPath;
import io.github.emrlaunch.states.internal.jsonpath.JsonPathFlow;
import io.github.emrlaunch.states.internal.jsonpath.PathExpression;
import io.github.emrlaunch.states.internal.jsonpath.PayloadTemplate;
import io.github.emrlaunch.states.internal.jsonpath.ReferencePath;
import io.github.emrlaunch.states.internal.query.Amount;
import io.github.emrlaunch.states.internal.query.Assignments;
import io.github.emrlaunch.states.internal.query.DataFlow;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Expression;
import io.github.emrlaunch.states.internal.query.QueryLanguage;
import io.github.emrlaunch.states.internal.query.VariableNames;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Parses the fields of a state with expressions, in the query language of the state. */
final class FlowParser {
    /** The fields of {@code $states} in addition to input and context: none. */
    static final Set<String> NOTHING_MORE = Set.of();

    static final Set<String> RESULT = Set.of("result");
    static final Set<String> ERROR_OUTPUT = Set.of("errorOutput");

    private final QueryLanguage language;
    private final Consumer<Assigned> assigned;

    /** A variable and the location of its assignment. */
    record Assigned(String name, String location) {}

    /**
     * Creates a parser for one state.
     *
     * @param assigned receives each variable that the state assigns
     */
    FlowParser(QueryLanguage language, Consumer<Assigned> assigned) {
        this.language = language;
        this.assigned = assigned;
    }

    boolean jsonata() {
        return language == QueryLanguage.JSONATA;
    }

    /**
     * Returns the data flow of a state.
     *
     * @param argumentsField the field with the template for the input; null for a state without one
     * @param outputScope the fields of {@code $states} that its Output may refer to
     */
    DataFlow flow(Fields fields, @Nullable String argumentsField, Set<String> outputScope) {
        if (jsonata()) {
            return new JsonataFlow(
                    argumentsField == null ? null : template(fields, "Arguments", NOTHING_MORE),
                    template(fields, "Output", outputScope));
        }
        return new JsonPathFlow(
                path(fields, "InputPath"),
                argumentsField == null ? null : objectTemplate(fields, argumentsField),
                objectTemplate(fields, "ResultSelector"),
                resultPath(fields),
                path(fields, "OutputPath"));
    }

    /** Returns the data flow of a catcher. Its result is the error output. */
    DataFlow catchFlow(Fields fields, String field) {
        if (jsonata()) {
            // Without Output, the output is the error output, which is the document in the scope of a catcher.
            Expression output = template(fields, "Output", ERROR_OUTPUT, field + "/");
            return new JsonataFlow(null, output == null ? scope -> scope.document() : output);
        }
        return new JsonPathFlow(DataPath.ROOT, null, null, resultPath(fields), DataPath.ROOT);
    }

    /** Returns the data flow of a choice rule, which passes on its input. */
    DataFlow ruleFlow(Fields fields, String field, DataFlow stateFlow) {
        return jsonata() ? new JsonataFlow(null, template(fields, "Output", NOTHING_MORE, field + "/")) : stateFlow;
    }

    /**
     * Returns the variables that an object assigns.
     *
     * @param field the field with the object, such as {@code Catch[0]/}; empty for the state
     */
    Assignments assignments(Fields fields, String field, Set<String> scope) {
        if (!fields.has("Assign")) {
            return Assignments.NONE;
        }
        Fields assign = fields.object("Assign");
        Map<String, Expression> values = jsonata()
                ? JsonataTemplate.members(field + "Assign", assign.node(), assign.location(), scope)
                : PayloadTemplate.members(assign.node(), assign.location());
        for (String name : values.keySet()) {
            checkName(name, assign.location(name));
            assigned.accept(new Assigned(name, assign.location(name)));
        }
        return new Assignments(values);
    }

    private static void checkName(String name, String location) {
        if (name.equals(VariableNames.RESERVED)) {
            throw new InvalidStateMachineException(
                    Reasons.RESERVED_VARIABLE_NAME, "Cannot assign to reserved variable '$states'.", location);
        }
        try {
            VariableNames.check(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidStateMachineException(
                    Reasons.INVALID_VARIABLE_NAME, String.valueOf(e.getMessage()), location);
        }
    }

    /** Parses a field with any template; null when it is absent. */
    @Nullable Expression template(Fields fields, String field, Set<String> scope) {
        return template(fields, field, scope, "");
    }

    /** Parses such a field of an object in the state, such as a choice rule. */
    @Nullable Expression template(Fields fields, String field, Set<String> scope, String prefix) {
        JsonNode value = fields.get(field);
        if (value == null) {
            return null;
        }
        return jsonata()
                ? JsonataTemplate.parse(prefix + field, value, fields.location(field), scope)
                : PayloadTemplate.parse(value, fields.location(field));
    }

    /** Parses a field with an object, or a JSONata expression that returns one; null when it is absent. */
    @Nullable Expression objectTemplate(Fields fields, String field) {
        JsonNode value = fields.get(field);
        if (value == null) {
            return null;
        }
        if (!value.isObject() && !(jsonata() && value.isTextual())) {
            throw fields.invalid(field, "Expected value of type Object, got: " + JsonValues.text(value));
        }
        return template(fields, field, NOTHING_MORE);
    }

    /** Parses an integer of a field, or of the field with the path to one; null when both are absent. */
    @Nullable Amount integer(Fields fields, String field, int minimum, int maximum) {
        return amount(fields, field, "", minimum, maximum, true);
    }

    /**
     * Parses a number of a Map state. AWS converts a numeric text at its path to a number (recorded by others).
     *
     * @param rule the message of AWS for a number out of bounds
     * @param whole whether it must be a whole number
     */
    @Nullable Amount mapNumber(Fields fields, String field, String rule, int maximum, boolean whole) {
        return amount(fields, field, rule, 0, maximum, whole);
    }

    private @Nullable Amount amount(Fields fields, String field, String rule, int minimum, int maximum, boolean whole) {
        String pathField = field + "Path";
        fields.requireOneAtMost(field, pathField);
        if (fields.has(pathField)) {
            Expression path = referencePath(fields, pathField);
            return new Amount(pathField, language, path, rule, minimum, maximum, whole, !rule.isEmpty());
        }
        JsonNode value = fields.get(field);
        if (value == null) {
            return null;
        }
        if (jsonata() && value.isTextual()) {
            return new Amount(field, language, text(fields, field), rule, minimum, maximum, whole, false);
        }
        checkNumber(fields, field, value, minimum, maximum, whole);
        return new Amount(field, language, Expression.constant(value), rule, minimum, maximum, whole, false);
    }

    private static void checkNumber(
            Fields fields, String field, JsonNode value, int minimum, int maximum, boolean whole) {
        if (whole) {
            fields.integer(field, minimum, maximum);
        } else if (!value.isNumber()) {
            throw fields.invalid(field, "Expected value of type Number, got: " + JsonValues.text(value));
        } else {
            fields.requireBetween(field, value, minimum, maximum);
        }
    }

    /** Parses a text, or a JSONata expression. */
    Expression text(Fields fields, String field) {
        fields.text(field);
        return JsonataTemplate.parse(field, fields.required(field), fields.location(field), NOTHING_MORE);
    }

    /** Returns the expression for the value at a reference path. */
    Expression referencePath(Fields fields, String field) {
        return new PathExpression.Value(field, fields.parsed(field, DataPath::parseReference));
    }

    private static @Nullable DataPath path(Fields fields, String field) {
        JsonNode value = fields.get(field);
        if (value == null) {
            return DataPath.ROOT;
        }
        return value.isNull() ? null : fields.parsed(field, DataPath::parse);
    }

    private static @Nullable ReferencePath resultPath(Fields fields) {
        JsonNode value = fields.get("ResultPath");
        if (value == null) {
            return ReferencePath.ROOT;
        }
        return value.isNull() ? null : fields.parsed("ResultPath", ReferencePath::parse);
    }

    /** Returns the error of an expression with a value of the wrong type. */
    EvaluationException unexpected(String field, Expression expression, String expected, JsonNode value) {
        return EvaluationException.unexpected(language, field, expression, expected, value);
    }
}
