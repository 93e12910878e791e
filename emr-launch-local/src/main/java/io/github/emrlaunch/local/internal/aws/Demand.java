package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a caller must be allowed to do before a call goes through.
 *
 * @param action such as {@code ssm:GetParameter}
 * @param resource an ARN, or {@code *} for an action that knows no resources
 * @param context the values of condition keys, without those that every request has
 */
public record Demand(String action, String resource, Map<String, List<String>> context) {
    public Demand {
        context = Map.copyOf(context);
    }

    public static Demand of(String action, String resource) {
        return new Demand(action, resource, Map.of());
    }

    /** The permission to hand a role to a service. */
    public static Demand passRole(String roleArn, String service) {
        return of("iam:PassRole", roleArn).with("iam:PassedToService", List.of(service));
    }

    public Demand with(String key, List<String> values) {
        Map<String, List<String>> more = new HashMap<>(context);
        more.put(key, List.copyOf(values));
        return new Demand(action, resource, more);
    }

    /** With the condition keys of tags that the request brings, a list of {@code Key} and {@code Value}. */
    public Demand withRequestTags(JsonNode tags) {
        Demand demand = this;
        List<String> keys = new ArrayList<>();
        for (JsonNode tag : tags) {
            String key = Json.text(tag, "Key", "");
            keys.add(key);
            demand = demand.with("aws:RequestTag/" + key, List.of(Json.text(tag, "Value", "")));
        }
        return keys.isEmpty() ? demand : demand.with("aws:TagKeys", keys);
    }
}
