package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.StsException;

class ServerTest {
    private final LocalAws aws = LocalAws.start();

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void listensOnNoOtherAddressOfTheMachine() throws IOException {
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
        assumeThat(others).as("addresses of a network").isNotEmpty();

        assertThat(others).allSatisfy(address -> assertThatThrownBy(
                        () -> new Socket(address, aws.endpoint().getPort()).close())
                .isInstanceOf(ConnectException.class));
    }

    @Test
    void endpointAndEnvironmentUseLoopbackAddress() {
        assertThat(aws.endpoint().getHost()).isEqualTo("127.0.0.1");
        assertThat(aws.environment())
                .containsEntry("AWS_ENDPOINT_URL", aws.endpoint().toString())
                .containsEntry("AWS_REGION", "us-east-1")
                .containsKeys("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
    }

    // Names that resolve to the loopback interface: RFC 6761, section 6.3. Any other name may be that of a web page,
    // whose
    // owner makes it resolve to 127.0.0.1.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:1",
                "localhost:{port}",
                "api.localhost:{port}",
                "a.b.localhost",
                "127.0.0.1",
                "127.0.0.1:{port}",
                "[::1]",
                "[::1]:{port}"
            })
    void acceptsLoopbackHostNames(String host) throws IOException {
        assertThat(statusFor(host)).doesNotStartWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebound.example.com",
                "localhost.example.com:{port}",
                "evillocalhost",
                "127.0.0.1.example.com",
                "127.0.0.2",
                "0.0.0.0:{port}",
                "[::]",
                "[::1].example.com",
                "localhost:",
                "localhost:1@example.com",
                "user@localhost",
                ".localhost",
                " "
            })
    void rejectsForeignHostNames(String host) throws IOException {
        assertThat(statusFor(host)).startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com", "http://localhost", "null", ""})
    void rejectsRequestsWithOriginHeader(String origin) throws IOException {
        assertThat(statusFor("localhost\r\nOrigin: " + origin)).startsWith("HTTP/1.1 403 ");
    }

    /** Requests for images and links have no Origin header. */
    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "CROSS-SITE", "", "same-origin\r\nSec-Fetch-Site: cross-site"})
    void rejectsRequestsFromOtherSites(String site) throws IOException {
        assertThat(statusFor("localhost\r\nSec-Fetch-Site: " + site)).startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-origin", "none"})
    void acceptsSameOriginAndDirectRequests(String site) throws IOException {
        assertThat(statusFor("localhost\r\nSec-Fetch-Site: " + site)).doesNotStartWith("HTTP/1.1 403 ");
    }

    private String statusFor(String host) throws IOException {
        int port = aws.endpoint().getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("POST / HTTP/1.1\r\nHost: " + host.replace("{port}", Integer.toString(port))
                                    + "\r\nAuthorization: Credential=A/1/us-east-1/sns/aws4_request\r\n"
                                    + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
    @ParameterizedTest
    @CsvSource({
        "Version=2011-06-15, 400, MissingAction",
        "Action=BuyLunch, 400, InvalidAction",
        "Action=GetCallerIdentity&Name=%zz, 404, MalformedQueryString",
        "Action=GetCallerIdentity&Name=%, 404, MalformedQueryString",
        "%, 400, MissingAction"
    })
    void rejectsMalformedQueryRequests(String form, int status, String code) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(aws.endpoint()).POST(HttpRequest.BodyPublishers.ofString(form));
        Wire.sign(request, Wire.Keys.administrator(aws), aws.region(), "sts");
        HttpResponse<String> response = Wire.send(request.build());

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("<Code>" + code + "</Code>");
    }

    @Test
    void rejectsUnsignedRequests() throws IOException {
        HttpResponse<String> response = Wire.send(HttpRequest.newBuilder(aws.endpoint())
                .header("X-Amz-Target", "AmazonSSM.GetParameter")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("MissingAuthenticationTokenException");
    }

    @Test
    void rejectsUnknownOperationsAndServices() throws IOException {
        Wire.Answer operation = Wire.call(aws, "AmazonSSM.SendCommand", "{}");
        Wire.Answer service = Wire.call(aws, "DynamoDB_20120810.GetItem", "{}");

        assertThat(operation.errorType()).isEqualTo("UnknownOperationException");
        assertThat(operation.message()).contains("does not support ssm:SendCommand", "GetParametersByPath");
        assertThat(service.message()).contains("no service for the target 'DynamoDB_20120810.GetItem'");
    }

    @Test
    void bodiesMustBeJsonObjects() throws IOException {
        assertThat(Wire.call(aws, "AmazonSSM.GetParameter", "{\"Name\": ").errorType())
                .isEqualTo("SerializationException");
        assertThat(Wire.call(aws, "AmazonSSM.GetParameter", "[]").errorType()).isEqualTo("SerializationException");
        assertThat(Wire.call(aws, "AmazonSSM.GetParameter", "").message())
                .isEqualTo(
                        "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be"
                                + " null");
    }

    /** According to the protocol of these services: Smithy's page "AWS restJson1 protocol". */
    @ParameterizedTest
    @CsvSource({
        "lambda,         /2015-03-31/none/x",
        "emr-serverless, /applications/00f/none",
        "scheduler,      /schedules/none/x",
        "pipes,          /v1/none/x",
    })
    void errorsOfRestServicesAreJson(String service, String path) throws IOException {
        HttpResponse<String> response =
                Wire.send(HttpRequest.newBuilder(aws.endpoint().resolve(path))
                        .header("Authorization", "Credential=A/20260101/us-east-1/" + service + "/aws4_request")
                        .GET()
                        .build());

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.headers().firstValue("x-amzn-ErrorType")).contains("UnknownOperationException");
        assertThat(response.body()).startsWith("{\"message\":").contains("no operation for GET " + path);
    }

    @Test
    void callerIsTheAccountOrTheSessionOfARole() {
        aws.existing().role("reader");
        try (StsClient sts = SdkClients.sts(aws)) {
            assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::123456789012:root");

            Credentials credentials = sts.assumeRole(request -> request.roleArn("arn:aws:iam::123456789012:role/reader")
                            .roleSessionName("test"))
                    .credentials();
            try (StsClient assumed = SdkClients.configured(StsClient.builder(), aws)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(
                            credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken())))
                    .build()) {
                GetCallerIdentityResponse identity = assumed.getCallerIdentity();
                assertThat(identity.arn()).isEqualTo("arn:aws:sts::123456789012:assumed-role/reader/test");
                assertThat(identity.account()).isEqualTo("123456789012");
                assertThat(identity.userId()).matches("AROA[A-Z0-9]{17}:test");
            }
            assertThatThrownBy(() -> sts.assumeRole(request -> request.roleArn("arn:aws:iam::123456789012:role/none")
                            .roleSessionName("test")))
                    .isInstanceOfSatisfying(StsException.class, e -> {
                        assertThat(e.statusCode()).isEqualTo(403);
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                    })
                    .hasMessageContaining("is not authorized to perform: sts:AssumeRole");
        }
    }

    @Test
    void rejectsInvalidAccountIdAndRegion() {
        assertThatThrownBy(() -> LocalAws.builder().accountId("12"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'accountId' must have twelve digits, got: 12");
        assertThatThrownBy(() -> LocalAws.builder().region("Frankfurt"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got: Frankfurt");
    }
}
