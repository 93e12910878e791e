package io.github.emrlaunch.local.internal.iam;

import io.github.emrlaunch.local.Authorization;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Authorizer;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides by the policies of the calling role as they are at that moment, and remembers what it decided. */
public final class IamAuthorizer implements Authorizer {
    private final Account account;
    private final Iam iam;
    private final List<Authorization> authorizations = Collections.synchronizedList(new ArrayList<>());

    public IamAuthorizer(Account account, Iam iam) {
        this.account = account;
        this.iam = iam;
    }

    /** All decisions about roles, in their order. */
    public List<Authorization> authorizations() {
        synchronized (authorizations) {
            return List.copyOf(authorizations);
        }
    }

    @Override
    public Optional<String> refusal(Principal principal, RequiredPermission permission) {
        if (principal.roleName() == null) {
            return Optional.empty();
        }
        Role role = iam.role(principal.roleName())
                .orElseThrow(() -> new IllegalStateException("A session of a role that is gone: " + principal.arn()));
        Decision decision = decide(principal, role, permission);
        authorizations.add(new Authorization(
                role.name(),
                permission.action(),
                permission.resource(),
                decision.allowed(),
                decision.policy(),
                decision.statement()));
        return decision.allowed()
                ? Optional.empty()
                : Optional.of("User: " + principal.arn() + " is not authorized to perform: " + permission.action()
                        + " on resource: " + permission.resource() + " " + decision.reason());
    }

    /** Whether a session of a role could do what nobody asks for here; not remembered. */
    public boolean wouldAllow(Role role, RequiredPermission permission) {
        return decide(iam.sessionPrincipal(role, "none"), role, permission).allowed();
    }

    private Decision decide(Principal principal, Role role, RequiredPermission permission) {
        return Decision.of(iam.identityPolicies(role), iam.boundary(role), context(principal, role, permission));
    }

    /** The demand's keys and those of every request that can be known here. */
    private RequestContext context(Principal principal, Role role, RequiredPermission permission) {
        Map<String, List<String>> keys = new HashMap<>(Map.of(
                "aws:PrincipalAccount", List.of(account.id()),
                "aws:PrincipalArn", List.of(role.arn()),
                "aws:PrincipalType", List.of("AssumedRole"),
                "aws:userid", List.of(principal.userId()),
                "aws:RequestedRegion", List.of(account.region()),
                "aws:ResourceAccount", List.of(account.id()),
                "aws:SecureTransport", List.of("true"),
                "aws:ViaAWSService", List.of("false")));
        keys.putAll(permission.context());
        return new RequestContext(permission.action(), permission.resource(), keys);
    }
}
