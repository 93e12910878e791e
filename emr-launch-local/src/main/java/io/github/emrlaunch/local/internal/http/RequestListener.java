package io.github.emrlaunch.local.internal.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Receives every request of a known caller before its operation is called. */
@FunctionalInterface
public interface RequestListener {
    /**
     * Handles a decoded request.
     *
     * @return an action that runs after the request is served
     */
    Runnable arrived(String accessKeyId, String service, String operation, ObjectNode input);
}
