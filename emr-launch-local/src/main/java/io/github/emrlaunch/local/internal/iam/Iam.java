package io.github.emrlaunch.local.internal.iam;

import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The identities of the account. */
public final class Iam {
    private static final String ASSUME_ROLE = "sts:AssumeRole";

    private final Account account;
    private final Map<String, Role> roles = new ConcurrentSkipListMap<>();
    private final Map<String, InstanceProfile> profiles = new ConcurrentSkipListMap<>();
    private final Map<String, Policy> managedPolicies = new ConcurrentSkipListMap<>();
    private final Map<String, List<String>> attachedManaged = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Policy>> attachedInline = new ConcurrentHashMap<>();
    private final AccessKeys accessKeys;
    private final Supplier<Instant> now;

    /**
     * Creates IAM for an account without identities.
     *
     * @param now the current time of the account
     */
    public Iam(Account account, Supplier<Instant> now, AccessKeys accessKeys) {
        this.account = account;
        this.now = now;
        this.accessKeys = accessKeys;
    }

    /** Returns a checkpoint of the identities. Sessions are not part of it. */
    Checkpoint checkpoint() {
        return Checkpoints.all(
                Checkpoints.of(roles),
                Checkpoints.of(profiles),
                Checkpoints.of(managedPolicies),
                Checkpoints.of(attachedManaged),
                Checkpoints.ofMaps(attachedInline, ConcurrentSkipListMap::new));
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

    /** Declares a role with unknown policies. */
    public void declare(String name, String path) {
        put(new Role(
                name,
                roleArn(path, name),
                roleId(name),
                null,
                List.of(),
                Map.of(),
                null,
                Map.of(),
                Role.DEFAULT_SESSION_SECONDS));
    }

    public void put(InstanceProfile profile) {
        profiles.put(profile.name(), profile);
    }

    /** Adds or replaces a managed policy. Its name is its ARN. */
    public void putManagedPolicy(Policy policy) {
        managedPolicies.put(policy.name(), policy);
    }

    /** Returns a managed policy, customer managed or AWS managed. */
    public Optional<Policy> managedPolicy(String arn) {
        return Optional.ofNullable(managedPolicies.get(arn)).or(() -> AwsManagedPolicies.find(arn));
    }

    /** Returns the inline policies in the order of their names, followed by the managed policies. Unknown policies grant nothing. */
    List<Policy> identityPolicies(Role role) {
        return Stream.concat(
                        new TreeMap<>(role.inlinePolicies()).values().stream(),
                        role.managedPolicies().stream().flatMap(arn -> managedPolicy(arn).stream()))
                .toList();
    }

    /** Returns the current statements of a role's identity-based policies; empty when the role does not exist. */
    public List<PolicyStatement> statements(String roleName) {
        return role(roleName).stream()
                .flatMap(role -> identityPolicies(role).stream())
                .flatMap(policy -> policy.statements().stream()
                        .map(statement ->
                                new PolicyStatement(roleName, policy.name(), statement.id(), statement.document())))
                .toList();
    }

    /** Returns the permissions boundary; null without one. An unknown boundary allows nothing. */
    @Nullable Policy boundary(Role role) {
        String arn = role.permissionsBoundary();
        return arn == null ? null : managedPolicy(arn).orElseGet(() -> new Policy(arn, List.of()));
    }

    /**
     * Returns whether a service may assume a role.
     *
     * @param service such as {@code lambda}
     * @param sourceArn the ARN of the resource on whose behalf the service calls
     */
    public boolean isAssumable(Role role, String service, String sourceArn) {
        return role.trust() == null
                || role.trust().permits(new ServiceCaller(account, service, sourceArn).asks(ASSUME_ROLE, role.arn()));
    }

    /** Returns whether the trust policy of a role lets a session assume it, whatever the policies of the session allow. */
    public boolean trusts(Role role, Principal session) {
        Role own = role(String.valueOf(session.roleName())).orElseThrow();
        Map<String, List<String>> keys =
                Map.of("aws:PrincipalArn", List.of(own.arn()), "aws:PrincipalAccount", List.of(account.id()));
        return role.trust() == null
                || role.trust().permits(new RequestContext(ASSUME_ROLE, role.arn(), caller(session, own), keys));
    }

    /** Returns the names of a role session in policies. */
    Caller caller(Principal session, Role role) {
        return new Caller(
                Set.of(Principals.AWS + session.arn()),
                Set.of(Principals.AWS + role.arn()),
                Set.of(Principals.AWS + account.id(), Principals.AWS + account.globalArn("iam", "root")));
    }

    /**
     * Rejects a resource-based policy that names a missing role of the account.
     *
     * @throws MalformedPolicyException with the first missing role
     */
    public void checkPrincipals(Policy policy) throws MalformedPolicyException {
        String prefix = Principals.AWS + account.globalArn("iam", "role/");
        for (Statement statement : policy.statements()) {
            Set<String> names = statement.principals() == null
                    ? Set.of()
                    : statement.principals().names();
            for (String name : names) {
                String arn = name.substring(name.indexOf(':') + 1);
                if (name.startsWith(prefix) && role(arn).isEmpty()) {
                    throw PolicyGrammar.invalidPrincipal("AWS", arn);
                }
            }
        }
    }

    /** Returns a role by name or ARN, with every policy that was attached to it. */
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

    /** Returns an instance profile by name or ARN. */
    public Optional<InstanceProfile> instanceProfile(String nameOrArn) {
        return nameOrArn.startsWith("arn:")
                ? profiles.values().stream()
                        .filter(profile -> profile.arn().equals(nameOrArn))
                        .findFirst()
                : Optional.ofNullable(profiles.get(nameOrArn));
    }

    /** Adds or replaces an inline policy. When the role is created again, it keeps the policy. */
    public void putInlinePolicy(String roleName, Policy policy) {
        attachedInline.merge(roleName, Map.of(policy.name(), policy), (before, added) -> {
            Map<String, Policy> all = new TreeMap<>(before);
            all.putAll(added);
            return all;
        });
    }

    /** Attaches a managed policy. When the role is created again, it keeps the policy. */
    public void attachManagedPolicy(String roleName, String policyArn) {
        attachedManaged.merge(
                roleName, List.of(policyArn), (before, added) -> Stream.concat(before.stream(), added.stream())
                        .distinct()
                        .toList());
    }

    /** Removes an inline policy that was added to a role. */
    void removeInlinePolicy(String roleName, String policyName) {
        attachedInline.computeIfPresent(roleName, (role, before) -> {
            Map<String, Policy> rest = new TreeMap<>(before);
            rest.remove(policyName);
            return rest;
        });
    }

    void detachManagedPolicy(String roleName, String policyArn) {
        attachedManaged.computeIfPresent(roleName, (role, before) -> before.stream()
                .filter(arn -> !arn.equals(policyArn))
                .toList());
    }

    /** Deletes a role with everything that is attached to it. */
    void removeRole(String name) {
        roles.remove(name);
        attachedInline.remove(name);
        attachedManaged.remove(name);
    }

    /** Deletes a managed policy that is not attached to any role. */
    void removeManagedPolicy(String arn) {
        managedPolicies.remove(arn);
        attachedManaged.keySet().forEach(role -> detachManagedPolicy(role, arn));
    }

    void removeInstanceProfile(String name) {
        profiles.remove(name);
    }

    /** Returns a new session of this role, as services create it. */
    public Principal sessionPrincipal(Role role, String sessionName) {
        return sessionPrincipal(role, sessionName, Map.of(), Set.of());
    }

    /**
     * Returns a new session of this role.
     *
     * @param tags the session tags, without the tags of the role
     * @param transitiveTagKeys the keys of the tags that sessions of further roles inherit
     */
    public Principal sessionPrincipal(
            Role role, String sessionName, Map<String, String> tags, Set<String> transitiveTagKeys) {
        return new Principal(
                account.globalArn("sts", "assumed-role/" + role.name() + "/" + sessionName),
                role.id() + ":" + sessionName,
                new Principal.Session(role.name(), sessionName, tags, transitiveTagKeys, now.get(), () -> null));
    }

    /** Issues the credentials of a session. */
    public Credentials credentials(Principal session, Instant expiration) {
        return accessKeys.issue(session, expiration);
    }

    /** Expires a session: its credentials are rejected from now on. */
    public void expire(Credentials credentials) {
        accessKeys.expire(credentials);
    }
}
