package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Where services tell what happened: the default event bus. */
@FunctionalInterface
public interface EventSink {
    /**
     * Takes an event; it is delivered later, in another thread.
     *
     * @param source such as {@code aws.emr}
     * @param detailType such as {@code EMR Cluster State Change}
     * @param resources ARNs
     */
    void emit(String source, String detailType, List<String> resources, ObjectNode detail);
}
