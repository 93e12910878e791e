package io.github.emrlaunch.examples.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * Sends raw requests to AWS, signed by the SDK's signer: responses are compared as AWS wrote them, and probes send requests that no
 * client of the SDK can send. Throttled requests are retried.
 */
final class AwsApi implements AutoCloseable {
    private static final int ATTEMPTS = 6;
    /** The timeout of a request. An invoked function responds when it has ended. */
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(5);

    private static final Pattern QUERY_ERROR = Pattern.compile("<Code>([^<]*)</Code>");
    /** IAM has one endpoint in each partition. */
    private static final Map<String, Global> IAM = Map.of(
            "aws", new Global("us-east-1", "https://iam.amazonaws.com"),
            "aws-cn", new Global("cn-north-1", "https://iam.cn-north-1.amazonaws.com.cn"),
            "aws-us-gov", new Global("us-gov-west-1", "https://iam.us-gov.amazonaws.com"));

    private record Global(String region, String endpoint) {}

    /**
     * A response.
     *
     * @param body JSON or XML
     * @param errorType the header in which some services send the error code
     */
    record Answer(int status, String body, @Nullable String errorType) {
        boolean ok() {
            return status < 300;
        }

        JsonNode json() {
            return Json.parse(body);
        }

        /** Returns the error code without its namespace, or an empty string. */
        String error() {
            if (ok()) {
                return "";
            }
            Matcher query = QUERY_ERROR.matcher(body);
            String code = query.find()
                    ? query.group(1)
                    : errorType != null
                            ? errorType.replaceAll(":.*", "")
                            : body.startsWith("{") ? json().path("__type").asText() : "";
            return code.substring(code.indexOf('#') + 1);
        }

        /** Returns a readable description in one line. */
        String told() {
            return ok() ? "status " + status : "status " + status + ", " + error() + ": " + message();
        }

        private String message() {
            String text = body.startsWith("{")
                    ? json().path("message").asText(json().path("Message").asText())
                    : body.replaceAll("(?s).*<Message>(.*?)</Message>.*", "$1");
            return text.length() > 300 ? text.substring(0, 300) + "…" : text;
        }
    }

    private final SdkHttpClient http =
            UrlConnectionHttpClient.builder().socketTimeout(LONGEST_ANSWER).build();
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Region region;
    private final AwsCredentialsProvider credentials;
    private final @Nullable URI endpoint;

    /**
     * Creates a client for one region.
     *
     * @param endpoint the endpoint for all services instead of those of AWS
     */
    AwsApi(Region region, AwsCredentialsProvider credentials, @Nullable URI endpoint) {
        this.region = region;
        this.credentials = credentials;
        this.endpoint = endpoint;
    }

    /** Returns a client with other credentials. */
    AwsApi with(AwsCredentialsProvider others) {
        return new AwsApi(region, others, endpoint);
    }

    /** Calls an operation of a service with a JSON protocol, such as {@code AmazonSSM.GetParameter} of {@code ssm}. */
    Answer json(String service, String target, JsonNode input) throws InterruptedException {
        return json(service, target, input, region.id());
    }

    /** Calls an operation with a signature for another region than the endpoint's. */
    Answer json(String service, String target, JsonNode input, String signedRegion) throws InterruptedException {
        String version = service.equals("sqs") || service.equals("states") ? "1.0" : "1.1";
        return send(
                service,
                signedRegion,
                request(SdkHttpMethod.POST, regional(service), "/")
                        .putHeader("X-Amz-Target", target)
                        .putHeader("Content-Type", "application/x-amz-json-" + version),
                Json.write(input));
    }

    /** Calls an operation that must succeed. */
    ObjectNode required(String service, String target, JsonNode input) throws InterruptedException {
        Answer answer = json(service, target, input);
        if (!answer.ok()) {
            throw new IllegalStateException(target + ": " + answer.told());
        }
        return (ObjectNode) answer.json();
    }

    /** Calls an operation of a service with the Query protocol: IAM, STS, CloudFormation. */
    Answer query(String service, String version, String action, Map<String, String> input) throws InterruptedException {
        Map<String, String> form = new TreeMap<>(input);
        form.put("Action", action);
        form.put("Version", version);
        String body = form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        Global global =
                service.equals("iam") ? IAM.get(region.metadata().partition().id()) : null;
        URI uri = global == null || endpoint != null ? regional(service) : URI.create(global.endpoint());
        return send(
                service,
                global == null ? region.id() : global.region(),
                request(SdkHttpMethod.POST, uri, "/").putHeader("Content-Type", "application/x-www-form-urlencoded"),
                body);
    }

    /**
     * Calls an operation of a REST service.
     *
     * @param path the path with a query after {@code ?}, both encoded
     */
    Answer rest(String service, SdkHttpMethod method, String path, @Nullable String body) throws InterruptedException {
        return send(service, region.id(), request(method, regional(service), path), body);
    }

    /** Calls an operation on a bucket or one of its objects. */
    Answer s3(SdkHttpMethod method, String bucket, String path) throws InterruptedException {
        return send(
                "s3",
                region.id(),
                endpoint == null
                        ? request(method, URI.create("https://" + bucket + "." + host("s3")), path)
                        : request(method, endpoint, "/" + bucket + path),
                null);
    }

    private URI regional(String service) {
        return endpoint == null ? URI.create("https://" + host(service)) : endpoint;
    }

    private String host(String service) {
        return "%s.%s.%s"
                .formatted(service, region.id(), region.metadata().partition().dnsSuffix());
    }

    private static SdkHttpRequest.Builder request(SdkHttpMethod method, URI uri, String path) {
        return SdkHttpRequest.builder().method(method).uri(uri.resolve(path));
    }

    private Answer send(String service, String signedRegion, SdkHttpRequest.Builder request, @Nullable String body)
            throws InterruptedException {
        Answer answer = once(service, signedRegion, request, body);
        for (int attempt = 1; attempt < ATTEMPTS && isTemporary(answer); attempt++) {
            Thread.sleep(500L << attempt);
            answer = once(service, signedRegion, request, body);
        }
        return answer;
    }

    private static boolean isTemporary(Answer answer) {
        return answer.status() == 429
                || answer.status() == 503
                || answer.error().contains("Throttl")
                || answer.error().equals("TooManyRequestsException");
    }

    private Answer once(String service, String signedRegion, SdkHttpRequest.Builder request, @Nullable String body) {
        boolean s3 = service.equals("s3");
        ContentStreamProvider content = body == null ? null : ContentStreamProvider.fromUtf8String(body);
        SignedRequest signed = signer.sign(sign -> sign.identity(credentials.resolveCredentials())
                .request(request.build())
                .payload(content)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, signedRegion)
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !s3)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !s3));
        try {
            HttpExecuteResponse response = http.prepareRequest(HttpExecuteRequest.builder()
                            .request(signed.request())
                            .contentStreamProvider(signed.payload().orElse(null))
                            .build())
                    .call();
            String text = "";
            if (response.responseBody().isPresent()) {
                try (InputStream stream = response.responseBody().get()) {
                    text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
            return new Answer(
                    response.httpResponse().statusCode(),
                    text,
                    response.httpResponse()
                            .firstMatchingHeader("x-amzn-ErrorType")
                            .orElse(null));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot reach " + request.build().getUri(), e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
