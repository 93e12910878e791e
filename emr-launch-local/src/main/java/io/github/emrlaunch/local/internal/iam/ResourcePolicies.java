package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The resource-based policies of functions, queues, topics, secrets and buckets. */
public final class ResourcePolicies {
    private static final Pattern OBJECT = Pattern.compile("^(arn:[^:]*:s3:::[^/]*)/.*$", Pattern.DOTALL);

    private final Account account;
    private final Iam iam;
    private final Map<String, Map<String, Policy>> byArn = new ConcurrentHashMap<>();

    public ResourcePolicies(Account account, Iam iam) {
        this.account = account;
        this.iam = iam;
    }

    /**
     * Adds or replaces a policy of a resource.
     *
     * @param id identifies the policy among the policies of the resource
     * @throws MalformedPolicyException when the document is not a policy
     */
    public void put(String arn, String id, JsonNode document) throws MalformedPolicyException {
        Policy policy = Policy.parse(arn, document, Policy.Kind.RESOURCE);
        iam.checkPrincipals(policy);
        byArn.merge(arn, Map.of(id, policy), (before, added) -> {
            Map<String, Policy> all = new TreeMap<>(before);
            all.putAll(added);
            return all;
        });
    }

    /** Removes a policy of a resource. */
    public void remove(String arn, String id) {
        byArn.computeIfPresent(arn, (key, before) -> {
            Map<String, Policy> rest = new TreeMap<>(before);
            rest.remove(id);
            return rest;
        });
    }

    Checkpoint checkpoint() {
        return Checkpoints.of(byArn);
    }

    /** Returns the policies of a resource, or none. An object has the policies of its bucket. */
    List<Policy> of(String arn) {
        String owner = OBJECT.matcher(arn).replaceFirst("$1");
        return List.copyOf(byArn.getOrDefault(owner, Map.of()).values());
    }

    /**
     * Returns whether a service may perform an action on a resource.
     *
     * @param service such as {@code events}, without an account
     * @param sourceArn the ARN of the resource on whose behalf the service calls
     */
    public boolean permits(String arn, String action, String service, String sourceArn) {
        RequestContext request = new ServiceCaller(account, service, sourceArn).asks(action, arn);
        List<Policy> policies = of(arn);
        return policies.stream().anyMatch(policy -> policy.find(true, request).isPresent())
                && policies.stream()
                        .noneMatch(policy -> policy.find(false, request).isPresent());
    }
}
