package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;

/**
 * An operation of a service.
 *
 * @param permissions what a caller must be allowed to do, read from the request
 * @param handler does it
 */
public record Operation(Function<ObjectNode, List<RequiredPermission>> permissions, Handler handler) {
    /** JSON in, JSON out, {@link AwsException} for everything that AWS would refuse. */
    @FunctionalInterface
    public interface Handler {
        JsonNode call(CallContext context, ObjectNode input);
    }

    /** An operation that requires one permission. */
    public static Operation requiring(Function<ObjectNode, RequiredPermission> permission, Handler handler) {
        return new Operation(input -> List.of(permission.apply(input)), handler);
    }

    /** An operation that everybody may call, whatever policies say. */
    public static Operation open(Handler handler) {
        return new Operation(input -> List.of(), handler);
    }
}
