package io.github.emrlaunch.core.notebook;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.definitions.DefinitionName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.s3.deployment.BucketDeploymentProps;
import software.amazon.awscdk.services.s3.deployment.Source;

/** The scripts that clusters run, which come with the library. */
final class NotebookScripts {
    static final String INSTALL_MODULES = "install-modules.sh";
    static final String CREATE_USERS = "create-users.sh";

    private NotebookScripts() {}

    /** The scripts of one cluster, uploaded to the bucket. */
    static EmrCode in(IBucket bucket, DefinitionName cluster) {
        return EmrCode.fromDeployment(BucketDeploymentProps.builder()
                .sources(List.of(
                        Source.data(INSTALL_MODULES, text(INSTALL_MODULES)),
                        Source.data(CREATE_USERS, text(CREATE_USERS))))
                .destinationBucket(bucket)
                .destinationKeyPrefix("emr-launch/notebooks/%s/%s".formatted(cluster.namespace(), cluster.name()))
                .build());
    }

    private static String text(String script) {
        try (InputStream resource = NotebookScripts.class.getResourceAsStream(script)) {
            if (resource == null) {
                throw new IllegalStateException("The library's jar lacks " + script);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + script, e);
        }
    }
}
