package io.github.emrlaunch.lambdas.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.internal.AwsErrorCode;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.utils.IoUtils;

/** The client at the network boundary: its requests, and its handling of responses and broken connections. */
class AwsClientTest {
    private static final ObjectNode REQUEST = Json.object().put("Name", "etl");
    private static final String THROTTLED = "{\"__type\": \"ThrottlingException\", \"message\": \"Rate exceeded\"}";

    private Instant now = Instant.parse("2026-11-20T08:00:00Z");
    private final List<SdkHttpRequest> sent = new ArrayList<>();
    private final List<String> bodies = new ArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Duration> pauses = new ArrayList<>();
    private int providers;

    private interface Answer {
        SdkHttpFullResponse get() throws IOException;
    }

    private final AwsClient client = new AwsClient(
            new AwsEndpoints(Map.of("AWS_REGION", "eu-west-1")),
            new Network(),
            this::credentials,
            new TestClock(),
            duration -> {
                pauses.add(duration);
                now = now.plus(duration);
            });

    private AwsCredentialsProvider credentials() {
        providers++;
        return StaticCredentialsProvider.create(AwsSessionCredentials.create("AKID" + providers, "secret", "token"));
    }

    private final class TestClock extends Clock {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final class Network implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    sent.add(request.httpRequest());
                    bodies.add(
                            request.contentStreamProvider().isEmpty()
                                    ? ""
                                    : IoUtils.toUtf8String(request.contentStreamProvider()
                                            .get()
                                            .newStream()));
                    SdkHttpFullResponse response = answers.remove().get();
                    return HttpExecuteResponse.builder()
                            .response(response)
                            .responseBody(response.content().orElse(null))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }

