package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a policy.
 *
 * @param id its {@code Sid}, or its index in brackets
 * @param allow its effect; a statement that doesn't allow denies
 * @param principals whom it means; null in an identity policy, which means those that have it
 * @param actions those that it is about, or with {@code notActions} those that it is not about
 * @param resources likewise; null where the policy belongs to one resource and names none
 * @param document as the policy has it; nobody changes it
 */
record Statement(
        String id,
        boolean allow,
        @Nullable Principals principals,
        List<Glob> actions,
        boolean notActions,
        @Nullable List<Glob> resources,
        boolean notResources,
        List<Condition> conditions,
        JsonNode document) {

    Statement {
        actions = List.copyOf(actions);
        resources = resources == null ? null : List.copyOf(resources);
        conditions = List.copyOf(conditions);
    }

    /**
     * Reads a statement that {@link PolicyGrammar} accepted.
     *
     * @param variables whether the policy's version knows variables
     */
    static Statement parse(JsonNode statement, int index, boolean variables) {
        boolean notPrincipal = statement.has("NotPrincipal");
        boolean notActions = statement.has("NotAction");
        boolean notResources = statement.has("NotResource");
        JsonNode principals = statement.get(notPrincipal ? "NotPrincipal" : "Principal");
        JsonNode resources = statement.get(notResources ? "NotResource" : "Resource");
        return new Statement(
                AwsJson.text(statement, "Sid", "[" + index + "]"),
                statement.path("Effect").asText().equals("Allow"),
                principals == null ? null : Principals.parse(principals, notPrincipal),
                globs(statement.path(notActions ? "NotAction" : "Action"), false),
                notActions,
                resources == null ? null : globs(resources, variables),
                notResources,
                Condition.parse(statement.path("Condition"), variables),
                statement);
    }

    private static List<Glob> globs(JsonNode oneOrMore, boolean variables) {
        return strings(oneOrMore).stream()
                .map(text -> new Glob(text, variables))
                .toList();
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

    /** Whether the statement is about a request, and whom of those that make it. */
    Reach reach(RequestContext context) {
        Reach reach = principals == null ? Reach.CALLER : principals.reach(context.caller());
        boolean applies = reach != Reach.NONE
                && notActions != actions.stream().anyMatch(glob -> glob.matchesAction(context.action()))
                && isAboutResource(context)
                && (!allow || isResolvable(context))
                && conditions.stream().allMatch(condition -> condition.holds(context));
        return applies ? reach : Reach.NONE;
    }

    private boolean isAboutResource(RequestContext context) {
        return resources == null
                || notResources
                        != resources.stream().anyMatch(glob -> glob.matchesResource(context.resource(), context));
    }

    /** A variable that cannot be resolved makes the statement invalid; here that keeps it from allowing anything. */
    private boolean isResolvable(RequestContext context) {
        return (resources == null || resources.stream().allMatch(glob -> glob.isResolvable(context)))
                && conditions.stream().allMatch(condition -> condition.isResolvable(context));
    }
}
