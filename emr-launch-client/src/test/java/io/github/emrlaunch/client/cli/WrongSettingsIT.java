package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.client.cli.Cli.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages for wrong AWS settings: the cause in one line, and the remedy. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script; the jar runs without it")
class WrongSettingsIT {
    private static final Map<String, String> KEYS =
            Map.of("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY", "secret", "AWS_REGION", "us-east-1");

    private static final String CONFIGURATION = """
        [profile session]
        region = us-east-1
        sso_session = company
        sso_account_id = 123456789012
        sso_role_name = data
        [sso-session company]
        sso_region = us-east-1
        sso_start_url = https://company.example/start
        [profile old]
        region = us-east-1
        sso_start_url = https://company.example/start
        sso_region = us-east-1
        sso_account_id = 123456789012
        sso_role_name = data
        [profile over-session]
        region = us-east-1
        role_arn = arn:aws:iam::123456789012:role/data
        source_profile = session
        [profile keys]
        aws_access_key_id = AKIAEXAMPLE
        aws_secret_access_key = secret
        [profile role]
        region = us-east-1
        role_arn = arn:aws:iam::123456789012:role/data
        source_profile = keys
        [profile mfa]
        region = us-east-1
        role_arn = arn:aws:iam::123456789012:role/data
        source_profile = keys
        mfa_serial = arn:aws:iam::123456789012:mfa/me
        [profile no-source]
        region = us-east-1
        role_arn = arn:aws:iam::123456789012:role/data
        [profile circle]
        region = us-east-1
        role_arn = arn:aws:iam::123456789012:role/data
        source_profile = circle2
        [profile circle2]
        role_arn = arn:aws:iam::123456789012:role/data
        source_profile = circle
        [profile process]
        region = us-east-1
        credential_process = sh -c 'echo secret >&2; exit 3'
        [profile talks]
        region = us-east-1
        credential_process = echo secret
        [profile login]
        region = us-east-1
        login_session = arn:aws:iam::123456789012:user/me
        [profile empty]
        region = us-east-1
        """;

    private static final String EXPIRED = """
        {"startUrl": "https://company.example/start", "region": "us-east-1", "accessToken": "secret",
         "expiresAt": "2020-01-01T00:00:00Z"}\
        """;

    @TempDir
    Path home;

    private Result list(Map<String, String> environment, String... options) throws Exception {
        Files.createDirectories(home.resolve(".aws"));
        if (!Files.exists(home.resolve(".aws/config"))) {
            Files.writeString(home.resolve(".aws/config"), CONFIGURATION);
        }
        String[] command = Arrays.copyOf(new String[] {"list", "profiles"}, 2 + options.length);
        System.arraycopy(options, 0, command, 2, options.length);
        Result result = new Launcher(home, environment).run(command);
        assertThat(result.err()).doesNotContain("\tat ", "secret");
        return result;
    }

    private void signedIn(String token) throws Exception {
        Path cache = Files.createDirectories(home.resolve(".aws/sso/cache"));
        for (String key : new String[] {"company", "https://company.example/start"}) {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(key.getBytes(StandardCharsets.UTF_8));
            Files.writeString(cache.resolve(HexFormat.of().formatHex(digest) + ".json"), token);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "session, session, false",
        "session, session, true",
        "old, old, true",
        "old, old, false",
        "over-session, session, true"
    })
    void asksToSignInWhenTheSsoSessionIsExpiredOrMissing(String profile, String signedIn, boolean wasSignedIn)
            throws Exception {
        if (wasSignedIn) {
            signedIn(EXPIRED);
        }
        Result expected = new Result(4, "", """
            emr-launch: The sign-in of profile '%s' has ended, or there was none
            Sign in: aws sso login --profile %s
            """.formatted(signedIn, signedIn));

        assertThat(list(Map.of(), "--profile", profile)).isEqualTo(expected);
        assertThat(list(Map.of("AWS_PROFILE", profile))).isEqualTo(expected);
    }