    private static SdkHttpFullResponse response(int status, String body, Map<String, String> headers) {
        SdkHttpFullResponse.Builder response = SdkHttpFullResponse.builder()
                .statusCode(status)
                .content(AbortableInputStream.create(
                        new java.io.ByteArrayInputStream(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        headers.forEach(response::putHeader);
        return response.build();
    }

    private void answer(int status, String body) {
        answers.add(() -> response(status, body, Map.of()));
    }

    private void answer(int times, int status, String body) {
        for (int i = 0; i < times; i++) {
            answer(status, body);
        }
    }

    private void breakOff(IOException e, int times) {
        for (int i = 0; i < times; i++) {
            answers.add(() -> {
                throw e;
            });
        }
    }

    private ObjectNode call() {
        return client.call(CalledService.EMR, "DescribeCluster", REQUEST);
    }

    private AwsCallFailedException failure() {
        return catchThrowableOfType(AwsCallFailedException.class, this::call);
    }

    private static String header(SdkHttpRequest request, String name) {
        return request.firstMatchingHeader(name).orElse("");
    }

    @Test
    void sendsJsonSignedForTheServiceAndTheRegion() {
        answer(200, "{\"Cluster\": {\"Id\": \"j-1\", \"Future\": 1.50}}");

        assertThat(call()).isEqualTo(Json.parse("{\"Cluster\": {\"Id\": \"j-1\", \"Future\": 1.50}}"));

        assertThat(bodies).containsExactly("{\"Name\":\"etl\"}");
        SdkHttpRequest request = sent.get(0);
        assertThat(request.getUri()).hasToString("https://elasticmapreduce.eu-west-1.amazonaws.com/");
        assertThat(request.method()).hasToString("POST");
        assertThat(header(request, "X-Amz-Target")).isEqualTo("ElasticMapReduce.DescribeCluster");
        assertThat(header(request, "Content-Type")).isEqualTo("application/x-amz-json-1.1");
        assertThat(header(request, "X-Amz-Date")).isEqualTo("20261120T080000Z");
        assertThat(header(request, "X-Amz-Security-Token")).isEqualTo("token");
        assertThat(header(request, "Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKID1/20261120/eu-west-1/elasticmapreduce/aws4_request")
                .contains("x-amz-target");
    }

    @ParameterizedTest
    @CsvSource({
        "SSM, AmazonSSM.Do, 1.1",
        "EMR, ElasticMapReduce.Do, 1.1",
        "SECRETS_MANAGER, secretsmanager.Do, 1.1",
        "STEP_FUNCTIONS, AWSStepFunctions.Do, 1.0"
    })
    void sendsTargetAndJsonVersionOfTheService(CalledService service, String target, String version) {
        answer(200, "{}");

        client.call(service, "Do", REQUEST);

        assertThat(header(sent.get(0), "X-Amz-Target")).isEqualTo(target);
        assertThat(header(sent.get(0), "Content-Type")).isEqualTo("application/x-amz-json-" + version);
    }

    @Test
    void callsEmrServerlessByMethodAndPath() {
        answer(200, "");

        assertThat(client.callRest(CalledService.EMR_SERVERLESS, "StopApplication", "POST", "/applications/00f1/stop"))
                .isEmpty();

        assertThat(sent.get(0).getUri())
                .hasToString("https://emr-serverless.eu-west-1.amazonaws.com/applications/00f1/stop");
        assertThat(bodies).containsExactly("");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"__type": "com.amazonaws.ssm#ParameterNotFound", "message": "none"}        |                                              | ParameterNotFound | none
            {"__type": "ValidationException", "Message": "bad"}                         |                                              | ValidationException | bad
            {"message": "bad"}                                                          | InvalidRequestException:http://internal/coral | InvalidRequestException | bad
            {"__type": "other", "message": "bad"}                                       | com.amazonaws#ValidationException            | ValidationException | bad
            {"code": "ValidationException"}                                             |                                              | ValidationException | ''
            <html>no</html>                                                             |                                              | HTTP400 | ''
            """)
    void readsTheErrorCodeFromBodyOrHeader(String body, String errorType, String code, String reason) {
        answers.add(() -> response(400, body, errorType == null ? Map.of() : Map.of("x-amzn-ErrorType", errorType)));

        AwsCallFailedException failure = failure();

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.status()).isEqualTo(400);
        assertThat(failure.isTransient()).isFalse();
        assertThat(failure.action()).isEqualTo("elasticmapreduce:DescribeCluster");
        assertThat(sent).hasSize(1);
    }

    @Test
    void hasTheErrorCodesOfTheSdk() {
        assertThat(AwsErrorCodes.THROTTLING).isEqualTo(AwsErrorCode.THROTTLING_ERROR_CODES);
        assertThat(AwsErrorCodes.TRANSIENT).isEqualTo(AwsErrorCode.RETRYABLE_ERROR_CODES);
        assertThat(AwsErrorCodes.CLOCK_SKEW).isEqualTo(AwsErrorCode.DEFINITE_CLOCK_SKEW_ERROR_CODES);
        assertThat(AwsErrorCodes.PERHAPS_CLOCK_SKEW).isEqualTo(AwsErrorCode.POSSIBLE_CLOCK_SKEW_ERROR_CODES);
    }

    static List<String> throttlingCodes() {
        return List.copyOf(AwsErrorCode.THROTTLING_ERROR_CODES);
    }

    @ParameterizedTest
    @MethodSource("throttlingCodes")
    void retriesAThrottledCallEvenIfItMustNotRunTwice(String code) {
        answer(3, 400, "{\"__type\": \"%s\"}".formatted(code));
        answer(200, "{\"JobFlowId\": \"j-1\"}");

        assertThat(client.callOnce(CalledService.EMR, "RunJobFlow", REQUEST)
                        .path("JobFlowId")
                        .asText())
                .isEqualTo("j-1");

        assertThat(pauses).hasSize(3).allMatch(pause -> pause.toSeconds() < 4);
    }

    @Test
    void givesUpAfterTheFourthAttempt() {
        answer(4, 400, THROTTLED);

        assertThat(failure())
                .hasMessage(
                        "elasticmapreduce:DescribeCluster failed with ThrottlingException (status 400): Rate exceeded");
        assertThat(sent).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            500 | {"__type": "InternalServerError"}
            503 | <html>try later</html>
            400 | {"__type": "RequestTimeout"}
            200 | no json
            """)
    void retriesTransientErrorsOfRepeatableCallsOnly(int status, String body) {
        answer(status, body);
        answer(200, "{}");
        call();
        assertThat(sent).hasSize(2);

        answer(status, body);
        assertThatThrownBy(() -> client.callOnce(CalledService.EMR, "RunJobFlow", REQUEST))
                .isInstanceOfSatisfying(AwsCallFailedException.class, e -> assertThat(e.isTransient())
                        .isTrue());
        assertThat(sent).hasSize(3);
    }

    @Test
    void retriesBrokenConnectionsOfRepeatableCallsOnly() {
        breakOff(new SocketException("Connection reset"), 1);
        answer(200, "{}");
        call();

        breakOff(new SocketException("Connection reset"), 1);
        assertThatThrownBy(() -> client.callOnce(CalledService.EMR, "RunJobFlow", REQUEST))
                .hasMessage("elasticmapreduce:RunJobFlow failed: the connection to"
                        + " https://elasticmapreduce.eu-west-1.amazonaws.com broke: SocketException");
        assertThat(sent).hasSize(3);
    }

    static List<IOException> withoutRoute() {
        return List.of(
                new SocketTimeoutException("Connect timed out"),
                new ConnectException("Network is unreachable"),
                new NoRouteToHostException("No route to host"),
                new UnknownHostException("elasticmapreduce.eu-west-1.amazonaws.com"));
    }

    /** The error of a function in a VPC without a route. */
    @ParameterizedTest
    @MethodSource("withoutRoute")
    void suggestsAVpcEndpointWhenThereIsNoConnection(IOException e) {
        breakOff(e, 8);

        assertThat(failure())
                .hasMessageStartingWith("elasticmapreduce:DescribeCluster failed: ")
                .hasMessageContaining("elasticmapreduce.eu-west-1.amazonaws.com")
                .hasMessageContaining("interface endpoint com.amazonaws.eu-west-1.elasticmapreduce")
                .hasMessageContaining("NAT gateway");
        assertThat(failure().isTransient()).isTrue();
    }

    /** A timeout of the function would have no useful message. */
    @Test
    void stopsRetryingBeforeTheTimeoutOfTheFunction() {
        for (int i = 0; i < 4; i++) {
            answers.add(() -> {
                now = now.plusSeconds(15);
                throw new SocketTimeoutException("Read timed out");
            });
        }
        Instant begin = now;

        assertThat(failure()).hasMessageContaining("did not respond within 15 seconds");

        assertThat(Duration.between(begin, now)).isLessThan(Duration.ofSeconds(41));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed", "InvalidSignatureException"})
    void correctsClockSkewForThisAndLaterCalls(String code) {
        Instant theirs = now.plus(Duration.ofMinutes(17));
        answers.add(() -> response(
                403,
                "{\"__type\": \"%s\"}".formatted(code),
                Map.of("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(theirs.atOffset(ZoneOffset.UTC)))));
        answer(200, "{}");
        answer(200, "{}");

        client.callOnce(CalledService.EMR, "RunJobFlow", REQUEST);
        call();

        assertThat(sent)
                .extracting(request -> header(request, "X-Amz-Date"))
                .containsExactly("20261120T080000Z", "20261120T081700Z", "20261120T081700Z");
        assertThat(pauses).isEmpty();
    }

    @Test
    void doesNotRetryAnInvalidSignatureWithoutClockSkew() {
        Map<String, String> date =
                Map.of("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
        answers.add(() -> response(403, "{\"__type\": \"InvalidSignatureException\"}", date));

        assertThat(failure().code()).isEqualTo("InvalidSignatureException");
        assertThat(sent).hasSize(1);
    }

    @Test
    void correctsTheClockOnceInACall() {
        for (int i = 1; i < 3; i++) {
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    now.plus(Duration.ofHours(i)).atOffset(ZoneOffset.UTC));
            answers.add(() -> response(403, "{\"__type\": \"RequestTimeTooSkewed\"}", Map.of("Date", date)));
        }

        assertThat(failure().code()).isEqualTo("RequestTimeTooSkewed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ExpiredToken", "ExpiredTokenException"})
    void renewsExpiredCredentialsOnlyOncePerCall(String code) {
        String expired = "{\"__type\": \"%s\", \"message\": \"The security token is expired\"}".formatted(code);
        answer(400, expired);
        answer(200, "{}");
        client.callOnce(CalledService.EMR, "RunJobFlow", REQUEST);
        assertThat(header(sent.get(1), "Authorization")).contains("Credential=AKID2/");

        answer(2, 400, expired);
        assertThat(failure().code()).isEqualTo(code);
        assertThat(providers).isEqualTo(3);
    }
}
