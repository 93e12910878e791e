package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Receives the events of services: the default event bus. */
@FunctionalInterface
public interface EventSink {
    /**
     * Accepts an event. It is delivered later, in another thread.
     *
     * @param source such as {@code aws.emr}
     * @param detailType such as {@code EMR Cluster State Change}
     * @param resources ARNs
     */
    void emit(String source, String detailType, List<String> resources, ObjectNode detail);
}
