package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;

/**
 * An operation of a service.
 *
 * @param permissions the permissions that a caller needs, derived from the request
 * @param handler performs the operation
 */
public record Operation(Function<ObjectNode, List<RequiredPermission>> permissions, Handler handler) {
    /** Performs the operation: JSON in, JSON out, and an {@link AwsException} for every error that AWS returns. */
    @FunctionalInterface
    public interface Handler {
        JsonNode call(CallContext context, ObjectNode input);
    }

    /** Creates an operation that requires one permission. */
    public static Operation requiring(Function<ObjectNode, RequiredPermission> permission, Handler handler) {
        return new Operation(input -> List.of(permission.apply(input)), handler);
    }

    /** Creates an operation that every caller may call, whatever the policies are. */
    public static Operation open(Handler handler) {
        return new Operation(input -> List.of(), handler);
    }
}
