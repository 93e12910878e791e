package io.github.emrlaunch.lambdas.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * One unsigned call.
 *
 * @param service the service that is called
 * @param operation the operation's name
 * @param method the HTTP method
 * @param path the path of the URI, relative to that of the endpoint
 * @param body the request; empty for none
 */
record AwsCall(CalledService service, String operation, SdkHttpMethod method, String path, String body) {
    /** Returns a call of a service whose requests contain the operation's name. */
    static AwsCall of(CalledService service, String operation, ObjectNode request) {
        return switch (service.protocol()) {
            case JSON -> new AwsCall(service, operation, SdkHttpMethod.POST, "/", Json.write(request));
            case REST_JSON -> throw new IllegalArgumentException(service + " has operations by method and path");
        };
    }

    /** Returns the operation in the form of an IAM action. */
    String action() {
        return service.prefix() + ":" + operation;
    }

    /** Returns whether there is a body: a POST always has one, which may be empty. */
    boolean hasBody() {
        return method == SdkHttpMethod.POST;
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    SdkHttpRequest request(URI endpoint) {
        String base = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .protocol(endpoint.getScheme())
                .host(endpoint.getHost())
                .port(endpoint.getPort() < 0 ? null : endpoint.getPort())
                .method(method)
                .encodedPath(base + path)
                .putHeader("Content-Type", contentType());
        if (hasBody()) {
            request.putHeader("Content-Length", String.valueOf(bytes().length));
        }
        if (service.protocol() == CalledService.Protocol.JSON) {
            request.putHeader("X-Amz-Target", service.target() + "." + operation);
        }
        return request.build();
    }

    private String contentType() {
        return switch (service.protocol()) {
            case JSON -> "application/x-amz-json-" + service.version();
            case REST_JSON -> "application/json";
        };
    }
}
