package io.github.emrlaunch.examples.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A test double of an account for the CDK deployer: stacks, a bucket with an object, and no clusters. It keeps the requests. */
final class AccountDouble implements AutoCloseable {
    private static final Pattern SERVICE = Pattern.compile("Credential=[^/]+/[^/]+/[^/]+/([^/]+)/");

    private final HttpServer server;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean deployed;
    private volatile boolean bootstrapped = true;
    private volatile boolean full = true;

    AccountDouble() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Sets whether the stack exists. */
    void deployed(boolean value) {
        deployed = value;
    }

    void notBootstrapped() {
        bootstrapped = false;
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Matcher service =
                SERVICE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String name = service.find() ? service.group(1) : "none";
        String operation = body.contains("Action=")
                ? body.replaceAll(".*Action=(\\w+).*", "$1")
                : exchange.getRequestHeaders().containsKey("X-Amz-Target")
                        ? exchange.getRequestHeaders().getFirst("X-Amz-Target")
                        : exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add(name + " " + operation);
        switch (name) {
            case "sts" ->
                answer(
                        exchange,
                        200,
                        "<Arn>arn:aws:iam::123456789012:user/tester</Arn><Account>123456789012</Account>");
            case "ssm" ->
                answer(exchange, bootstrapped ? 200 : 400, bootstrapped ? "{}" : "{\"__type\": \"ParameterNotFound\"}");
            case "cloudformation" -> stacks(exchange, operation);
            case "s3" -> bucket(exchange);
            case "elasticmapreduce" -> answer(exchange, 200, "{\"Clusters\": []}");
            default -> answer(exchange, 404, "");
        }
    }

    private void stacks(HttpExchange exchange, String operation) throws IOException {
        if (operation.equals("ListStackResources")) {
            answer(exchange, 200, """
                    <member><PhysicalResourceId>role</PhysicalResourceId><ResourceType>AWS::IAM::Role</ResourceType></member>
                    <member><PhysicalResourceId>bucket</PhysicalResourceId><ResourceType>AWS::S3::Bucket</ResourceType></member>""");
        } else if (deployed) {
            answer(exchange, 200, "<StackStatus>CREATE_COMPLETE</StackStatus>");
        } else {
            answer(
                    exchange,
                    400,
                    "<Error><Code>ValidationError</Code><Message>Stack with id PlainCluster does not exist</Message></Error>");
        }
    }

    private void bucket(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("DELETE")) {
            full = false;
            answer(exchange, 204, "");
        } else {
            answer(
                    exchange,
                    200,
                    full
                            ? "<Version><Key>log/a &amp; b.gz</Key><VersionId>null</VersionId></Version>"
                            : "<ListVersionsResult/>");
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
