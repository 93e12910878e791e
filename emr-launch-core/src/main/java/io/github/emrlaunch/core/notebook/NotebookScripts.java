package io.github.emrlaunch.core.notebook;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.definitions.DefinitionName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awscdk.services.s3.IBucket;

/** The scripts that clusters run. They are part of the library's jar. */
final class NotebookScripts {
    static final String INSTALL_MODULES = "install-modules.sh";
    static final String CREATE_USERS = "create-users.sh";
    static final String CONNECT_DIRECTORY = "connect-directory.sh";

    private NotebookScripts() {}

    /** Returns the scripts of one cluster, uploaded to the bucket. */
    static EmrCode in(IBucket bucket, DefinitionName cluster) {
        return EmrCode.fromPath(
                folder().toString(),
                bucket,
                "emr-launch/notebooks/%s/%s".formatted(cluster.namespace(), cluster.name()));
    }

    /** Returns the folder with the scripts, which the CDK copies. */
    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("emr-launch-notebooks");
            folder.toFile().deleteOnExit();
            for (String script : List.of(INSTALL_MODULES, CREATE_USERS, CONNECT_DIRECTORY)) {
                Path file = Files.writeString(folder.resolve(script), text(script));
                file.toFile().deleteOnExit();
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The scripts of notebook clusters can't be written to a temporary folder", e);
        }
    }

    private static String text(String script) {
        try (InputStream resource = NotebookScripts.class.getResourceAsStream(script)) {
            if (resource == null) {
                throw new IllegalStateException("The library's jar does not contain " + script);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + script, e);
        }
    }
}
