package io.github.emrlaunch.local.internal.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Is told of every request of a caller that is known, before its operation is called. */
@FunctionalInterface
public interface RequestListener {
    /**
     * A request, decoded.
     *
     * @return told when the request is served
     */
    Runnable arrived(String accessKeyId, String service, String operation, ObjectNode input);
}
