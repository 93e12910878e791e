package io.github.emrlaunch.states.internal.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The variables that a state, a choice rule or a catcher assigns. */
public record Assignments(Map<String, Expression> values) {
    public static final Assignments NONE = new Assignments(Map.of());

    public Assignments {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public Set<String> names() {
        return values.keySet();
    }

    /** Evaluates all values. They do not see each other's new values. */
    public Map<String, JsonNode> evaluate(Scope scope) throws EvaluationException {
        Map<String, JsonNode> assigned = new LinkedHashMap<>();
        for (Map.Entry<String, Expression> value : values.entrySet()) {
            assigned.put(value.getKey(), value.getValue().evaluate(scope));
        }
        return assigned;
    }
}
