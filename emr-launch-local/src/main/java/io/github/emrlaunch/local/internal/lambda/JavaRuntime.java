package io.github.emrlaunch.local.internal.lambda;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs Java functions: a JVM with AWS's runtime interface client. */
final class JavaRuntime implements FunctionRuntime {
    private final RuntimeClient client;

    JavaRuntime(RuntimeClient client) {
        this.client = client;
    }

    @Override
    public @Nullable String refusal(LambdaFunction function) {
        return function.source().asset() == null
                ? "the local emulator runs Java functions whose code is an asset of the cloud assembly or in a bucket that it"
                        + " has; this one's is not"
                : null;
    }

    @Override
    public PreparedFunction prepare(LambdaFunction function, Path layers, Path directory) throws IOException {
        Path asset = function.source().asset();
        if (asset == null) {
            throw new IOException(refusal(function));
        }
        return prepare(function, FunctionCode.prepare(asset, layers.resolve("java/lib"), directory));
    }

    PreparedFunction prepare(LambdaFunction function, FunctionCode code) {
        return authority -> new FunctionProcess(command(function, code, authority), code.taskRoot(), Map.of());
    }

    private List<String> command(LambdaFunction function, FunctionCode code, String authority) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As the managed runtime does.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-Xmx" + Math.max(64, function.memoryMegabytes() * 85 / 100) + "m");
        command.add("-javaagent:%s=%s".formatted(client.agent(), authority));
        command.addAll(client.options());
        command.add("-cp");
        command.add(Stream.concat(client.classPath().stream(), code.classPath().stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(AWSLambda.class.getName());
        command.add(function.handler());
        return command;
    }
}
