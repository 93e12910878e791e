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
 * @param allow whether the effect is Allow; otherwise it is Deny
 * @param principals the principals; null in an identity-based policy, whose principal is its owner
 * @param actions the actions, or with {@code notActions} the excluded actions
 * @param resources the resources likewise; null when the policy belongs to one resource and names none
 * @param document the statement as it is in the policy; not modified
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
     * Parses a statement that {@link PolicyGrammar} accepted.
     *
     * @param variables whether the version of the policy supports variables
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

    /** Returns the texts of an element that is a list or a single text. */
    static List<String> strings(JsonNode oneOrMore) {
        if (!oneOrMore.isArray()) {
            return List.of(oneOrMore.asText());
        }
        List<String> strings = new ArrayList<>();
        oneOrMore.forEach(one -> strings.add(one.asText()));
        return strings;
    }

    /** Returns whether the statement matches a request, and how directly it names the caller. */
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

    /** Returns whether all variables can be resolved. Otherwise the statement is invalid and cannot allow anything. */
    private boolean isResolvable(RequestContext context) {
        return (resources == null || resources.stream().allMatch(glob -> glob.isResolvable(context)))
                && conditions.stream().allMatch(condition -> condition.isResolvable(context));
    }
}
