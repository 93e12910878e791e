package io.github.emrlaunch.local.internal.iam;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An IAM role.
 *
 * @param id the unique id, which starts with AROA
 * @param trust the trust policy; null for a role that was only declared: its policies are unknown, and every principal may assume it
 * @param managedPolicies the ARNs of AWS managed and customer managed policies
 * @param inlinePolicies the inline policies by name
 * @param permissionsBoundary the ARN of the permissions boundary; null without one
 * @param maxSessionSeconds the maximum session duration
 */
public record Role(
        String name,
        String arn,
        String id,
        @Nullable Policy trust,
        List<String> managedPolicies,
        Map<String, Policy> inlinePolicies,
        @Nullable String permissionsBoundary,
        Map<String, String> tags,
        int maxSessionSeconds) {
    /** The default maximum session duration of a role. */
    public static final int DEFAULT_SESSION_SECONDS = 3600;

    public Role {
        managedPolicies = List.copyOf(managedPolicies);
        inlinePolicies = Map.copyOf(inlinePolicies);
        tags = Map.copyOf(tags);
    }

    /** Returns a copy of this role with further policies. */
    Role with(List<String> moreManaged, Map<String, Policy> moreInline) {
        Map<String, Policy> inline = new TreeMap<>(inlinePolicies);
        inline.putAll(moreInline);
        List<String> managed = Stream.concat(managedPolicies.stream(), moreManaged.stream())
                .distinct()
                .toList();
        return new Role(name, arn, id, trust, managed, inline, permissionsBoundary, tags, maxSessionSeconds);
    }
}
