package io.github.emrlaunch.local.internal.s3;

import com.sun.net.httpserver.HttpExchange;
import io.github.emrlaunch.local.internal.http.HttpProtocol;
import io.github.emrlaunch.local.internal.http.Protocol;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The REST protocol of S3, see the <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html">API reference</a>. It maps
 * requests to operations.
 */
final class S3Protocol implements HttpProtocol {
    /** A host name that starts with a bucket. */
    private static final Pattern VIRTUAL_HOST = Pattern.compile("(?:(.+?)\\.)?(?:s3\\.)?localhost(?::\\d+)?");

    private static final Pattern HOST_OF_S3 = Pattern.compile("(?:.+\\.)?s3\\.localhost(?::\\d+)?");

    /**
     * The route of requests to an operation.
     *
     * @param parameters the required query parameters, with a value if the route has one
     */
    private record Route(String method, Scope scope, List<String> parameters, String operation) {}

    /** The scope of an address. */
    enum Scope {
        SERVICE,
        BUCKET,
        OBJECT
    }

    /** The first matching route applies; routes with parameters come first. */
    private static final List<Route> ROUTES = List.of(
            new Route("GET", Scope.SERVICE, List.of(), "ListBuckets"),
            new Route("GET", Scope.BUCKET, List.of("location"), "GetBucketLocation"),
            new Route("GET", Scope.BUCKET, List.of("uploads"), "ListMultipartUploads"),
            new Route("GET", Scope.BUCKET, List.of("list-type=2"), "ListObjectsV2"),
            new Route("GET", Scope.BUCKET, List.of(), "ListObjects"),
            new Route("HEAD", Scope.BUCKET, List.of(), "HeadBucket"),
            new Route("PUT", Scope.BUCKET, List.of(), "CreateBucket"),
            new Route("DELETE", Scope.BUCKET, List.of(), "DeleteBucket"),
            new Route("POST", Scope.BUCKET, List.of("delete"), "DeleteObjects"),
            new Route("GET", Scope.OBJECT, List.of("uploadId"), "ListParts"),
            new Route("GET", Scope.OBJECT, List.of(), "GetObject"),
            new Route("HEAD", Scope.OBJECT, List.of(), "HeadObject"),
            new Route("PUT", Scope.OBJECT, List.of("uploadId", "x-amz-copy-source"), "UploadPartCopy"),
            new Route("PUT", Scope.OBJECT, List.of("uploadId"), "UploadPart"),
            new Route("PUT", Scope.OBJECT, List.of("x-amz-copy-source"), "CopyObject"),
            new Route("PUT", Scope.OBJECT, List.of(), "PutObject"),
            new Route("DELETE", Scope.OBJECT, List.of("uploadId"), "AbortMultipartUpload"),
            new Route("DELETE", Scope.OBJECT, List.of(), "DeleteObject"),
            new Route("POST", Scope.OBJECT, List.of("uploads"), "CreateMultipartUpload"),
            new Route("POST", Scope.OBJECT, List.of("uploadId"), "CompleteMultipartUpload"));

    @Override
    public boolean claims(HttpExchange exchange) {
        String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
        return !bucketOfHost(host).isEmpty() || HOST_OF_S3.matcher(host).matches();
    }

    @Override
    public Protocol of(HttpExchange exchange) {
        return new S3Exchange(exchange);
    }

    /** Returns the bucket in a host name; empty when the bucket is in the path. */
    static String bucketOfHost(String host) {
        Matcher virtual = VIRTUAL_HOST.matcher(host);
        String bucket = virtual.matches() ? virtual.group(1) : null;
        return bucket == null || bucket.equals("s3") ? "" : bucket;
    }

    /**
     * Returns the operation of a request.
     *
     * @param parameters the query parameters and headers that distinguish operations, with their values if they have one
     */
    static String operation(String method, Scope scope, List<String> parameters) {
        return ROUTES.stream()
                .filter(route -> route.method().equals(method) && route.scope() == scope)
                .filter(route -> parameters.containsAll(route.parameters()))
                .map(Route::operation)
                .findFirst()
                .orElseThrow(() -> S3Errors.methodNotAllowed(method));
    }
}
