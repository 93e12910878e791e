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
public record RequiredPermission(String action, String resource, Map<String, List<String>> context) {
    public RequiredPermission {
        context = Map.copyOf(context);
    }

    public static RequiredPermission of(String action, String resource) {
        return new RequiredPermission(action, resource, Map.of());
    }

    /** The permission to hand a role to a service. */
    public static RequiredPermission passRole(String roleArn, String service) {
        return of("iam:PassRole", roleArn).with("iam:PassedToService", List.of(service));
    }

    public RequiredPermission with(String key, List<String> values) {
        Map<String, List<String>> more = new HashMap<>(context);
        more.put(key, List.copyOf(values));
        return new RequiredPermission(action, resource, more);
    }

    /** With the condition keys of tags that the request brings, a list of {@code Key} and {@code Value}. */
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
