package io.github.emrlaunch.local.internal.aws;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The HTTP protocol of a service. */
public sealed interface ServiceProtocol {
    /**
     * The <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">AWS JSON protocols</a>.
     *
     * @param targetPrefix the prefix of {@code X-Amz-Target}, such as {@code AmazonSSM}
     */
    record Json(String targetPrefix) implements ServiceProtocol {}

    /**
     * The <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS Query protocol</a>.
     *
     * @param namespace the XML namespace of the responses
     */
    record Query(String namespace) implements ServiceProtocol {}

    /**
     * The <a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">AWS REST JSON protocol</a>.
     *
     * @param saysWhoseFault whether errors have a member {@code Type} (client or server), as in Lambda
     */
    record Rest(List<Route> routes, boolean saysWhoseFault) implements ServiceProtocol {
        public Rest {
            routes = List.copyOf(routes);
        }
    }

    /** A protocol of one service only. {@code internal.http} has the interface that reads and writes it. */
    non-sealed interface Own extends ServiceProtocol {}

    /**
     * The method and path of an operation of a REST service.
     *
     * @param path a name in braces is a member of the input, such as {@code /applications/{applicationId}}
     */
    record Route(String method, String path, String operation, Binding binding) {
        /** Creates a route to an operation whose other members are in the bodies. */
        public Route(String method, String path, String operation) {
            this(method, path, operation, Binding.BODY);
        }

        /** Returns a copy with members of the input in the query, each with its own name. */
        public Route query(String... members) {
            Map<String, String> query = Stream.of(members).collect(Collectors.toMap(name -> name, name -> name));
            return new Route(method, path, operation, new Binding(query, Map.of(), Map.of(), null));
        }
    }

    /**
     * The locations of members outside the body, see <a
     * href="https://smithy.io/2.0/spec/http-bindings.html">HTTP bindings</a>.
     *
     * @param query the members of the input by query parameter
     * @param headers the members of the input by header, in lower case
     * @param answerHeaders the members of the output by header
     * @param payload the member that is the complete body, of the input and of the output. The {@code StatusCode} of the output is
     *     then the status of the response. Null when there is none
     */
    record Binding(
            Map<String, String> query,
            Map<String, String> headers,
            Map<String, String> answerHeaders,
            @Nullable String payload) {
        static final Binding BODY = new Binding(Map.of(), Map.of(), Map.of(), null);

        public Binding {
            query = Map.copyOf(query);
            headers = Map.copyOf(headers);
            answerHeaders = Map.copyOf(answerHeaders);
        }
    }
}
