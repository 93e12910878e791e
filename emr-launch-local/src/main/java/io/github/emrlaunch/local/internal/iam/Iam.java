package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The identities of the account. */
public final class Iam {
    private final Account account;
    private final Map<String, Role> roles = new ConcurrentSkipListMap<>();
    private final Map<String, InstanceProfile> profiles = new ConcurrentSkipListMap<>();
    private final Map<String, JsonNode> managedPolicies = new ConcurrentSkipListMap<>();
    private final Map<String, List<String>> attachedManaged = new ConcurrentHashMap<>();
    private final Map<String, Map<String, JsonNode>> attachedInline = new ConcurrentHashMap<>();
    private final Map<String, Principal> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger sessionCount = new AtomicInteger();

    public Iam(Account account) {
        this.account = account;
    }

    public String roleArn(String path, String name) {
        return account.globalArn("iam", "role" + path + name);
    }

    public static String roleId(String name) {
        return "AROA" + Ids.alphanumeric("role/" + name, 17);
    }

    public void put(Role role) {
        roles.put(role.name(), role);
    }

    public void put(InstanceProfile profile) {
        profiles.put(profile.name(), profile);
    }

    public void putManagedPolicy(String arn, JsonNode document) {
        managedPolicies.put(arn, document);
    }

    /** The document of a customer managed policy. */
    public Optional<JsonNode> managedPolicy(String arn) {
        return Optional.ofNullable(managedPolicies.get(arn));
    }

    /** A role by name or ARN, with every policy that was attached to it. */
    public Optional<Role> role(String nameOrArn) {
        return (nameOrArn.startsWith("arn:")
                        ? roles.values().stream()
                                .filter(role -> role.arn().equals(nameOrArn))
                                .findFirst()
                        : Optional.ofNullable(roles.get(nameOrArn)))
                .map(role -> role.with(
                        attachedManaged.getOrDefault(role.name(), List.of()),
                        attachedInline.getOrDefault(role.name(), Map.of())));
    }

    /** An instance profile by name or ARN. */
    public Optional<InstanceProfile> instanceProfile(String nameOrArn) {
        return nameOrArn.startsWith("arn:")
                ? profiles.values().stream()
                        .filter(profile -> profile.arn().equals(nameOrArn))
                        .findFirst()
                : Optional.ofNullable(profiles.get(nameOrArn));
    }

    /** Adds or replaces an inline policy; the role may be created again without losing it. */
    public void putInlinePolicy(String roleName, String policyName, JsonNode document) {
        attachedInline.merge(roleName, Map.of(policyName, document), (before, added) -> {
            Map<String, JsonNode> all = new TreeMap<>(before);
            all.putAll(added);
            return all;
        });
    }

    /** Attaches a managed policy; the role may be created again without losing it. */
    public void attachManagedPolicy(String roleName, String policyArn) {
        attachedManaged.merge(
                roleName, List.of(policyArn), (before, added) -> Stream.concat(before.stream(), added.stream())
                        .distinct()
                        .toList());
    }

    /** Who a session of this role is. */
    public Principal sessionPrincipal(Role role, String sessionName) {
        return new Principal(
                account.globalArn("sts", "assumed-role/" + role.name() + "/" + sessionName),
                role.id() + ":" + sessionName,
                role.name());
    }

    /** Opens a session with an access key of its own, by which its calls are recognized. */
    public Credentials openSession(Role role, String sessionName) {
        String seed = role.arn() + "/" + sessionName + "/" + sessionCount.incrementAndGet();
        Credentials credentials = new Credentials(
                "ASIA" + Ids.alphanumeric("key/" + seed, 16),
                Ids.hex("secret/" + seed, 40),
                Ids.hex("token/" + seed, 64),
                sessionPrincipal(role, sessionName));
        sessions.put(credentials.accessKeyId(), credentials.principal());
        return credentials;
    }

    /** Whose key this is; every key that no session was given is the account's own. */
    public Principal principalOf(String accessKeyId) {
        return sessions.getOrDefault(accessKeyId, Principal.root(account));
    }
}
