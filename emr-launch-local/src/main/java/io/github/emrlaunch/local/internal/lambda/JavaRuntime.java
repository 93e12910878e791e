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

/** Runs Java functions in a JVM with the AWS runtime interface client. */
final class JavaRuntime implements FunctionRuntime {
    private static final String JVM_OPTIONS = "JAVA_TOOL_OPTIONS";

    private final RuntimeClient client;
    private final @Nullable FunctionArchives archives;

    /** Runs functions without class archives. */
    JavaRuntime(RuntimeClient client) {
        this(client, null);
    }

    JavaRuntime(RuntimeClient client, @Nullable FunctionArchives archives) {
        this.client = client;
        this.archives = archives;
    }

    /** Runs functions with the class archives of the user. */
    static JavaRuntime ofUser(RuntimeClient client, Map<String, String> variables) {
        // Options of the JVM may set an archive or inspect class loading.
        return new JavaRuntime(
                client,
                variables.containsKey(JVM_OPTIONS)
                        ? null
                        : FunctionArchives.ofUser(System.getenv(), client).orElse(null));
    }

    @Override
    public @Nullable String refusal(LambdaFunction function) {
        return function.source().asset() == null
                ? "its code must be an asset of the cloud assembly or an object in a bucket of the local emulator"
                : null;
    }

    @Override
    public PreparedFunction prepare(LambdaFunction function, Path layers, Path directory) throws IOException {
        Path asset = function.source().asset();
        if (asset == null) {
            throw new IOException(refusal(function));
        }
        FunctionCode code = FunctionCode.prepare(asset, layers.resolve("java/lib"), directory);
        FunctionArchive archive = archives == null
                        || !code.classPath().equals(List.of(asset.toAbsolutePath()))
                        || function.environment().containsKey(JVM_OPTIONS)
                ? null
                : archives.of(asset);
        if (archive == null) {
            return prepare(function, code);
        }
        FunctionCode copy = new FunctionCode(List.of(archive.jar()), code.taskRoot());
        return authority -> new FunctionProcess(
                command(function, copy, archive.agent(), archive.options(), authority), code.taskRoot(), Map.of());
    }

    PreparedFunction prepare(LambdaFunction function, FunctionCode code) {
        return authority -> new FunctionProcess(
                command(function, code, client.agent(), List.of(), authority), code.taskRoot(), Map.of());
    }

    /** Returns the program that runs Java. */
    static String executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private List<String> command(
            LambdaFunction function, FunctionCode code, Path agent, List<String> options, String authority) {
        List<String> command = new ArrayList<>();
        command.add(executable());
        // Like the managed runtime.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-Xmx" + Math.max(64, function.memoryMegabytes() * 85 / 100) + "m");
        command.addAll(options);
        command.add("-javaagent:%s=%s".formatted(agent, authority));
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
