package io.github.emrlaunch.local.internal.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.internal.lambda.agent.SleepAgent;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * AWS's runtime interface client, as a function's JVM needs it.
 *
 * @param options options of the JVM
 * @param classPath the client and what it needs
 * @param agent the jar of the agent
 */
record RuntimeClient(List<String> options, List<Path> classPath, Path agent) {
    private static final String LIBRARY_PROPERTY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
    private static final String AGENT_JAR = "agent.jar";
    private static final List<String> AGENT = List.of("SleepAgent", "VirtualSleep", "ConstantPool");
    private static final List<Path> JARS = Stream.of(
                    AWSLambda.class, Context.class, PojoSerializer.class, SdkInternalThreadLocal.class)
            .map(RuntimeClient::location)
            .distinct()
            .toList();

    /** The client for this machine; files that it needs go into the directory. */
    static RuntimeClient forHost(Path directory) throws IOException {
        return System.getProperty("os.name").equals("Linux") ? linux(directory) : portable(directory);
    }

    /**
     * With the client's native library. Left alone, each JVM would unpack it to the same file in /tmp, over which JVMs that
     * start together fall.
     */
    private static RuntimeClient linux(Path directory) throws IOException {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        boolean musl = Files.exists(Path.of("/lib/ld-musl-" + (arm ? "aarch64" : "x86_64") + ".so.1"));
        String architecture = arm ? "aarch_64" : "x86_64";
        String name = "libaws-lambda-jni.linux" + (musl ? "_musl" : "") + "-" + architecture + ".so";
        Path library = directory.resolve(name);
        try (InputStream in = AWSLambda.class.getResourceAsStream("/jni/" + name)) {
            if (in == null) {
                // The jar of the command line has no native libraries.
                return portable(directory);
            }
            Files.copy(in, library);
        }
        return new RuntimeClient(List.of("-D" + LIBRARY_PROPERTY + "=" + library), JARS, agent(directory));
    }

    /** With a client in Java instead of the native one, see {@code NativeClient}. */
    static RuntimeClient portable(Path directory) throws IOException {
        return new RuntimeClient(
                List.of(),
                Stream.concat(Stream.of(location(LocalAws.class)), JARS.stream())
                        .distinct()
                        .toList(),
                agent(directory));
    }

    private static Path agent(Path directory) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", SleepAgent.class.getName());
        // A class of the JDK is to call the agent's.
        manifest.getMainAttributes().putValue("Boot-Class-Path", AGENT_JAR);
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        Path jar = directory.resolve(AGENT_JAR);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (String type : AGENT) {
                String name = SleepAgent.class.getPackageName().replace('.', '/') + "/" + type + ".class";
                out.putNextEntry(new JarEntry(name));
                try (InputStream in = Objects.requireNonNull(SleepAgent.class.getResourceAsStream("/" + name), name)) {
                    in.transferTo(out);
                }
            }
        }
        return jar;
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Cannot find the jar of " + type, e);
        }
    }
}
