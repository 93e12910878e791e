package io.github.emrlaunch.lambdas.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Calls AWS with JSON input and output, for any operation and any member, including those that are newer than this library. Calls are
 * signed and retried
 * by parts of the AWS SDK. Every failure is an {@link AwsCallFailedException}.
 *
 * <ul>
 *   <li>Throttling, faults of the service and of the connection are retried with backoff, {@value #ATTEMPTS} attempts in total, and
 *       none after {@value #SECONDS_TO_RETRY} seconds; {@link #callOnce} retries only throttling.
 *   <li>A clock that differs from that of AWS is corrected by the {@code Date} header of the response, and expired credentials are
 *       refreshed, once in a call: AWS did not process the call in both cases.
 * </ul>
 */
public final class AwsClient {
    private static final int ATTEMPTS = 4;
    private static final int SECONDS_TO_RETRY = 25;

    /** AWS accepts signatures that are up to five minutes old. The SDK assumes clock skew from four minutes on. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(4);

    private final AwsEndpoints endpoints;
    private final SdkHttpClient http;
    private final Supplier<AwsCredentialsProvider> newCredentials;
    private final Clock clock;
    private final Pause pause;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Retries retries = new Retries(ATTEMPTS);
    private AwsCredentialsProvider credentials;
    private Clock signingClock;

    /** Waits between attempts. */
    @FunctionalInterface
    public interface Pause {
        /** Makes the thread sleep. */
        Pause SLEEPING = duration -> {
            try {
                Thread.sleep(duration.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for the next attempt", e);
            }
        };

        /** Waits for this time. */
        void accept(Duration duration);
    }

    /** Returns a client for a Lambda function's environment. Nothing is read or connected before the first call. */
    public static AwsClient ofEnvironment() {
        return new AwsClient(
                new AwsEndpoints(System.getenv()),
                Connections.newHttpClient(),
                AwsClient::lambdaCredentials,
                Clock.systemUTC(),
                Pause.SLEEPING);
    }

    /**
     * Creates a client.
     *
     * @param credentials a factory of providers, used at the first call and when credentials have expired
     */
    public AwsClient(
            AwsEndpoints endpoints,
            SdkHttpClient http,
            Supplier<AwsCredentialsProvider> credentials,
            Clock clock,
            Pause pause) {
        this.endpoints = endpoints;
        this.http = http;
        this.newCredentials = credentials;
        this.credentials = credentials.get();
        this.clock = clock;
        this.signingClock = clock;
        this.pause = pause;
    }

    /** Lambda passes credentials in the environment, or, for a function with SnapStart, through an endpoint. */
    static AwsCredentialsProvider lambdaCredentials() {
        return AwsCredentialsProviderChain.of(
                EnvironmentVariableCredentialsProvider.create(),
                ContainerCredentialsProvider.builder().build());
    }

    /**
     * Calls an operation that may be repeated.
     *
     * @param operation the operation, such as {@code GetParameters}
     * @param request the request in the form of the service's API
     * @return the response
     * @throws AwsCallFailedException when it fails, after retries
     */
    public ObjectNode call(CalledService service, String operation, ObjectNode request) {
        return attempt(AwsCall.of(service, operation, request), AwsCallFailedException::isTransient);
    }

    /**
     * Calls an operation that must not be repeated, such as RunJobFlow, which has no client token: without a response, or after a
     * fault, it may have been processed.
     *
     * @throws AwsCallFailedException when it fails
     */
    public ObjectNode callOnce(CalledService service, String operation, ObjectNode request) {
        return attempt(AwsCall.of(service, operation, request), AwsCallFailedException::isThrottled);
    }

    /**
     * Calls an operation that the caller retries.
     *
     * @throws AwsCallFailedException when it fails
     */
    public ObjectNode callWithoutRetry(CalledService service, String operation, ObjectNode request) {
        return attempt(AwsCall.of(service, operation, request), failure -> false);
    }

    /**
     * Calls an operation of a service with REST operations, such as EMR Serverless, without a body.
     *
     * @param operation the name, for messages
     * @param path the encoded path, with a leading slash
     * @throws AwsCallFailedException when it fails, after retries
     */
    public ObjectNode callRest(CalledService service, String operation, String method, String path) {
        return attempt(
                new AwsCall(service, operation, SdkHttpMethod.fromValue(method), path, ""),
                AwsCallFailedException::isTransient);
    }

    private ObjectNode attempt(AwsCall call, Predicate<AwsCallFailedException> mayBeRepeated) {
        Retries.Attempts attempts = retries.begin(call.service().prefix());
        Instant end = clock.instant().plusSeconds(SECONDS_TO_RETRY);
        boolean clockCorrected = false;
        boolean credentialsRenewed = false;
        while (true) {
            AwsCallFailedException failure;
            try {
                AwsAnswer answer = send(call);
                if (answer.isSuccess()) {
                    ObjectNode json = answer.json(call);
                    attempts.succeeded();
                    return json;
                }
                failure = answer.failure(call);
                if (!clockCorrected && correctClock(failure, answer)) {
                    clockCorrected = true;
                    continue;
                }
                if (!credentialsRenewed && failure.isExpiredCredentials()) {
                    credentialsRenewed = true;
                    credentials = newCredentials.get();
                    continue;
                }
            } catch (AwsCallFailedException e) {
                failure = e;
            }
            Optional<Duration> delay = mayBeRepeated.test(failure) ? attempts.next(failure) : Optional.empty();
            if (delay.isEmpty() || clock.instant().plus(delay.get()).isAfter(end)) {
                throw failure;
            }
            pause.accept(delay.get());
        }
    }

    private boolean correctClock(AwsCallFailedException failure, AwsAnswer answer) {
        Optional<Instant> time = failure.mayBeClockSkew() ? answer.time() : Optional.empty();
        if (time.isEmpty()) {
            return false;
        }
        Duration difference = Duration.between(signingClock.instant(), time.get());
        if (!failure.isDefiniteClockSkew() && difference.abs().compareTo(CLOCK_TOLERANCE) < 0) {
            return false;
        }
        signingClock = Clock.offset(clock, Duration.between(clock.instant(), time.get()));
        return true;
    }

    private AwsAnswer send(AwsCall call) {
        URI endpoint = endpoints.of(call.service());
        ContentStreamProvider body = ContentStreamProvider.fromByteArray(call.bytes());
        SdkHttpRequest signed = sign(call, endpoint, body).request();
        try {
            HttpExecuteResponse response = http.prepareRequest(HttpExecuteRequest.builder()
                            .request(signed)
                            .contentStreamProvider(call.hasBody() ? body : null)
                            .build())
                    .call();
            return read(response);
        } catch (IOException e) {
            throw unanswered(call, endpoint, e);
        } catch (UncheckedIOException e) {
            throw unanswered(call, endpoint, Objects.requireNonNull(e.getCause()));
        }
    }

    private AwsCallFailedException unanswered(AwsCall call, URI endpoint, IOException e) {
        return AwsCallFailedException.unanswered(
                call.action(), Connections.describe(e, call.service(), endpoint, endpoints.region()));
    }

    private SignedRequest sign(AwsCall call, URI endpoint, ContentStreamProvider body) {
        AwsCredentialsIdentity identity = identity(call);
        return signer.sign(request -> request.identity(identity)
                .request(call.request(endpoint))
                .payload(body)
                .putProperty(
                        AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME,
                        call.service().prefix())
                .putProperty(AwsV4HttpSigner.REGION_NAME, endpoints.region())
                .putProperty(HttpSigner.SIGNING_CLOCK, signingClock));
    }

    private AwsCredentialsIdentity identity(AwsCall call) {
        try {
            return credentials.resolveCredentials();
        } catch (SdkClientException e) {
            throw AwsCallFailedException.unanswered(
                    call.action(), "the function has no credentials: " + e.getMessage());
        }
    }

    private static AwsAnswer read(HttpExecuteResponse response) throws IOException {
        SdkHttpResponse head = response.httpResponse();
        String body = "";
        if (response.responseBody().isPresent()) {
            try (AbortableInputStream stream = response.responseBody().get()) {
                body = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        return new AwsAnswer(head.statusCode(), header(head, "x-amzn-ErrorType"), header(head, "Date"), body);
    }

    private static String header(SdkHttpResponse response, String name) {
        return response.firstMatchingHeader(name).orElse("");
    }
}
