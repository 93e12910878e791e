package io.github.emrlaunch.states.internal.jsonata;

import com.dashjoin.jsonata.Dialect;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.SyntaxTree;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.InvalidStateMachineException;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Expression;
import io.github.emrlaunch.states.internal.query.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A JSONata expression, between <code>{%</code> and <code>%}</code>. */
public final class JsonataExpression implements Expression {
    private static final String START = "{%";
    private static final String END = "%}";

    private final String field;
    private final String text;
    private final Jsonata parsed;

    private JsonataExpression(String field, String text, Jsonata parsed) {
        this.field = field;
        this.text = text;
        this.parsed = parsed;
    }

    /** Returns whether a text of a definition is an expression. Any other text is literal. */
    public static boolean isExpression(String text) {
        return text.startsWith(START);
    }

    /**
     * Parses an expression.
     *
     * @param field the field with the expression, such as {@code Output/table}
     * @param text the text with its delimiters
     * @param location the location of the field in the definition
     * @param statesFields the fields of {@code $states} in addition to input and context
     * @throws InvalidStateMachineException when the expression cannot be parsed or has a forbidden reference
     */
    public static JsonataExpression parse(String field, String text, String location, Set<String> statesFields) {
        if (!text.endsWith(END) || text.length() < START.length() + END.length()) {
            throw InvalidStateMachineException.schema(
                    location, "JSONata string must start with {% and end with %}, got: " + text);
        }
        String expression =
                text.substring(START.length(), text.length() - END.length()).trim();
        Jsonata parsed = parse(expression, location);
        try {
            ExpressionChecks.check(SyntaxTree.of(parsed), statesFields);
        } catch (IllegalArgumentException e) {
            throw new InvalidStateMachineException(
                    "UNSUPPORTED_JSONATA_EXPRESSION", String.valueOf(e.getMessage()), location);
        }
        return new JsonataExpression(field, expression, parsed);
    }

    private static Jsonata parse(String expression, String location) {
        try {
            Jsonata parsed = Dialect.parse(expression);
            // Without this, the library would return the same result for null and for undefined.
            parsed.setOutputConvertNulls(false);
            return parsed;
        } catch (StackOverflowError e) {
            throw invalid("The expression is nested too deep", location);
        } catch (RuntimeException e) {
            // The library's parser throws more than its own exception, such as the exceptions of regular expressions.
            throw invalid(String.valueOf(e.getMessage()), location);
        }
    }

    private static InvalidStateMachineException invalid(String message, String location) {
        return new InvalidStateMachineException("INVALID_JSONATA_EXPRESSION", message, location);
    }

    @Override
    public JsonNode evaluate(Scope scope) throws EvaluationException {
        JsonNode result;
        try {
            result = JsonataValues.json(parsed.evaluate(null, frame(scope)));
        } catch (FunctionResultException e) {
            throw failed("returned an unsupported result type.");
        } catch (BoundExceededException e) {
            throw failed("threw an error during evaluation. : " + e.getMessage());
        } catch (JException e) {
            throw failed("threw an error during evaluation. %s: %s".formatted(e.getError(), e.getMessage()));
        } catch (StackOverflowError e) {
            throw failed("threw an error during evaluation. : The expression is nested too deep");
        } catch (RuntimeException e) {
            // Errors that the library does not expect, such as a failed cast in one of its functions.
            throw failed("threw an internal error during evaluation. " + e);
        }
        if (result == null) {
            throw failed("returned nothing (undefined).");
        }
        return result;
    }

    @Override
    public String text() {
        return text;
    }

    private Jsonata.Frame frame(Scope scope) {
        Jsonata.Frame frame = parsed.createFrame();
        StepFunctionsLibrary.bind(frame, scope.now());
        scope.variables().forEach((name, value) -> frame.bind(name, JsonataValues.of(value)));
        Map<String, Object> states = new LinkedHashMap<>();
        states.put("input", JsonataValues.of(scope.input()));
        states.put("context", JsonataValues.of(scope.context()));
        JsonNode result = scope.result();
        if (result != null) {
            states.put("result", JsonataValues.of(result));
        }
        JsonNode errorOutput = scope.errorOutput();
        if (errorOutput != null) {
            states.put("errorOutput", JsonataValues.of(errorOutput));
        }
        frame.bind("states", states);
        new EvaluationBounds().bind(frame);
        return frame;
    }

    private EvaluationException failed(String problem) {
        return EvaluationException.jsonata(
                field, "The JSONata expression '%s' specified for the field '%s' %s".formatted(text, field, problem));
    }
}
