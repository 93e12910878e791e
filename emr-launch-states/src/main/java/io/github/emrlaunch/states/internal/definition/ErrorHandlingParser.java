package io.github.emrlaunch.states.internal.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.ErrorNames;
import io.github.emrlaunch.states.internal.query.QueryLanguage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the Retry and Catch fields of a state. */
final class ErrorHandlingParser {
    private static final Set<String> RETRIER_FIELDS = Set.of(
            "Comment",
            "ErrorEquals",
            "IntervalSeconds",
            "MaxAttempts",
            "BackoffRate",
            "MaxDelaySeconds",
            "JitterStrategy");
    private static final Set<String> CATCHER_FIELDS =
            Set.of("Comment", "ErrorEquals", "ResultPath", "Output", "Assign", "Next");

    private final QueryLanguage language;
    private final FlowParser flows;
    private final Targets targets;

    ErrorHandlingParser(QueryLanguage language, FlowParser flows, Targets targets) {
        this.language = language;
        this.flows = flows;
        this.targets = targets;
    }

    ErrorHandling parse(Fields state) {
        List<ErrorHandling.Retrier> retriers = new ArrayList<>();
        List<Fields> retry = state.objects("Retry");
        for (int i = 0; i < retry.size(); i++) {
            retriers.add(retrier(retry.get(i), i == retry.size() - 1));
        }
        List<ErrorHandling.Catcher> catchers = new ArrayList<>();
        List<Fields> catches = state.objects("Catch");
        for (int i = 0; i < catches.size(); i++) {
            catchers.add(catcher(catches.get(i), "Catch[" + i + "]", i == catches.size() - 1));
        }
        return new ErrorHandling(retriers, catchers);
    }

    private static ErrorHandling.Retrier retrier(Fields fields, boolean last) {
        fields.allow(RETRIER_FIELDS);
        List<String> errorEquals = errorEquals(fields, last);
        int interval = orElse(fields.integer("IntervalSeconds", 0, Limits.MAXIMUM_SECONDS), 1);
        Integer maximumDelay = fields.integer("MaxDelaySeconds", 1, Limits.MAXIMUM_DELAY_SECONDS);
        if (maximumDelay != null && maximumDelay <= interval) {
            throw fields.invalid(
                    "MaxDelaySeconds",
                    "must be greater than IntervalSeconds (%d), got: %d".formatted(interval, maximumDelay));
        }
        String jitter = fields.oneOf("JitterStrategy", "NONE", "FULL");
        return new ErrorHandling.Retrier(
                errorEquals,
                interval,
                orElse(fields.integer("MaxAttempts", 0, Limits.MAXIMUM_SECONDS), 3),
                backoffRate(fields),
                maximumDelay,
                "FULL".equals(jitter));
    }

    private static double backoffRate(Fields fields) {
        JsonNode value = fields.get("BackoffRate");
        if (value == null) {
            return 2.0;
        }
        if (!value.isNumber() || value.doubleValue() < 1.0) {
            throw fields.invalid("BackoffRate", "Minimum value is 1.0, got: " + JsonValues.text(value));
        }
        return value.doubleValue();
    }

    private ErrorHandling.Catcher catcher(Fields fields, String field, boolean last) {
        StateFields.check(fields, CATCHER_FIELDS, language);
        return new ErrorHandling.Catcher(
                errorEquals(fields, last),
                flows.catchFlow(fields, field),
                flows.assignments(fields, field + "/", FlowParser.ERROR_OUTPUT),
                targets.required(fields, "Next"));
    }

    private static List<String> errorEquals(Fields fields, boolean last) {
        JsonNode value = fields.required("ErrorEquals");
        if (!value.isArray()) {
            throw fields.invalid("ErrorEquals", "Expected value of type Array, got: " + JsonValues.text(value));
        }
        if (value.isEmpty()) {
            throw fields.invalid("ErrorEquals", "Value cannot be empty");
        }
        List<String> names = new ArrayList<>();
        for (JsonNode name : value) {
            if (!name.isTextual() || name.textValue().isEmpty()) {
                throw fields.invalid("ErrorEquals", "must hold error names, got: " + JsonValues.text(name));
            }
            names.add(name.textValue());
        }
        if (names.contains(ErrorNames.ALL) && (names.size() > 1 || !last)) {
            throw fields.invalid("ErrorEquals", "States.ALL must appear alone and at end of list");
        }
        return names;
    }

    private static int orElse(@Nullable Integer value, int other) {
        return value == null ? other : value;
    }
}
