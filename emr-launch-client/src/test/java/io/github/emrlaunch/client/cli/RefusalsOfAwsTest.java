package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages for error responses of AWS or of a proxy. */
class RefusalsOfAwsTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void haveKeys() {
        System.setProperty("aws.accessKeyId", "AKIAEXAMPLE");
        System.setProperty("aws.secretAccessKey", "secret");
    }

    private String run(FakeAws aws, String... arguments) {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        int exitCode = EmrLaunch.run(
                new Terminal(out, new PrintStream(err, true, StandardCharsets.UTF_8), false, false),
                Stream.concat(Stream.of(arguments), Stream.of("--endpoint-url", aws.address(), "--region", "us-east-1"))
                        .toArray(String[]::new));
        assertThat(exitCode).isEqualTo(ExitCode.AWS);
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ExpiredTokenException | The security token included in the request is expired | The credentials have expired | Get new ones
        UnrecognizedClientException | The security token included in the request is invalid. | AWS does not know the access key or the session token in region us-east-1 | Check the keys
        InvalidSignatureException | Signature expired: 20261129T100000Z is now earlier than 20261129T145500Z | The clock of this machine is wrong, it shows | Set the clock
        RequestTimeTooSkewed | The difference is too large | The clock of this machine is wrong, it shows | Set the clock
        InvalidSignatureException | The request signature we calculated does not match | AWS does not accept the signature: the secret access key is not that of the access key | Check AWS_SECRET
        InvalidSignatureException | Credential should be scoped to a valid region, not 'us-east-1'. | AWS refuses: Credential should be scoped to a valid region, not 'us-east-1'. |
        AccessDeniedException | User: me is not authorized to perform: ssm:GetParametersByPath | AWS refuses: User: me is not authorized to perform: ssm:GetParametersByPath | The permissions that it needs: emr-launch list --help
        """)
    void errorOfAwsIsExplainedWithASolution(String code, String message, String cause, String wayOut) throws Exception {
        try (FakeAws aws = FakeAws.refusing(code, message)) {
            String said = run(aws, "list", "profiles");

            assertThat(said).startsWith("emr-launch: " + cause);
            assertThat(said.lines())
                    .hasSize(wayOut == null ? 1 : 2)
                    .last()
                    .asString()
                    .startsWith(wayOut == null ? "" : wayOut);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        404 | <html>Not found</html> | does not answer as AWS does: HTTP status 404
        302 | | does not answer as AWS does: HTTP status 302
        200 | <html>Hello</html> | does not answer as AWS does: no JSON
        """)
    void responseThatIsNotFromAwsIsReported(int status, String body, String cause) throws Exception {
        try (FakeAws aws = FakeAws.answering(status, body == null ? "" : body, Map.of("Content-Type", "text/html"))) {
            assertThat(run(aws, "list", "profiles")).startsWith("emr-launch: %s %s\n".formatted(aws.address(), cause));
        }
    }

    @Test
    void fileErrorIsExplained(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(FileFailures.explain(new FileSystemException(file.toString(), null, "Read-only file system")))
                .isEqualTo(Explanation.of("'%s': Read-only file system".formatted(file)));
        assertThat(FileFailures.explain(new UncheckedIOException("Cannot write x", new AccessDeniedException("x"))))
                .isEqualTo(Explanation.of("Cannot write x: permission denied"));
    }
}
