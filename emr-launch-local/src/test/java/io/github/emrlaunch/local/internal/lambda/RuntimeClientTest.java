package io.github.emrlaunch.local.internal.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.LambdaInvocation;
import io.github.emrlaunch.local.handlers.ProbeHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeClientTest {
    @TempDir
    Path directory;

    @Test
    void portableClientServesWhereThereIsNoNativeOne() throws Exception {
        LambdaFunction function = new LambdaFunction(
                "probe",
                "arn:aws:lambda:us-east-1:123456789012:function:probe",
                LambdaFunction.LATEST,
                null,
                "java17",
                ProbeHandler.class.getName(),
                Map.of(),
                "role",
                30,
                256);
        Path classes = Path.of(ProbeHandler.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Log log = new Log(Files.createFile(directory.resolve("log")));

        Sandbox.Started started = Sandbox.start(
                function,
                new FunctionCode(List.of(classes), directory),
                RuntimeClient.portable(),
                Map.of(),
                log,
                "{\"value\": \"ä\"}");
        try (Sandbox sandbox = started.sandbox()) {
            assertThat(started.invocation().response()).contains("\"value\":\"ä\"", "\"invocations\":1");
            LambdaInvocation failed = sandbox.invoke("{\"action\": \"fail\", \"message\": \"no\"}");
            assertThat(failed.functionError()).isEqualTo("Unhandled");
            assertThat(sandbox.invoke("{}").response()).contains("\"invocations\":3");
        }
    }
}
