package io.github.emrlaunch.examples.launchwithsecrets;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The override function: a Lambda function that changes the request of a launch, instead of the library's overrides. It maps {@code
 * {"ClusterConfigurationOverrides": {"Size": "large"}}} of an execution to instance settings.
 */
public final class SizeOverrides {
    private record Size(String instanceType, int instances) {}

    private static final Map<String, Size> SIZES =
            Map.of("small", new Size("m7g.xlarge", 2), "large", new Size("r7g.4xlarge", 10));

    /**
     * Changes the request. If it throws an exception, the launch fails with it before anything is started.
     *
     * @param payload the execution's input ({@code ExecutionInput}), the request ({@code Input}) and the allowed overrides ({@code
     *     AllowedClusterConfigOverrides})
     * @return the changed request
     */
    public Map<String, Object> apply(Map<String, Object> payload) {
        Map<String, Object> request = object(payload.get("Input"));
        Map<String, Object> overrides =
                object(object(payload.get("ExecutionInput")).get("ClusterConfigurationOverrides"));
        if (!Set.of("Size").containsAll(overrides.keySet())) {
            throw new IllegalArgumentException("'Size' is the only override, got: " + overrides.keySet());
        }
        Object asked = overrides.getOrDefault("Size", "small");
        Size size = SIZES.get(String.valueOf(asked));
        if (size == null) {
            throw new IllegalArgumentException("'Size' must be small or large, got: " + asked);
        }
        Object groups = object(request.get("Instances")).getOrDefault("InstanceGroups", List.of());
        for (Object group : (List<?>) groups) {
            if ("CORE".equals(object(group).get("InstanceRole"))) {
                object(group).put("InstanceType", size.instanceType());
                object(group).put("InstanceCount", size.instances());
            }
        }
        return request;
    }

    /** Casts a JSON object, which the Lambda runtime passes as a map. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Map.of();
    }
}