    @Test
    void explainsARejectedSsoTokenAndAMissingSsoAccess() throws Exception {
        signedIn(EXPIRED.replace("2020", "2099"));
        try (FakeAws portal = FakeAws.answering(
                401,
                "{\"message\": \"Session token not found or invalid\"}",
                Map.of("x-amzn-ErrorType", "UnauthorizedException", "Content-Type", "application/json"))) {
            assertThat(list(Map.of("AWS_PROFILE", "old", "AWS_ENDPOINT_URL_SSO", portal.address()))
                            .err())
                    .contains("aws sso login --profile old");
        }
        try (FakeAws portal = FakeAws.answering(
                403,
                "{\"message\": \"No access\"}",
                Map.of("x-amzn-ErrorType", "ForbiddenException", "Content-Type", "application/json"))) {
            assertThat(list(Map.of("AWS_PROFILE", "old", "AWS_ENDPOINT_URL_SSO", portal.address()))
                            .err())
                    .startsWith("emr-launch: Profile 'old' has no access to account 123456789012 with role data: No"
                            + " access\n");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        sesion    | There is no AWS profile 'sesion' in HOME/.aws/config and HOME/.aws/credentials | Did you mean session?
        no-source | Profile 'no-source' has a role_arn, but nothing to assume the role with | Add source_profile or credential_source to it
        circle    | The source_profile of profile 'circle' leads back to itself | Name a source_profile that has credentials
        process   | The credential_process of profile 'process' has failed: Command returned non-zero exit value (3) | Run the command that the profile names to see why
        talks     | The credential_process of profile 'talks' has failed: what it writes is no JSON with credentials | Run the command that the profile names to see why
        login     | Profile 'login' signs in by aws login, which this program does not know | Let the AWS CLI get them: eval "$(aws configure export-credentials --profile login --format env)", and leave the profile out here
        empty     | Profile 'empty' has no credentials | Add some with aws configure --profile empty, or name another profile
        keys      | No AWS region is known: profile 'keys' has none | Set AWS_REGION, give --region, or name a profile that has one with AWS_PROFILE or --profile
        """)
    void explainsAnInvalidProfile(String profile, String cause, String wayOut) throws Exception {
        String expected =
                "emr-launch: " + cause.replace("HOME", home.toString()) + "\n" + (wayOut == null ? "" : wayOut + "\n");

        assertThat(list(Map.of(), "--profile", profile)).isEqualTo(new Result(4, "", expected));
        assertThat(list(Map.of("AWS_PROFILE", profile))).isEqualTo(new Result(4, "", expected));
    }

    @Test
    void explainsARoleThatMayNotBeAssumed() throws Exception {
        try (FakeAws sts = FakeAws.answering(403, """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
            <Code>AccessDenied</Code><Message>User: me is not authorized to perform: sts:AssumeRole</Message></Error>
            <RequestId>1</RequestId></ErrorResponse>\
            """, Map.of("Content-Type", "text/xml"))) {
            for (Map<String, String> named : List.of(Map.of("AWS_PROFILE", "role"), Map.<String, String>of())) {
                Map<String, String> environment = new HashMap<>(named);
                environment.put("AWS_ENDPOINT_URL_STS", sts.address());
                String[] options = named.isEmpty() ? new String[] {"--profile", "role"} : new String[0];

                assertThat(list(environment, options)).isEqualTo(new Result(4, "", """
                    emr-launch: Role arn:aws:iam::123456789012:role/data of profile 'role' may not be assumed: User: me is not authorized to perform: sts:AssumeRole
                    The role's trust policy must name who asks, and who asks needs sts:AssumeRole on the role
                    """));
            }
            assertThat(list(Map.of("AWS_ENDPOINT_URL_STS", sts.address()), "--profile", "mfa")
                            .err())
                    .startsWith(
                            "emr-launch: Profile 'mfa' wants an MFA code for role arn:aws:iam::123456789012:role/data")
                    .contains("aws configure export-credentials --profile mfa");
        }
    }

    @Test
    void explainsAnInvalidConfigurationFile() throws Exception {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), "[profile x\nregion = us-east-1\n");

        assertThat(list(KEYS)).isEqualTo(new Result(4, "", """
            emr-launch: The AWS configuration cannot be read, %s/.aws/config or %s/.aws/credentials: Profile definition must end with ']' on line 1
            """.formatted(home, home)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        AWS_REGION=us-esat-1            | 'us-esat-1' is no region of AWS | Did you mean us-east-1?
        AWS_REGION=US-EAST-1X           | 'US-EAST-1X' is no region of AWS | Did you mean us-east-1?
        AWS_REGION=us east 1            | 'us east 1' is no region of AWS | Did you mean us-east-1?
        AWS_ENDPOINT_URL=localhost:4599 | AWS_ENDPOINT_URL must be an address such as http://localhost:4599, got: localhost:4599 |
        AWS_ENDPOINT_URL_SSM=ftp://x    | AWS_ENDPOINT_URL_SSM must be an address such as http://localhost:4599, got: ftp://x |
        AWS_ENDPOINT_URL=http://none.invalid | AWS at http://none.invalid can't be reached: there is no host 'none.invalid' | Check --endpoint-url or AWS_ENDPOINT_URL; is what they name started?
        HTTPS_PROXY=http://me:secret@none.invalid:3128 | There is no host 'none.invalid', the proxy | Correct HTTPS_PROXY or HTTP_PROXY
        AWS_MAX_ATTEMPTS=many           | The AWS SDK cannot work with the settings: For input string: "many" | Correct AWS_MAX_ATTEMPTS
        """)
    void explainsAnInvalidEnvironmentVariable(String variable, String cause, String wayOut) throws Exception {
        Map<String, String> environment = new HashMap<>(KEYS);
        environment.put(variable.split("=", 2)[0], variable.split("=", 2)[1]);

        assertThat(list(environment))
                .isEqualTo(new Result(4, "", "emr-launch: " + cause + "\n" + (wayOut == null ? "" : wayOut + "\n")));
    }

    @Test
    void explainsIncompleteCredentialsOfTheEnvironment() throws Exception {
        Map<String, String> region = Map.of("AWS_REGION", "us-east-1", "AWS_CONFIG_FILE", "/dev/null");
        assertThat(list(with(region, "AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")).err())
                .startsWith("emr-launch: AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not\n");
        assertThat(list(with(region, "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/x"))
                        .err())
                .startsWith("emr-launch: The container gives no credentials: Failed to load credentials");
        assertThat(list(with(
                                with(region, "AWS_WEB_IDENTITY_TOKEN_FILE", "/none"),
                                "AWS_ROLE_ARN",
                                "arn:aws:iam::123456789012:role/data"))
                        .err())
                .startsWith("emr-launch: The web identity of AWS_WEB_IDENTITY_TOKEN_FILE gives no credentials: ")
                .contains("/none");
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return more;
    }

    @Test
    void explainsAConnectionThatIsRefused() throws Exception {
        int port = closedPort();

        assertThat(list(KEYS, "--endpoint-url", "http://127.0.0.1:" + port))
                .isEqualTo(new Result(4, "", """
                    emr-launch: AWS at http://127.0.0.1:%d can't be reached: no server listens there: Connection refused
                    Check --endpoint-url or AWS_ENDPOINT_URL; is what they name started?
                    """.formatted(port)));
        assertThat(list(with(KEYS, "https_proxy", "http://127.0.0.1:" + port)))
                .isEqualTo(new Result(4, "", """
                    emr-launch: AWS through the proxy 127.0.0.1:%d can't be reached: no server listens there: Connection refused
                    Check the network and the proxy that HTTPS_PROXY or HTTP_PROXY names
                    """.formatted(port)));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void explainsAProxyThatRequiresAPassword() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> wantPassword(proxy));
            answering.start();
            String host = "127.0.0.1:" + proxy.getLocalPort();

            assertThat(list(with(KEYS, "HTTPS_PROXY", "http://" + host)))
                    .isEqualTo(new Result(4, "", """
                    emr-launch: The proxy %s does not let AWS through: it wants a name and a password
                    Write both into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT
                    """.formatted(host)));
            assertThat(list(with(KEYS, "HTTPS_PROXY", "http://me:secret@" + host))
                            .err())
                    .as("got past the proxy, which leads nowhere")
                    .doesNotContain("wants a name and a password");
        }
    }

    /** Until the socket is closed. */
    private static void wantPassword(ServerSocket proxy) {
        while (true) {
            try (Socket client = proxy.accept()) {
                BufferedReader request =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                boolean known = false;
                for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
                    known |= line.equalsIgnoreCase("Proxy-Authorization: Basic bWU6c2VjcmV0");
                }
                String answer = known
                        ? "HTTP/1.1 503 Nowhere\r\n\r\n"
                        : "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"company\"\r\nContent-Length: 0\r\n\r\n";
                client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Test
    void explainsAnInvalidFolder() throws Exception {
        Path file = Files.writeString(home.resolve("file"), "");
        Launcher launcher = new Launcher(home, KEYS);

        assertThat(launcher.run("export", file.toString()))
                .isEqualTo(new Result(2, "", "emr-launch: '%s' is a file, not a folder\n".formatted(file)));
        assertThat(launcher.run("import", home + "/none"))
                .isEqualTo(new Result(2, "", "emr-launch: There is no folder '%s/none'\n".formatted(home)));
    }
}
