package io.github.emrlaunch.core.serverless;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.internal.states.StateValues;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The client token of a task. It is the same for each attempt within one entry of a state, and differs for another entry. The iterations of
 * a Map state are
 * distinguished by their items, the values that they send, and their indexes if the context object has them.
 */
final class ClientToken {
    /**
     * Step Functions limits the input of its hash function to 10,000 characters. Each part is hashed together with the hash of the previous
     * parts, which has 64.
     *
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html">Intrinsic functions</a>
     */
    private static final int CHARACTERS = 9_900;

    /** The format arguments are the expressions that are sent, each after a comma, and the length of a part. */
    private static final String HASH =
            "($all := $string([$states.context.Execution.Id, $states.context.Execution.RedriveCount, "
                    + "$states.context.State.Name, $states.context.State.EnteredTime, $states.context.Map.Item.Index, $states.input%1$s]); "
                    + "$reduce([0..$floor($length($all) / %2$d)], function($before, $part) { "
                    + "$hash($before & $substring($all, $part * %2$d, %2$d), 'SHA-256') }, ''))";

    /** Functions whose value changes with each attempt. */
    private static final Pattern CHANGES = Pattern.compile("\\$(uuid|now|millis|random)\\s*\\(");

    private ClientToken() {}

    /** Returns the token of a call with these arguments. */
    static String of(JsonNode arguments) {
        Set<String> sent = new LinkedHashSet<>();
        addExpressions(arguments, sent);
        for (String one : sent) {
            if (CHANGES.matcher(one).find()) {
                throw new IllegalArgumentException(
                        "%s has another value with each attempt, so a retry after a lost response would start a duplicate: compute the value in a previous state"
                                .formatted(one));
            }
        }
        StringBuilder all = new StringBuilder();
        sent.forEach(one -> all.append(", ").append(one));
        return expression(HASH.formatted(all, CHARACTERS));
    }

    private static void addExpressions(JsonNode json, Set<String> expressions) {
        if (json.isTextual() && Reference.isExpression(json.textValue())) {
            expressions.add(StateValues.expression(json));
        }
        json.forEach(child -> addExpressions(child, expressions));
    }
}
