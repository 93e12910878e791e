package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement of an identity policy.
 *
 * @param id its {@code Sid}, or its index in brackets
 * @param allow its effect; a statement that doesn't allow denies
 * @param actions those that it is about, or with {@code notActions} those that it is not about
 * @param resources likewise
 */
record Statement(
        String id,
        boolean allow,
        List<Glob> actions,
        boolean notActions,
        List<Glob> resources,
        boolean notResources,
        List<Condition> conditions) {
    Statement {
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
        conditions = List.copyOf(conditions);
    }

    static Statement parse(JsonNode statement, int index) throws MalformedPolicyException {
        boolean notActions = isNegated(statement, "Action");
        boolean notResources = isNegated(statement, "Resource");
        return new Statement(
                AwsJson.text(statement, "Sid", "[" + index + "]"),
                allows(statement),
                globs(statement.get(notActions ? "NotAction" : "Action")),
                notActions,
                globs(statement.get(notResources ? "NotResource" : "Resource")),
                notResources,
                Condition.parse(statement.path("Condition")));
    }

    /** Whether the effect is Allow; any other than Allow and Deny is none. */
    static boolean allows(JsonNode statement) throws MalformedPolicyException {
        String effect = AwsJson.text(statement, "Effect", "none");
        if (!List.of("Allow", "Deny").contains(effect)) {
            throw new MalformedPolicyException("the Effect of a statement is Allow or Deny, got " + effect);
        }
        return effect.equals("Allow");
    }

    private static boolean isNegated(JsonNode statement, String element) throws MalformedPolicyException {
        boolean negated = statement.has("Not" + element);
        if (statement.has(element) == negated) {
            throw new MalformedPolicyException("a statement has either " + element + " or Not" + element);
        }
        return negated;
    }

    private static List<Glob> globs(JsonNode oneOrMore) {
        return strings(oneOrMore).stream().map(Glob::new).toList();
    }

    /** The texts of an element that is a list, or one of its elements. */
    static List<String> strings(JsonNode oneOrMore) {
        if (!oneOrMore.isArray()) {
            return List.of(oneOrMore.asText());
        }
        List<String> strings = new ArrayList<>();
        oneOrMore.forEach(one -> strings.add(one.asText()));
        return strings;
    }

    boolean appliesTo(RequestContext context) {
        return notActions != actions.stream().anyMatch(glob -> glob.matchesAction(context.action()))
                && notResources
                        != resources.stream().anyMatch(glob -> glob.matchesResource(context.resource(), context))
                && conditions.stream().allMatch(condition -> condition.holds(context));
    }
}
