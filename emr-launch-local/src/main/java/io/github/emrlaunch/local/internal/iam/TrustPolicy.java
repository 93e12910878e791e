package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who may assume a role, its {@code AssumeRolePolicyDocument}, or use another resource that has a policy. */
public record TrustPolicy(List<TrustStatement> statements) {
    private static final String ASSUME_ROLE = "sts:AssumeRole";
    private static final String ANYONE = "*";

    public TrustPolicy {
        statements = List.copyOf(statements);
    }

    /**
     * A statement.
     *
     * @param principals the names of services, and the ARNs and ids of accounts, roles and sessions
     */
    record TrustStatement(boolean allow, Set<String> principals, List<Glob> actions, List<Condition> conditions) {
        TrustStatement {
            principals = Set.copyOf(principals);
            actions = List.copyOf(actions);
            conditions = List.copyOf(conditions);
        }

        boolean appliesTo(Set<String> names, RequestContext context) {
            return (principals.contains(ANYONE) || names.stream().anyMatch(principals::contains))
                    && actions.stream().anyMatch(action -> action.matchesAction(context.action()))
                    && conditions.stream().allMatch(condition -> condition.holds(context));
        }
    }

    /** Reads a trust policy. */
    public static TrustPolicy parse(JsonNode document) throws MalformedPolicyException {
        List<TrustStatement> statements = new ArrayList<>();
        for (JsonNode statement : Policy.statements(document)) {
            if (!statement.has("Principal") || !statement.has("Action")) {
                throw new MalformedPolicyException("a statement of a trust policy has a Principal and an Action");
            }
            statements.add(new TrustStatement(
                    Statement.allows(statement),
                    principals(statement.get("Principal")),
                    Statement.strings(statement.get("Action")).stream()
                            .map(Glob::new)
                            .toList(),
                    Condition.parse(statement.path("Condition"))));
        }
        return new TrustPolicy(statements);
    }

    private static Set<String> principals(JsonNode element) {
        if (element.isTextual()) {
            return Set.of(element.asText());
        }
        List<String> principals = new ArrayList<>();
        element.properties().forEach(kind -> principals.addAll(Statement.strings(kind.getValue())));
        return Set.copyOf(principals);
    }

    /**
     * Whether somebody may assume the role.
     *
     * @param names all names by which a statement can mean the one who asks
     * @param keys the values of condition keys
     */
    boolean allows(Set<String> names, Map<String, List<String>> keys) {
        return allows(ASSUME_ROLE, names, keys);
    }

    /** Whether somebody may do something with the resource whose policy this is. */
    boolean allows(String action, Set<String> names, Map<String, List<String>> keys) {
        List<TrustStatement> applicable = applicable(action, names, keys);
        return !applicable.isEmpty() && applicable.stream().allMatch(TrustStatement::allow);
    }

    /** Whether the policy forbids it, whatever others say. */
    boolean denies(String action, Set<String> names, Map<String, List<String>> keys) {
        return applicable(action, names, keys).stream().anyMatch(statement -> !statement.allow());
    }

    private List<TrustStatement> applicable(String action, Set<String> names, Map<String, List<String>> keys) {
        RequestContext context = new RequestContext(action, "", keys);
        return statements.stream()
                .filter(statement -> statement.appliesTo(names, context))
                .toList();
    }
}
