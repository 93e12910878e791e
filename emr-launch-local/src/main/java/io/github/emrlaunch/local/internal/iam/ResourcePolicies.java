package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What resources themselves say about the services that may use them. */
public final class ResourcePolicies {
    private final Account account;
    private final Map<String, Map<String, TrustPolicy>> byArn = new ConcurrentHashMap<>();

    public ResourcePolicies(Account account) {
        this.account = account;
    }

    /**
     * Adds or replaces a policy of a resource.
     *
     * @param id tells it from other policies of the resource
     * @throws MalformedPolicyException when the document is not a policy
     */
    public void put(String arn, String id, JsonNode document) throws MalformedPolicyException {
        TrustPolicy policy = TrustPolicy.parse(document);
        byArn.merge(arn, Map.of(id, policy), (before, added) -> {
            Map<String, TrustPolicy> all = new TreeMap<>(before);
            all.putAll(added);
            return all;
        });
    }

    /**
     * Whether a service may do something with a resource.
     *
     * @param service such as {@code events}, which names no account
     * @param sourceArn on behalf of which resource
     */
    public boolean permits(String arn, String action, String service, String sourceArn) {
        Set<String> names = new HashSet<>(List.of(service + ".amazonaws.com", service + "." + account.urlSuffix()));
        Map<String, List<String>> keys = new HashMap<>(Map.of("aws:SourceArn", List.of(sourceArn)));
        if (!service.equals("events")) {
            keys.put("aws:SourceAccount", List.of(account.id()));
        }
        List<TrustPolicy> policies =
                List.copyOf(byArn.getOrDefault(arn, Map.of()).values());
        return policies.stream().anyMatch(policy -> policy.allows(action, names, keys))
                && policies.stream().noneMatch(policy -> policy.denies(action, names, keys));
    }
}
