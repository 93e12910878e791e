package io.github.emrlaunch.core.launch;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A user's override function, in a jar with only this class: it doubles the number of core nodes. */
public final class DoubleCoreNodes {
    /** Called by Lambda's runtime, which converts JSON to maps. */
    public Map<String, Object> handle(Map<String, Object> event) {
        Map<String, Object> overrides = map(map(event, "ExecutionInput"), "ClusterConfigurationOverrides");
        Map<String, Object> cluster = map(event, "Input");
        for (String member : List.of("ServiceRole", "CustomAmiId", "BootstrapActions", "Tags")) {
            Object value = overrides.get(member);
            if (value != null) {
                cluster.put(member, value);
            }
        }
        Object asked = overrides.getOrDefault("CoreInstanceCount", 1);
        List<?> groups =
                (List<?>) Objects.requireNonNull(map(cluster, "Instances").get("InstanceGroups"));
        cast(groups.get(1)).put("InstanceCount", 2 * ((Number) Objects.requireNonNull(asked)).intValue());
        return cluster;
    }

    private static Map<String, Object> map(Map<String, Object> json, String member) {
        return cast(Objects.requireNonNull(json.get(member)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Object json) {
        return (Map<String, Object>) json;
    }
}
