package io.github.emrlaunch.local.internal.iam;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What policies say about a request, see <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">policy evaluation
 * logic</a>.
 *
 * @param reason why it is not allowed, as AWS ends its sentence; empty when it is
 * @param policy the policy that decided, null when no statement is about the request
 * @param statement of that policy
 */
record Decision(
        boolean allowed,
        String reason,
        @Nullable String policy,
        @Nullable String statement) {
    /**
     * Decides a request: it needs a statement that allows it among the identity policies and another in the boundary, if there
     * is one, and none in either that denies it.
     */
    static Decision of(List<Policy> identity, @Nullable Policy boundary, RequestContext context) {
        List<Policy> limits = boundary == null ? List.of() : List.of(boundary);
        Optional<Decision> denied = find(identity, false, context, "with an explicit deny in an identity-based policy")
                .or(() -> find(limits, false, context, "with an explicit deny in a permissions boundary"));
        if (denied.isPresent()) {
            return denied.get();
        }
        Optional<Decision> allowed = find(identity, true, context, "");
        if (allowed.isEmpty()) {
            return undecided("identity-based policy", context);
        }
        if (boundary != null && boundary.find(true, context).isEmpty()) {
            return undecided("permissions boundary", context);
        }
        return allowed.get();
    }

    private static Optional<Decision> find(
            List<Policy> policies, boolean allow, RequestContext context, String reason) {
        return policies.stream()
                .flatMap(policy -> policy.find(allow, context).stream()
                        .map(statement -> new Decision(allow, reason, policy.name(), statement.id())))
                .findFirst();
    }

    private static Decision undecided(String kind, RequestContext context) {
        return new Decision(false, "because no " + kind + " allows the " + context.action() + " action", null, null);
    }
}
