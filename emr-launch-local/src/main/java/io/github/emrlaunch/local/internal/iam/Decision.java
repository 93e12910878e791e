package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of evaluating the policies for a request, see <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">policy evaluation
 * logic</a>.
 *
 * @param reason the reason why it is not allowed, as the end of the message of AWS; empty when it is allowed
 * @param policy the policy that decided; null when no statement matches the request
 * @param statement the statement that decided
 * @param document the statement as it is in the policy
 */
record Decision(
        boolean allowed,
        String reason,
        @Nullable String policy,
        @Nullable String statement,
        @Nullable JsonNode document) {

    /**
     * The policies for the evaluation of a request, all of one account.
     *
     * @param boundary the permissions boundary of the caller; null without one
     * @param resource the resource-based policies
     * @param trust whether the resource is a role to assume: then its trust policy must allow it, whatever the policies of
     *     the caller allow
     */
    record Policies(List<Policy> identity, @Nullable Policy boundary, List<Policy> resource, boolean trust) {
        Policies {
            identity = List.copyOf(identity);
            resource = List.copyOf(resource);
        }

        private String resourceKind() {
            return trust ? "role trust policy" : "resource-based policy";
        }
    }

    /**
     * Evaluates a request. A Deny statement in any policy denies it. An Allow statement of the resource-based policy that names the
     * session, or every principal, allows it; a statement that names the role allows it within the boundary. Otherwise an identity-based
     * policy must allow it, within the boundary.
     */
    static Decision of(Policies policies, RequestContext context) {
        List<Policy> limits = policies.boundary() == null ? List.of() : List.of(policies.boundary());
        Optional<Decision> denied = find(policies.identity(), context, "in an identity-based policy")
                .or(() -> find(limits, context, "in a permissions boundary"))
                .or(() -> find(policies.resource(), context, "in a " + policies.resourceKind()));
        if (denied.isPresent()) {
            return denied.get();
        }
        if (policies.trust()
                && granted(policies.resource(), context, Reach.ACCOUNT).isEmpty()) {
            return undecided(policies.resourceKind(), context);
        }
        Optional<Decision> directly = granted(policies.resource(), context, Reach.CALLER);
        if (directly.isPresent()) {
            return directly.get();
        }
        Optional<Decision> allowed = granted(policies.resource(), context, Reach.ROLE)
                .or(() -> granted(policies.identity(), context, Reach.CALLER));
        if (allowed.isEmpty()) {
            return undecided("identity-based policy", context);
        }
        return granted(limits, context, Reach.CALLER).isEmpty() && !limits.isEmpty()
                ? undecided("permissions boundary", context)
                : allowed.get();
    }

    private static Optional<Decision> find(List<Policy> policies, RequestContext context, String where) {
        return policies.stream()
                .flatMap(policy -> policy.find(false, context).stream()
                        .map(statement -> new Decision(
                                false,
                                "with an explicit deny " + where,
                                policy.name(),
                                statement.id(),
                                statement.document())))
                .findFirst();
    }

    /** Returns the first Allow statement that names the caller at least this directly. */
    private static Optional<Decision> granted(List<Policy> policies, RequestContext context, Reach least) {
        return policies.stream()
                .flatMap(policy -> policy.statements().stream()
                        .filter(Statement::allow)
                        .filter(statement -> statement.reach(context).compareTo(least) >= 0)
                        .map(statement -> new Decision(true, "", policy.name(), statement.id(), statement.document())))
                .findFirst();
    }

    private static Decision undecided(String kind, RequestContext context) {
        return new Decision(
                false, "because no " + kind + " allows the " + context.action() + " action", null, null, null);
    }
}
