package io.github.emrlaunch.local.internal.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.internal.lambda.agent.SleepAgent;
import java.io.ByteArrayOutputStream;
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
 * The AWS runtime interface client for the JVM of a function.
 *
 * @param options the options of the JVM
 * @param classPath the client and its dependencies
 * @param agent the jar of the Java agent
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

    /** Returns the client for this machine. It writes its files to the directory. */
    static RuntimeClient forHost(Path directory) throws IOException {
        return System.getProperty("os.name").equals("Linux") ? linux(directory) : portable(directory);
    }

    /**
     * Returns a client with its native library. By default, each JVM would extract the library to the same file in the temporary
     * directory, which fails when several JVMs start at the same time.
     */
    private static RuntimeClient linux(Path directory) throws IOException {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        boolean musl = Files.exists(Path.of("/lib/ld-musl-" + (arm ? "aarch64" : "x86_64") + ".so.1"));
        String architecture = arm ? "aarch_64" : "x86_64";
        String name = "libaws-lambda-jni.linux" + (musl ? "_musl" : "") + "-" + architecture + ".so";
        Path library = directory.resolve(name);
        try (InputStream in = AWSLambda.class.getResourceAsStream("/jni/" + name)) {
            if (in == null) {
                // The jar of the command line does not contain native libraries.
                return portable(directory);
            }
            Files.copy(in, library);
        }
        return new RuntimeClient(List.of("-D" + LIBRARY_PROPERTY + "=" + library), JARS, agent(directory));
    }

    /** Returns a client in Java instead of the native one, see {@code NativeClient}. */
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
        // A class of the JDK must be able to call the agent's class.
        manifest.getMainAttributes().putValue("Boot-Class-Path", AGENT_JAR);
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        Path jar = directory.resolve(AGENT_JAR);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (String type : AGENT) {
                String name = resource(type);
                out.putNextEntry(new JarEntry(name));
                out.write(classFile(name));
            }
        }
        return jar;
    }

    /** The class files of the agent, one after the other. */
    static byte[] agentClasses() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String type : AGENT) {
            all.write(classFile(resource(type)));
        }
        return all.toByteArray();
    }

    private static String resource(String type) {
        return SleepAgent.class.getPackageName().replace('.', '/') + "/" + type + ".class";
    }

    private static byte[] classFile(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SleepAgent.class.getResourceAsStream("/" + name), name)) {
            return in.readAllBytes();
        }
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
