package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;

/**
 * An operation of a service.
 *
 * @param demands what a caller must be allowed to do, read from the request
 * @param handler does it
 */
public record Operation(Function<ObjectNode, List<Demand>> demands, Handler handler) {
    /** JSON in, JSON out, {@link AwsException} for everything that AWS would refuse. */
    @FunctionalInterface
    public interface Handler {
        JsonNode call(CallContext context, ObjectNode input);
    }

    /** An operation that demands one thing. */
    public static Operation demanding(Function<ObjectNode, Demand> demand, Handler handler) {
        return new Operation(input -> List.of(demand.apply(input)), handler);
    }

    /** An operation that everybody may call, whatever policies say. */
    public static Operation open(Handler handler) {
        return new Operation(input -> List.of(), handler);
    }
}
