package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.handlers.ProbeHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Writes cloud assemblies in the format of the CDK. */
final class Assembly {
    /** The key of the handlers' jar in templates. */
    static final String HANDLERS = "handlers.jar";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final ObjectNode artifacts = JSON.createObjectNode();
    private final ObjectNode files = JSON.createObjectNode();

    Assembly(Path directory) {
        this.directory = directory;
    }

    /** Returns an assembly of one stack with one of the test templates, and the handlers' jar as an asset. */
    static Path of(Path directory, String stackName, String templateResource) {
        return new Assembly(directory)
                .handlers()
                .stack(stackName, template(templateResource))
                .write();
    }

    static String template(String resource) {
        try (InputStream in = Assembly.class.getResourceAsStream("/templates/" + resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Assembly stack(String name, String template, String... dependencies) {
        return stackIn("aws://unknown-account/unknown-region", name, template, dependencies);
    }

    Assembly stackIn(String environment, String name, String template, String... dependencies) {
        write(name + ".template.json", template);
        ObjectNode artifact = artifacts.putObject(name);
        artifact.put("type", "aws:cloudformation:stack").put("environment", environment);
        artifact.putObject("properties").put("templateFile", name + ".template.json");
        artifact.putArray("dependencies").add(name + ".assets");
        List.of(dependencies).forEach(artifact.withArray("dependencies")::add);
        ObjectNode assets = artifacts.putObject(name + ".assets");
        assets.put("type", "cdk:asset-manifest").putObject("properties").put("file", "assets.json");
        return this;
    }

    Assembly asset(String key, String path) {
        ObjectNode file = files.putObject(key);
        file.putObject("source").put("path", path).put("packaging", "file");
        file.putObject("destinations")
                .putObject("current")
                .put("bucketName", "assets")
                .put("objectKey", key);
        return this;
    }

    /** Packages the handlers of the tests in a jar, like a build. */
    Assembly handlers() {
        Path jar = directory.resolve("asset.handlers.jar");
        try {
            Path classes = Path.of(ProbeHandler.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path handlers = classes.resolve(ProbeHandler.class.getPackageName().replace('.', '/'));
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                    Stream<Path> files = Files.list(handlers)) {
                for (Path file : files.sorted().toList()) {
                    JarEntry entry =
                            new JarEntry(classes.relativize(file).toString().replace('\\', '/'));
                    // The same bytes each time, so that the functions of all tests share an archive of their classes.
                    entry.setTime(0);
                    out.putNextEntry(entry);
                    out.write(Files.readAllBytes(file));
                }
            }
        } catch (IOException | java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return asset(HANDLERS, jar.getFileName().toString());
    }

    Path write() {
        write(
                "assets.json",
                JSON.createObjectNode().<ObjectNode>set("files", files).toString());
        ObjectNode manifest = JSON.createObjectNode().put("version", "36.0.0");
        manifest.set("artifacts", artifacts);
        write("manifest.json", manifest.toString());
        return directory;
    }

    private void write(String file, String text) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
