package io.github.emrlaunch.local.internal.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.PythonForTests;
import io.github.emrlaunch.local.PythonFunctions;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PythonRuntimeTest {
    private static final String CODE = """
        import subprocess
        print(subprocess.Popen(["sleep", "600"]).pid)
        def handler(event, context):
            pass
        """;

    @TempDir
    private Path directory;

    @BeforeAll
    static void requirePython() {
        PythonForTests.assumeInstalled();
    }

    /** The emulator holds the other end of standard input. Any end of the emulator closes it, including SIGKILL. */
    @Test
    void processAndItsChildEndWhenStandardInputCloses() throws Exception {
        LambdaFunction function = new LambdaFunction(
                "probe",
                "arn:aws:lambda:us-east-1:123456789012:function:probe",
                LambdaFunction.LATEST,
                new FunctionSource(null, CODE, List.of()),
                "python3.13",
                "index.handler",
                Map.of(),
                "role",
                30,
                256,
                "",
                "/aws/lambda/probe",
                false);
        try (ServerSocket silentRuntimeApi = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String authority = "127.0.0.1:" + silentRuntimeApi.getLocalPort();
            FunctionProcess start = new PythonRuntime(PythonFunctions.installed(), directory)
                    .prepare(function, directory.resolve("layers"), directory.resolve("work"))
                    .process(authority);
            ProcessBuilder builder = new ProcessBuilder(start.command())
                    .directory(start.taskRoot().toFile());
            builder.environment().putAll(start.variables());
            builder.environment()
                    .putAll(Map.of(
                            "AWS_LAMBDA_RUNTIME_API",
                            authority,
                            "AWS_EXECUTION_ENV",
                            "AWS_Lambda_python3.13",
                            "LAMBDA_TASK_ROOT",
                            start.taskRoot().toString(),
                            "_HANDLER",
                            "index.handler"));
            Process process = builder.start();
            try (BufferedReader out = process.inputReader()) {
                ProcessHandle child =
                        ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();

                process.getOutputStream().close();

                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                child.onExit().get(30, TimeUnit.SECONDS);
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
