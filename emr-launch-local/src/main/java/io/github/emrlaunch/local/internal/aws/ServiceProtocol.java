package io.github.emrlaunch.local.internal.aws;

import java.util.List;

/** How requests of a service come over HTTP. */
public sealed interface ServiceProtocol {
    /**
     * The <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">AWS JSON protocols</a>.
     *
     * @param targetPrefix what {@code X-Amz-Target} begins with, such as {@code AmazonSSM}
     */
    record Json(String targetPrefix) implements ServiceProtocol {}

    /**
     * The <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS Query protocol</a>.
     *
     * @param namespace of the answers' XML
     */
    record Query(String namespace) implements ServiceProtocol {}

    /** The <a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">AWS REST JSON protocol</a>. */
    record Rest(List<Route> routes) implements ServiceProtocol {
        public Rest {
            routes = List.copyOf(routes);
        }
    }

    /**
     * The method and path that lead to an operation of a REST service.
     *
     * @param path what is in braces is a member of the input, such as {@code /applications/{applicationId}}
     */
    record Route(String method, String path, String operation) {}
}
