package io.github.emrlaunch.local.internal.iam;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An IAM role.
 *
 * @param id the unique id that begins with AROA
 * @param trust null for a role that was only declared to exist: nothing is known of it, and everyone may assume it
 * @param managedPolicies ARNs of AWS's own and of customer managed policies
 * @param inlinePolicies by name
 * @param permissionsBoundary an ARN, null without one
 * @param maxSessionSeconds how long its sessions may last
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
    /** Unless a role says something else. */
    public static final int DEFAULT_SESSION_SECONDS = 3600;

    public Role {
        managedPolicies = List.copyOf(managedPolicies);
        inlinePolicies = Map.copyOf(inlinePolicies);
        tags = Map.copyOf(tags);
    }

    /** This role with further policies. */
    Role with(List<String> moreManaged, Map<String, Policy> moreInline) {
        Map<String, Policy> inline = new TreeMap<>(inlinePolicies);
        inline.putAll(moreInline);
        List<String> managed = Stream.concat(managedPolicies.stream(), moreManaged.stream())
                .distinct()
                .toList();
        return new Role(name, arn, id, trust, managed, inline, permissionsBoundary, tags, maxSessionSeconds);
    }
}
