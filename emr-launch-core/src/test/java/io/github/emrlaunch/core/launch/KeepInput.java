package io.github.emrlaunch.core.launch;

import java.util.Map;
import java.util.Objects;

/** A user's own override function, in a jar of nothing but this class: it reads what the Python library sends, and changes nothing. */
public final class KeepInput {
    /** Called by Lambda's runtime, which makes maps of JSON. */
    public Object handle(Map<String, Object> event) {
        Objects.requireNonNull(event.get("ExecutionInput"));
        Objects.requireNonNull(event.get("AllowedClusterConfigOverrides"));
        return Objects.requireNonNull(event.get("Input"));
    }
}
