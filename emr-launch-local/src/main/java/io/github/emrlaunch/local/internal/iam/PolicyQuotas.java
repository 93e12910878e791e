package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The quotas for the size of policies, without white space, and for the number of policies of a role, see <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM and AWS STS quotas</a>.
 */
final class PolicyQuotas {
    private static final int TRUST_SIZE = 2_048;
    private static final int INLINE_SIZE = 10_240;
    private static final int MANAGED_SIZE = 6_144;
    private static final int MANAGED_POLICIES = 10;

    /** The sizes of inline policies, by role and name. */
    private final Map<String, Map<String, Integer>> inline = new HashMap<>();

    void checkTrust(ResourceRequest request, JsonNode document) {
        check(request, document.toString().length(), TRUST_SIZE, "ACLSizePerRole", "AssumeRolePolicyDocument");
    }

    void checkManaged(ResourceRequest request, JsonNode document) {
        check(request, document.toString().length(), MANAGED_SIZE, "PolicySize", "PolicyDocument");
    }

    void checkCount(ResourceRequest request, int managedPolicies) {
        check(request, managedPolicies, MANAGED_POLICIES, "PoliciesPerRole", "ManagedPolicyArns");
    }

    private static void check(ResourceRequest request, int value, int maximum, String quota, String property) {
        if (value > maximum) {
            throw request.error(
                    "LimitExceeded: Cannot exceed quota for " + quota + ": " + maximum + ", got " + value, property);
        }
    }

    /**
     * Checks a change of a role's inline policies. The quota is for all of them together.
     *
     * @param removed the names of the policies that the change removes
     * @param added the documents of the policies that it adds, by name
     */
    void checkInline(ResourceRequest request, String role, Set<String> removed, Map<String, JsonNode> added) {
        int all = sizes(role, removed, added).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        if (all > INLINE_SIZE) {
            throw request.error(
                    "LimitExceeded: Maximum policy size of " + INLINE_SIZE + " bytes exceeded for role " + role
                            + ", got " + all,
                    "");
        }
    }

    void changeInline(String role, Set<String> removed, Map<String, JsonNode> added) {
        inline.put(role, sizes(role, removed, added));
    }

    private Map<String, Integer> sizes(String role, Set<String> removed, Map<String, JsonNode> added) {
        Map<String, Integer> sizes = new HashMap<>(inline.getOrDefault(role, Map.of()));
        sizes.keySet().removeAll(removed);
        added.forEach((name, document) -> sizes.put(name, document.toString().length()));
        return sizes;
    }

    void removeRole(String role) {
        inline.remove(role);
    }

    Checkpoint checkpoint() {
        return Checkpoints.ofMaps(inline, HashMap::new);
    }
}
