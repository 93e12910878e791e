package io.github.emrlaunch.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stored definitions are read with every kind of credentials: keys, roles, single sign-on, processes and web
 * identities.
 */
class SynthCredentialsTest {
    private static final String ACCOUNT = "123456789012";
    private static final String OTHER_ACCOUNT = "210987654321";
    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=(\\w+)/");
    private static final String NOT_READ = "'/p' can't be read from Parameter Store: ";
    private static final String OR_FOLDER =
            ". Or set the context key 'emr-launch:definitions-directory' to a directory of definitions";

    @TempDir
    static Path home;

    private static HttpServer server;

    /** The result or error by profile. One process reads all of them, since each process takes seconds. */
    private static Map<String, String> byProfile = Map.of();

    @BeforeAll
    static void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", SynthCredentialsTest::answer);
        server.start();
        write("config", """
                [profile keys]
                aws_access_key_id = KEYS
                aws_secret_access_key = secret
                [profile assumed]
                role_arn = arn:aws:iam::123456789012:role/deployer
                source_profile = keys
                [profile denied]
                role_arn = arn:aws:iam::123456789012:role/denied
                source_profile = keys
                [profile mfa]
                role_arn = arn:aws:iam::123456789012:role/denied
                source_profile = keys
                mfa_serial = arn:aws:iam::123456789012:mfa/somebody
                [profile sso]
                sso_session = company
                sso_account_id = 123456789012
                sso_role_name = data
                [profile assumed-from-sso]
                role_arn = arn:aws:iam::123456789012:role/deployer
                source_profile = sso
                [profile older-sso]
                sso_start_url = https://older.example/start
                sso_region = eu-west-1
                sso_account_id = 123456789012
                sso_role_name = data
                [profile expired]
                sso_session = gone
                sso_account_id = 123456789012
                sso_role_name = data
                [profile signed-out]
                sso_session = never
                sso_account_id = 123456789012
                sso_role_name = data
                [profile elsewhere]
                sso_session = company
                sso_account_id = 210987654321
                sso_role_name = data
                [profile other-keys]
                aws_access_key_id = OTHER
                aws_secret_access_key = secret
                [profile nothing]
                aws_access_key_id = NOTHING
                aws_secret_access_key = secret
                [profile nothing-elsewhere]
                aws_access_key_id = NOTHINGELSEWHERE
                aws_secret_access_key = secret
                [profile nothing-known]
                aws_access_key_id = NOTHINGKNOWN
                aws_secret_access_key = secret
                [profile process]
                credential_process = cat %1$s/process.json
                [profile web]
                role_arn = arn:aws:iam::123456789012:role/ci
                web_identity_token_file = %1$s/token
                [profile console]
                login_session = arn:aws:iam::123456789012:user/somebody
                [profile refused]
                aws_access_key_id = REFUSED
                aws_secret_access_key = secret
                [sso-session company]
                sso_region = eu-west-1
                sso_start_url = https://company.example/start
                [sso-session gone]
                sso_region = eu-west-1
                sso_start_url = https://gone.example/start
                [sso-session never]
                sso_region = eu-west-1
                sso_start_url = https://never.example/start
                """.formatted(home));
        writeToken("company", "2099-01-01T00:00:00Z");
        writeToken("https://older.example/start", "2099-01-01T00:00:00Z");
        writeToken("gone", "2020-01-01T00:00:00Z");
        Files.writeString(home.resolve("token"), "web-token");
        Files.writeString(
                home.resolve("process.json"),
                "{\"Version\": 1, \"AccessKeyId\": \"PROCESS\", \"SecretAccessKey\": \"secret\"}");
        byProfile = read(
                Map.of(),
                "keys",
                "assumed",
                "sso",
                "older-sso",
                "assumed-from-sso",
                "process",
                "web",
                "expired",
                "signed-out",
                "denied",
                "mfa",
                "console",
                "nobody",
                "refused",
                "elsewhere",
                "other-keys",
                "nothing",
                "nothing-elsewhere",
                "nothing-known");
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private static void write(String file, String text) throws IOException {
        Path path = home.resolve(".aws").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** Writes the file that {@code aws sso login} creates. */
    private static void writeToken(String session, String expiresAt) throws IOException {
        try {
            byte[] name = MessageDigest.getInstance("SHA-1").digest(session.getBytes(StandardCharsets.UTF_8));
            write(
                    "sso/cache/%s.json".formatted(HexFormat.of().formatHex(name)),
                    Json.write(Json.object()
                            .put("accessToken", "token-of-" + session)
                            .put("expiresAt", expiresAt)
                            .put("refreshToken", "refresh")
                            .put("clientId", "client")
                            .put("clientSecret", "secret")
                            .put("registrationExpiresAt", "2099-01-01T00:00:00Z")
                            .put("region", "eu-west-1")
                            .put("startUrl", "https://company.example/start")));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers as SSO, STS and Systems Manager. A list contains one definition, named after the access key. */
    private static void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().toString();
        Matcher key =
                ACCESS_KEY.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String accessKey = key.find() ? key.group(1) : "none";
        if (path.startsWith("/federation/credentials")) {
            send(exchange, 200, "application/json", """
                    {"roleCredentials": {"accessKeyId": "SSO", "secretAccessKey": "secret", "sessionToken": "token",
                     "expiration": 4070908800000}}""");
        } else if (path.equals("/token")) {
            exchange.getResponseHeaders().add("x-amzn-ErrorType", "InvalidGrantException");
            send(exchange, 400, "application/json", """
                    {"error": "invalid_grant", "error_description": "Invalid refresh token provided"}""");
        } else if (body.contains("Action=AssumeRoleWithWebIdentity")) {
            send(exchange, 200, "text/xml", assumed("AssumeRoleWithWebIdentity", "WEB", "ci"));
        } else if (body.contains("Action=AssumeRole") && body.contains("denied")) {
            send(
                    exchange,
                    403,
                    "text/xml",
                    "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: somebody is not authorized to perform: sts:AssumeRole on resource: role/denied</Message></Error></ErrorResponse>");
        } else if (body.contains("Action=AssumeRole")) {
            send(exchange, 200, "text/xml", assumed("AssumeRole", "ROLE-BY-" + accessKey, "deployer"));
        } else if (body.contains("Action=GetCallerIdentity") && accessKey.equals("NOTHINGKNOWN")) {
            send(exchange, 403, "text/xml", "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>");
        } else if (body.contains("Action=GetCallerIdentity")) {
            send(exchange, 200, "text/xml", """
                    <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
                    <Account>%s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>""".formatted(
                            accessKey.equals("NOTHINGELSEWHERE") ? OTHER_ACCOUNT : ACCOUNT));
        } else if (accessKey.startsWith("NOTHING")) {
            if (body.contains("\"Path\"")) {
                send(exchange, 200, "application/x-amz-json-1.1", "{\"Parameters\": []}");
            } else {
                send(exchange, 400, "application/x-amz-json-1.1", "{\"__type\": \"ParameterNotFound\"}");
            }
        } else if (accessKey.equals("REFUSED")) {
            send(exchange, 400, "application/x-amz-json-1.1", """
                    {"__type": "ExpiredTokenException", "message": "The security token included in the request is expired"}""");
        } else {
            String parameter = """
                    {"Name": "/emr_launch/emr_profiles/default/%s", "Type": "String", "Value": "{}",
                     "ARN": "arn:aws:ssm:eu-west-1:%s:parameter/emr_launch/emr_profiles/default/x"}""".formatted(accessKey, accessKey.equals("OTHER") ? OTHER_ACCOUNT : ACCOUNT);
            send(
                    exchange,
                    200,
                    "application/x-amz-json-1.1",
                    "{\"Parameter\": %1$s, \"Parameters\": [%1$s]}".formatted(parameter));
        }
    }

    private static String assumed(String action, String accessKey, String role) {
        return """
                <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult>
                <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/%3$s/s</Arn><AssumedRoleId>A:s</AssumedRoleId></AssumedRoleUser>
                <Credentials><AccessKeyId>%2$s</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
                <SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
                </%1$sResult></%1$sResponse>""".formatted(action, accessKey.replace("-", ""), role);
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Returns the result or error by profile. */
    private static Map<String, String> read(Map<String, String> environment, String... profiles) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // The SDK may request the home directory from the operating system.
                "-Duser.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                ReadDefinitions.class.getName()));
        command.addAll(List.of(profiles));
        Path out = home.resolve("out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        // Without a region the SDK calls the global endpoint of STS, regardless of other settings.
        builder.environment().put("AWS_REGION", "eu-west-1");
        builder.environment()
                .put(
                        "AWS_ENDPOINT_URL",
                        "http://127.0.0.1:" + server.getAddress().getPort());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("Hangs");
        }
        String output = Files.readString(out);
        List<String> read = output.lines()
                .filter(line -> line.startsWith("> "))
                .map(line -> new String(Base64.getDecoder().decode(line.substring(2)), StandardCharsets.UTF_8))
                .toList();
        assertThat(read).as(output).hasSameSizeAs(profiles);
        Map<String, String> byProfile = new LinkedHashMap<>();
        Arrays.stream(profiles).forEach(profile -> byProfile.put(profile, read.get(byProfile.size())));
        return byProfile;
    }

    @Test
    void readsWithEveryKindOfProfile() {
        assertThat(byProfile)
                .contains(
                        Map.entry("keys", "[default/KEYS]"),
                        Map.entry("assumed", "[default/ROLEBYKEYS]"),
                        Map.entry("sso", "[default/SSO]"),
                        Map.entry("older-sso", "[default/SSO]"),
                        Map.entry("assumed-from-sso", "[default/ROLEBYSSO]"),
                        Map.entry("process", "[default/PROCESS]"),
                        Map.entry("web", "[default/WEB]"));
    }

    @Test
    void usesAwsProfileAndReportsMissingCredentials() throws Exception {
        assertThat(read(Map.of("AWS_PROFILE", "sso"), "")).containsValue("[default/SSO]");
        assertThat(read(Map.of(), ""))
                .containsValue(NOT_READ
                        + "there are no credentials. Sign in, and set AWS_PROFILE to a profile of the account that contains it: the CDK "
                        + "CLI does not pass its option --profile to apps" + OR_FOLDER);
    }

    @Test
    void errorsExplainHowToGetCredentials() {
        assertThat(byProfile.get("expired"))
                .startsWith(NOT_READ + "the profile 'expired' gives no credentials: ")
                .endsWith(". Sign in: aws sso login --profile expired" + OR_FOLDER);
        assertThat(byProfile.get("signed-out"))
                .isEqualTo(NOT_READ
                        + "the profile 'signed-out' gives no credentials: Unable to load SSO token. Sign in: aws sso "
                        + "login --profile signed-out" + OR_FOLDER);
        assertThat(byProfile.get("denied"))
                .isEqualTo(NOT_READ
                        + "the profile 'denied' gives no credentials: User: somebody is not authorized to perform: "
                        + "sts:AssumeRole on resource: role/denied. Sign in with its source profile 'keys', and check that it may assume "
                        + "the role" + OR_FOLDER);
        assertThat(byProfile.get("mfa"))
                .contains("It has 'mfa_serial', and the AWS SDK for Java does not prompt for a code");
        assertThat(byProfile.get("console"))
                .contains("need the dependency software.amazon.awssdk:signin of the version that the app has");
        assertThat(byProfile.get("nobody"))
                .isEqualTo(NOT_READ
                        + "there are no credentials, and the configuration files have no profile 'nobody', which "
                        + "AWS_PROFILE names" + OR_FOLDER);
        assertThat(byProfile.get("refused"))
                .isEqualTo(NOT_READ
                        + "The security token included in the request is expired. Use credentials of the account that "
                        + "contains it, with permission to call ssm:GetParameter, ssm:GetParameters and ssm:GetParametersByPath"
                        + OR_FOLDER);
        assertThat(byProfile.values()).allSatisfy(message -> assertThat(message).hasSizeLessThan(500));
    }

    /** With {@code cdk synth --profile} the app has the credentials of another profile than the CLI. */
    @Test
    void rejectsCredentialsOfOtherAccount() {
        assertThat(List.of(
                        byProfile.getOrDefault("elsewhere", ""),
                        byProfile.getOrDefault("other-keys", ""),
                        // If the other account has no definition, the answer of Parameter Store does not contain the
                        // account.
                        byProfile.getOrDefault("nothing-elsewhere", "")))
                .allSatisfy(message -> assertThat(message)
                        .isEqualTo(
                                NOT_READ + "the credentials are of account 210987654321, and the stack is of account "
                                        + "123456789012. Set AWS_PROFILE to a profile of that account, as in AWS_PROFILE=… cdk deploy: the CDK "
                                        + "CLI does not pass its option --profile to apps" + OR_FOLDER));
    }

    @Test
    void reportsMissingDefinition() {
        assertThat(List.of(byProfile.getOrDefault("nothing", ""), byProfile.getOrDefault("nothing-known", "")))
                .allSatisfy(message -> assertThat(message)
                        .startsWith("not found: ")
                        .contains("x")
                        .endsWith(" / []"));
    }
}
