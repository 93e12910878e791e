package io.github.emrlaunch.core.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import software.amazon.awscdk.services.lambda.Code;

/** The jar with the Lambda handlers, a resource of this module. */
public final class LambdaJar {
    private static final String RESOURCE = "emr-launch-lambdas.jar";
    private static final Path FILE = unpack();

    private LambdaJar() {}

    /** Returns the jar as an asset. An app uploads it once for all functions. */
    public static Code code() {
        return Code.fromAsset(FILE.toString());
    }

    private static Path unpack() {
        try (InputStream resource = LambdaJar.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(
                        "The resource '%s' is missing from emr-launch-core".formatted(RESOURCE));
            }
            Path directory = Files.createTempDirectory("emr-launch");
            Path file = directory.resolve(RESOURCE);
            Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
            file.toFile().deleteOnExit();
            directory.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + RESOURCE, e);
        }
    }
}
