package io.github.emrlaunch.local.internal.aws;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /**
     * The <a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">AWS REST JSON protocol</a>.
     *
     * @param saysWhoseFault whether errors have a member {@code Type}, as those of Lambda do
     */
    record Rest(List<Route> routes, boolean saysWhoseFault) implements ServiceProtocol {
        public Rest {
            routes = List.copyOf(routes);
        }
    }

    /** A protocol that one service has for itself; {@code internal.http} has the interface that reads and writes it. */
    non-sealed interface Own extends ServiceProtocol {}

    /**
     * The method and path that lead to an operation of a REST service.
     *
     * @param path what is in braces is a member of the input, such as {@code /applications/{applicationId}}
     */
    record Route(String method, String path, String operation, Binding binding) {
        /** A route to an operation whose other members are in the bodies. */
        public Route(String method, String path, String operation) {
            this(method, path, operation, Binding.BODY);
        }

        /** With members of the input that a query holds, each under its own name. */
        public Route query(String... members) {
            Map<String, String> query = Stream.of(members).collect(Collectors.toMap(name -> name, name -> name));
            return new Route(method, path, operation, new Binding(query, Map.of(), Map.of(), null));
        }
    }

    /**
     * Where members are that are not in the body, see <a
     * href="https://smithy.io/2.0/spec/http-bindings.html">HTTP bindings</a>.
     *
     * @param query members of the input by parameters of the query
     * @param headers members of the input by headers, in lower case
     * @param answerHeaders members of the output by headers
     * @param payload the member that is the whole body, of the input and of the output; the output's {@code StatusCode} is the
     *     answer's then; null where there is none
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
