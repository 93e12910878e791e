package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the Retry and Catch of a state. */
final class ErrorHandlingParser {
    private static final Set<String> RETRIER_FIELDS = Set.of(
            "Comment",
            "ErrorEquals",
            "IntervalSeconds",
            "MaxAttempts",
            "BackoffRate",
            "MaxDelaySeconds",
            "JitterStrategy");
    private static final Set<String> CATCHER_FIELDS = Set.of("Comment", "ErrorEquals", "ResultPath", "Next");

    private final GraphParser.Targets targets;

    ErrorHandlingParser(GraphParser.Targets targets) {
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
            catchers.add(catcher(catches.get(i), i == catches.size() - 1));
        }
        return new ErrorHandling(retriers, catchers);
    }

    private static ErrorHandling.Retrier retrier(Fields fields, boolean last) {
        fields.allow("a retrier", RETRIER_FIELDS);
        List<String> errorEquals = errorEquals(fields, last);
        int interval = orElse(fields.integer("IntervalSeconds", 1, Limits.MAXIMUM_SECONDS), 1);
        Integer maximumDelay = fields.integer("MaxDelaySeconds", 1, Limits.MAXIMUM_DELAY_SECONDS);
        if (maximumDelay != null && maximumDelay <= interval) {
            throw fields.invalid(
                    "MaxDelaySeconds",
                    "must be greater than IntervalSeconds (%d), got: %d".formatted(interval, maximumDelay));
        }
        return new ErrorHandling.Retrier(
                errorEquals,
                interval,
                orElse(fields.integer("MaxAttempts", 0, Limits.MAXIMUM_SECONDS), 3),
                backoffRate(fields),
                maximumDelay,
                fullJitter(fields));
    }

    private static double backoffRate(Fields fields) {
        JsonNode value = fields.get("BackoffRate");
        if (value == null) {
            return 2.0;
        }
        if (!value.isNumber() || value.doubleValue() < 1.0) {
            throw fields.invalid("BackoffRate", "must be a number of at least 1.0, got: " + Json.text(value));
        }
        return value.doubleValue();
    }

    private static boolean fullJitter(Fields fields) {
        String strategy = fields.text("JitterStrategy");
        if (strategy == null || strategy.equals("NONE")) {
            return false;
        }
        if (!strategy.equals("FULL")) {
            throw fields.invalid("JitterStrategy", "must be FULL or NONE, got: " + strategy);
        }
        return true;
    }

    private ErrorHandling.Catcher catcher(Fields fields, boolean last) {
        fields.allow("a catcher", CATCHER_FIELDS);
        return new ErrorHandling.Catcher(
                errorEquals(fields, last), StateParser.resultPath(fields), targets.required(fields, "Next"));
    }

    private static List<String> errorEquals(Fields fields, boolean last) {
        JsonNode value = fields.required("ErrorEquals");
        List<String> names = new ArrayList<>();
        for (JsonNode name : value) {
            if (!name.isTextual() || name.textValue().isEmpty()) {
                throw fields.invalid("ErrorEquals", "must hold error names, got: " + Json.text(name));
            }
            names.add(name.textValue());
        }
        if (!value.isArray() || names.isEmpty()) {
            throw fields.invalid("ErrorEquals", "must be an array of error names, got: " + Json.text(value));
        }
        if (names.contains(ErrorNames.ALL) && (names.size() > 1 || !last)) {
            throw fields.invalid(
                    "ErrorEquals", "States.ALL must stand alone and in the last place, got: " + Json.text(value));
        }
        return names;
    }

    private static int orElse(@Nullable Integer value, int other) {
        return value == null ? other : value;
    }
}
