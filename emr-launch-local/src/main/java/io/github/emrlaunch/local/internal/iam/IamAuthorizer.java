package io.github.emrlaunch.local.internal.iam;

import io.github.emrlaunch.local.Authorization;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Authorizer;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Authorizes calls with the current policies of the calling role and of the resource, and records the decisions. */
public final class IamAuthorizer implements Authorizer {
    private final Account account;
    private final Iam iam;
    private final ResourcePolicies resourcePolicies;
    private final Supplier<Instant> now;
    private final List<DecidedCall> decided = Collections.synchronizedList(new ArrayList<>());

    public IamAuthorizer(Account account, Iam iam, ResourcePolicies resourcePolicies, Supplier<Instant> now) {
        this.account = account;
        this.iam = iam;
        this.resourcePolicies = resourcePolicies;
        this.now = now;
    }

    /** Returns all decisions about roles, in order. */
    public List<Authorization> authorizations() {
        return decided().stream().map(DecidedCall::authorization).toList();
    }

    /** Returns the same decisions with the session and the time. */
    public List<DecidedCall> decided() {
        synchronized (decided) {
            return List.copyOf(decided);
        }
    }

    @Override
    public Optional<String> refusal(Principal principal, RequiredPermission permission) {
        Principal.Session session = principal.session();
        if (session == null) {
            return Optional.empty();
        }
        Role role = iam.role(session.roleName())
                .orElseThrow(() -> new IllegalStateException("A session of a role that is gone: " + principal.arn()));
        Decision decision = decide(principal, session, role, permission);
        Authorization authorization = new Authorization(
                role.name(),
                permission.action(),
                permission.resource(),
                decision.allowed(),
                decision.policy(),
                decision.statement());
        decided.add(
                new DecidedCall(authorization, session.name(), principal.execution(), decision.document(), now.get()));
        return decision.allowed()
                ? Optional.empty()
                : Optional.of("User: " + principal.arn() + " is not authorized to perform: " + permission.action()
                        + " on resource: " + permission.resource() + " " + decision.reason());
    }

    Checkpoint checkpoint() {
        synchronized (decided) {
            return Checkpoints.of(decided);
        }
    }

    /** Returns whether a session of a role would have a permission for which there is no call here. The decision is not recorded. */
    public boolean wouldAllow(Role role, RequiredPermission permission) {
        Principal principal = iam.sessionPrincipal(role, "none");
        Principal.Session session = principal.session();
        return session != null && decide(principal, session, role, permission).allowed();
    }

    private Decision decide(Principal principal, Principal.Session session, Role role, RequiredPermission permission) {
        @Nullable Policy trust = permission.action().startsWith("sts:")
                ? iam.role(permission.resource()).map(Role::trust).orElse(null)
                : null;
        Decision.Policies policies = new Decision.Policies(
                iam.identityPolicies(role),
                iam.boundary(role),
                trust == null ? resourcePolicies.of(permission.resource()) : List.of(trust),
                trust != null);
        return Decision.of(
                policies,
                new RequestContext(
                        permission.action(),
                        permission.resource(),
                        iam.caller(principal, role),
                        keys(principal, session, role, permission)));
    }

    /** Returns the condition keys of the permission and the global keys that are known here. The client is on this machine. */
    private Map<String, List<String>> keys(
            Principal principal, Principal.Session session, Role role, RequiredPermission permission) {
        Instant time = now.get().truncatedTo(ChronoUnit.SECONDS);
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("aws:CurrentTime", List.of(time.toString()));
        keys.put("aws:EpochTime", List.of(Long.toString(time.getEpochSecond())));
        keys.put("aws:PrincipalAccount", List.of(account.id()));
        keys.put("aws:PrincipalArn", List.of(role.arn()));
        keys.put("aws:PrincipalIsAWSService", List.of("false"));
        keys.put("aws:PrincipalType", List.of("AssumedRole"));
        keys.put("aws:RequestedRegion", List.of(account.region()));
        keys.put("aws:ResourceAccount", List.of(account.id()));
        keys.put("aws:SecureTransport", List.of("true"));
        keys.put("aws:SourceIp", List.of("127.0.0.1"));
        keys.put("aws:TokenIssueTime", List.of(session.issued().toString()));
        keys.put("aws:userid", List.of(principal.userId()));
        keys.put("aws:ViaAWSService", List.of("false"));
        principalTags(role, session).forEach((key, value) -> keys.put("aws:PrincipalTag/" + key, List.of(value)));
        keys.putAll(permission.context());
        return keys;
    }

    /** Returns the principal tags. Session tags replace the tags of the role; their keys are case-insensitive. */
    private static Map<String, String> principalTags(Role role, Principal.Session session) {
        Map<String, String> tags = new HashMap<>();
        role.tags().forEach((key, value) -> tags.put(key.toLowerCase(Locale.ROOT), value));
        session.tags().forEach((key, value) -> tags.put(key.toLowerCase(Locale.ROOT), value));
        return tags;
    }
}
