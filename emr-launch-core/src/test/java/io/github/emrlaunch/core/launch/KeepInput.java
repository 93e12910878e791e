package io.github.emrlaunch.core.launch;

import java.util.Map;
import java.util.Objects;

/** A user's override function, in a jar with only this class: it reads the members that the Python library sends, and changes nothing. */
public final class KeepInput {
    /** Called by Lambda's runtime, which converts JSON to maps. */
    public Object handle(Map<String, Object> event) {
        Objects.requireNonNull(event.get("ExecutionInput"));
        Objects.requireNonNull(event.get("AllowedClusterConfigOverrides"));
        return Objects.requireNonNull(event.get("Input"));
    }
}
