package io.github.emrlaunch.local.internal.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.states.StatesError;
import java.util.Optional;
import java.util.Set;

/**
 * The calls of the optimized tasks of one service, with the names that its errors have there.
 *
 * @param service as the gateway knows it
 * @param prefix what error names begin with, such as {@code EMR}
 * @param client the SDK's client, such as {@code AmazonElasticMapReduce}
 * @param modelled the error codes that have an exception of their own; others are the client's base exception
 */
public record ServiceCalls(Gateway gateway, String service, String prefix, String client, Set<String> modelled) {
    public ServiceCalls {
        modelled = Set.copyOf(modelled);
    }

    public JsonNode call(CallContext context, String operation, ObjectNode input) throws StatesError {
        try {
            return gateway.call(context, service, operation, input);
        } catch (AwsException e) {
            throw error(context, e);
        }
    }

    /** Looks at a job; empty when the service cannot say now, which it may the next time. */
    public Optional<JsonNode> look(CallContext context, String operation, ObjectNode input) throws StatesError {
        try {
            return Optional.of(gateway.call(context, service, operation, input));
        } catch (AwsException e) {
            if (e.status() >= 500 || e.isAnswerLost() || e.code().startsWith("Throttling")) {
                return Optional.empty();
            }
            throw error(context, e);
        }
    }

    /** Calls at best effort: nobody learns that it was in vain. */
    public void attempt(CallContext context, String operation, ObjectNode input) {
        try {
            gateway.call(context, service, operation, input);
        } catch (AwsException inVain) {
            // Nobody is left to be told.
        }
    }

    private StatesError error(CallContext context, AwsException e) {
        String name = e.code().endsWith("Exception") ? e.code() : e.code() + "Exception";
        boolean own = modelled.contains(name) || e.isAnswerLost();
        return new StatesError(
                prefix + "." + (own ? name : client + "Exception"),
                e.message() + " (Service: " + client + "; Status Code: " + e.status() + "; Error Code: " + e.code()
                        + "; Request ID: " + context.requestId() + "; Proxy: null)");
    }

    /** A task hands its parameters to an SDK, for which null is unset: services never see those. */
    public static JsonNode withoutNulls(JsonNode value) {
        JsonNode copy = value.deepCopy();
        if (copy instanceof ObjectNode object) {
            object.properties().removeIf(member -> member.getValue().isNull());
            object.properties().forEach(member -> member.setValue(withoutNulls(member.getValue())));
        } else if (copy instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, withoutNulls(array.get(i)));
            }
        }
        return copy;
    }
}
