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
 * The calls of the optimized integrations of one service, and their error names.
 *
 * @param service the name of the service in the gateway
 * @param prefix the prefix of error names, such as {@code EMR}
 * @param client the client of the SDK, such as {@code AmazonElasticMapReduce}
 * @param modelled the error codes with a specific exception; other errors are the base exception of the client
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

    /** Polls a job; empty when the service cannot respond now but may respond to the next poll. */
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

    /** Makes a best-effort call: a failure is not reported. */
    public void attempt(CallContext context, String operation, ObjectNode input) {
        try {
            gateway.call(context, service, operation, input);
        } catch (AwsException inVain) {
            // The failure cannot be reported.
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

    /** Removes nulls. Tasks pass their parameters to an SDK, in which null is an unset member, so services never receive nulls. */
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
