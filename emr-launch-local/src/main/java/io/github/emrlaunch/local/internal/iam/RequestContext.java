package io.github.emrlaunch.local.internal.iam;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The context of a request for policy evaluation. The names of condition keys are case-insensitive. */
final class RequestContext {
    private final String action;
    private final String resource;
    private final Caller caller;
    private final Map<String, List<String>> values = new HashMap<>();

    RequestContext(String action, String resource, Caller caller, Map<String, List<String>> values) {
        this.action = action;
        this.resource = resource;
        this.caller = caller;
        values.forEach((key, keyValues) -> this.values.put(key.toLowerCase(Locale.ROOT), List.copyOf(keyValues)));
    }

    String action() {
        return action;
    }

    String resource() {
        return resource;
    }

    Caller caller() {
        return caller;
    }

    /** Returns the values of a condition key; empty when the request doesn't have it. */
    List<String> values(String key) {
        return values.getOrDefault(key.toLowerCase(Locale.ROOT), List.of());
    }
}
