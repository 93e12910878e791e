package io.github.emrlaunch.local.internal.iam;

import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Principal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The identities of the account. */
public final class Iam {
    private final Account account;
    private final Map<String, Role> roles = new ConcurrentSkipListMap<>();
    private final Map<String, InstanceProfile> profiles = new ConcurrentSkipListMap<>();
    private final Map<String, Policy> managedPolicies = new ConcurrentSkipListMap<>();
    private final Map<String, List<String>> attachedManaged = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Policy>> attachedInline = new ConcurrentHashMap<>();
    private final Map<String, Principal> sessions = new ConcurrentHashMap<>();
    private final Set<String> expired = ConcurrentHashMap.newKeySet();
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

    /** Puts a role of which nothing more is known. */
    public void declare(String name, String path) {
        put(new Role(name, roleArn(path, name), roleId(name), null, List.of(), Map.of(), null));
    }

    public void put(InstanceProfile profile) {
        profiles.put(profile.name(), profile);
    }

    /** Adds or replaces a managed policy; its name is its ARN. */
    public void putManagedPolicy(Policy policy) {
        managedPolicies.put(policy.name(), policy);
    }

    /** A managed policy, of the account or AWS's own. */
    public Optional<Policy> managedPolicy(String arn) {
        return Optional.ofNullable(managedPolicies.get(arn)).or(() -> AwsManagedPolicies.find(arn));
    }

    /** Inline policies in the order of their names, then managed ones; those that are not known grant nothing. */
    List<Policy> identityPolicies(Role role) {
        return Stream.concat(
                        new TreeMap<>(role.inlinePolicies()).values().stream(),
                        role.managedPolicies().stream().flatMap(arn -> managedPolicy(arn).stream()))
                .toList();
    }

    /** The permissions boundary, null without one; one that is not known allows nothing. */
    @Nullable Policy boundary(Role role) {
        String arn = role.permissionsBoundary();
        return arn == null ? null : managedPolicy(arn).orElseGet(() -> new Policy(arn, List.of()));
    }

    /**
     * Whether a service may assume a role.
     *
     * @param service such as {@code lambda}
     * @param sourceArn on behalf of which resource
     */
    public boolean isAssumable(Role role, String service, String sourceArn) {
        TrustPolicy trust = role.trust();
        if (trust == null) {
            return true;
        }
        Set<String> names = new HashSet<>();
        for (String suffix : List.of("amazonaws.com", account.urlSuffix())) {
            names.add(service + "." + suffix);
            names.add(service + "." + account.region() + "." + suffix);
        }
        return trust.allows(
                names, Map.of("aws:SourceAccount", List.of(account.id()), "aws:SourceArn", List.of(sourceArn)));
    }

    /** Whether a principal may assume a role. The account itself may, so that a test can act as any role. */
    public boolean isAssumable(Role role, Principal principal) {
        if (principal.roleName() == null || role.trust() == null) {
            return true;
        }
        String callersArn = role(principal.roleName()).map(Role::arn).orElse("");
        return role.trust()
                .allows(
                        Set.of(account.id(), account.globalArn("iam", "root"), callersArn, principal.arn()),
                        Map.of("aws:PrincipalArn", List.of(callersArn), "aws:PrincipalAccount", List.of(account.id())));
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
    public void putInlinePolicy(String roleName, Policy policy) {
        attachedInline.merge(roleName, Map.of(policy.name(), policy), (before, added) -> {
            Map<String, Policy> all = new TreeMap<>(before);
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

    /** Ends a session: its credentials are refused from now on. */
    public void expire(Credentials credentials) {
        expired.add(credentials.accessKeyId());
    }

    /** Whose key this is; every key that no session was given is the account's own. */
    public Principal principalOf(String accessKeyId) {
        if (expired.contains(accessKeyId)) {
            throw AwsException.client("ExpiredTokenException", "The security token included in the request is expired");
        }
        return sessions.getOrDefault(accessKeyId, Principal.root(account));
    }
}
