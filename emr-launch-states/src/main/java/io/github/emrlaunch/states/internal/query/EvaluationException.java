package io.github.emrlaunch.states.internal.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The data of a state cannot be processed. The runner of the state converts this to an error that names the state. */
public final class EvaluationException extends Exception {
    private final String error;
    private final String problem;
    private final @Nullable String field;

    private EvaluationException(String error, String problem, @Nullable String field) {
        super(error + ": " + problem);
        this.error = error;
        this.problem = problem;
        this.field = field;
    }

    public static EvaluationException runtime(String problem) {
        return new EvaluationException(ErrorNames.RUNTIME, problem, null);
    }

    public static EvaluationException intrinsic(String problem) {
        return new EvaluationException(ErrorNames.INTRINSIC_FAILURE, problem, null);
    }

    public static EvaluationException resultPath(String problem) {
        return new EvaluationException(ErrorNames.RESULT_PATH_MATCH_FAILURE, problem, null);
    }

    public static EvaluationException noChoiceMatched(String problem) {
        return new EvaluationException(ErrorNames.NO_CHOICE_MATCHED, problem, null);
    }

    public static EvaluationException dataLimit(String problem) {
        return new EvaluationException(ErrorNames.DATA_LIMIT_EXCEEDED, problem, null);
    }

    /**
     * Creates an error of JSONata.
     *
     * @param field the field with the expression, such as {@code Output/table}
     */
    public static EvaluationException jsonata(String field, String problem) {
        return new EvaluationException(ErrorNames.QUERY_EVALUATION_ERROR, problem, field);
    }

    /** Creates an error for the query language of a field. */
    public static EvaluationException of(QueryLanguage language, String field, String problem) {
        return language == QueryLanguage.JSONATA ? jsonata(field, problem) : runtime(problem);
    }

    /**
     * Creates an error for an expression, or a path, with a value of the wrong type for its field.
     *
     * @param expected the type or the bounds of the field
     */
    public static EvaluationException unexpected(
            QueryLanguage language, String field, Expression expression, String expected, JsonNode value) {
        String text = JsonValues.text(value);
        if (language == QueryLanguage.JSON_PATH) {
            return runtime(
                    "The %s '%s' must reference %s, got: %s".formatted(field, expression.text(), expected, text));
        }
        return jsonata(
                field,
                "The JSONata expression '%s' specified for the field '%s' returned an unexpected result type. Expected '%s', but was '%s' for value: %s"
                        .formatted(
                                expression.text(),
                                field,
                                expected,
                                value.getNodeType().name().toLowerCase(Locale.ROOT),
                                text));
    }

    /** Returns the name of the error, which Retry and Catch match. */
    public String error() {
        return error;
    }

    /** Returns the problem. */
    public String problem() {
        return problem;
    }

    /** Returns the field with the failed JSONata expression; null for all other errors. */
    public @Nullable String field() {
        return field;
    }
}
