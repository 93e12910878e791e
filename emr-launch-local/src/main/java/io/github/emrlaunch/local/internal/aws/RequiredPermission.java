package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A permission that a caller needs for a call.
 *
 * @param action such as {@code ssm:GetParameter}
 * @param resource an ARN, or {@code *} for an action without resource-level permissions
 * @param context the values of the condition keys, except the global keys of every request
 */
public record RequiredPermission(String action, String resource, Map<String, List<String>> context) {
    public RequiredPermission {
        context = Map.copyOf(context);
    }

    public static RequiredPermission of(String action, String resource) {
        return new RequiredPermission(action, resource, Map.of());
    }

    /** Returns the permission to pass a role to a service. */
    public static RequiredPermission passRole(String roleArn, String service) {
        return of("iam:PassRole", roleArn).with("iam:PassedToService", List.of(service));
    }

    public RequiredPermission with(String key, List<String> values) {
        Map<String, List<String>> more = new HashMap<>(context);
        more.put(key, List.copyOf(values));
        return new RequiredPermission(action, resource, more);
    }

    /** Returns a copy with the condition keys of the request's tags, a list of {@code Key} and {@code Value}. */
    public RequiredPermission withRequestTags(JsonNode tags) {
        RequiredPermission permission = this;
        List<String> keys = new ArrayList<>();
        for (JsonNode tag : tags) {
            String key = AwsJson.text(tag, "Key", "");
            keys.add(key);
            permission = permission.with("aws:RequestTag/" + key, List.of(AwsJson.text(tag, "Value", "")));
        }
        return keys.isEmpty() ? permission : permission.with("aws:TagKeys", keys);
    }
}
