package io.github.emrlaunch.lambdas;

import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.AwsEndpoints;
import io.github.emrlaunch.local.LocalAws;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** Clients of a local emulator that do not wait between attempts. */
final class Clients {
    private Clients() {}

    static AwsClient of(LocalAws aws) {
        return of(aws, Map.of(), call -> {});
    }

    /**
     * A client that records its calls.
     *
     * @param endpoints the environment variables with the endpoints
     * @param calls receives the operation of each call, from the header {@code X-Amz-Target} names it
     */
    static AwsClient of(LocalAws aws, Map<String, String> endpoints, Consumer<String> calls) {
        Map<String, String> environment = new HashMap<>(endpoints);
        environment.put("AWS_REGION", aws.region());
        environment.put("AWS_ENDPOINT_URL", aws.endpoint().toString());
        return new AwsClient(
                new AwsEndpoints(environment),
                telling(UrlConnectionHttpClient.create(), calls),
                () -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")),
                Clock.systemUTC(),
                pause -> {});
    }

    private static SdkHttpClient telling(SdkHttpClient http, Consumer<String> calls) {
        return new SdkHttpClient() {
            @Override
            public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
                request.httpRequest().firstMatchingHeader("X-Amz-Target").ifPresent(calls);
                return http.prepareRequest(request);
            }

            @Override
            public void close() {
                http.close();
            }
        };
    }
}
