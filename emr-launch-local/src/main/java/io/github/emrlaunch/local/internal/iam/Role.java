package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An IAM role.
 *
 * @param id the unique id that begins with AROA
 * @param trust the trust policy, null for a role that was only declared to exist
 * @param managedPolicies ARNs of AWS's own and of customer managed policies
 * @param inlinePolicies policy documents by name
 * @param permissionsBoundary an ARN, null without one
 */
public record Role(
        String name,
        String arn,
        String id,
        @Nullable JsonNode trust,
        List<String> managedPolicies,
        Map<String, JsonNode> inlinePolicies,
        @Nullable String permissionsBoundary) {
    public Role {
        managedPolicies = List.copyOf(managedPolicies);
        inlinePolicies = Map.copyOf(inlinePolicies);
    }

    /** This role with further policies. */
    Role with(List<String> moreManaged, Map<String, JsonNode> moreInline) {
        Map<String, JsonNode> inline = new TreeMap<>(inlinePolicies);
        inline.putAll(moreInline);
        List<String> managed = Stream.concat(managedPolicies.stream(), moreManaged.stream())
                .distinct()
                .toList();
        return new Role(name, arn, id, trust, managed, inline, permissionsBoundary);
    }
}
