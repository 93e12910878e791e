package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An operation of a service: JSON in, JSON out, {@link AwsException} for everything that AWS would refuse. */
@FunctionalInterface
public interface Operation {
    JsonNode call(CallContext context, ObjectNode input);
}
