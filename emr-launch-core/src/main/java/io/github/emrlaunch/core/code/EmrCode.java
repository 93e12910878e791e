package io.github.emrlaunch.core.code;

import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition.Artifact;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.s3.deployment.BucketDeployment;
import software.amazon.awscdk.services.s3.deployment.BucketDeploymentProps;
import software.amazon.awscdk.services.s3.deployment.Source;
import software.constructs.Construct;

/**
 * A folder of scripts, jars and the like in S3, for bootstrap actions, jars of Spark and steps. It is deployed once, however
 * often it is used, by the construct that uses it first.
 *
 * <pre>{@code
 * EmrCode code = EmrCode.fromPath("src/main/emr", bucket, "etl/code");
 * BootstrapAction.of("install", code, "install.sh", "--fast")
 * }</pre>
 *
 * <p>Where a cluster configuration or a step uses it, the instance role of the clusters' profile comes to be allowed to read it.
 */
public final class EmrCode {
    private final IBucket bucket;
    private final String prefix;
    private final @Nullable CodeFolder folder;
    private final BiConsumer<Construct, String> deployment;
    private boolean deployed;

    private EmrCode(
            IBucket bucket, String prefix, @Nullable CodeFolder folder, BiConsumer<Construct, String> deployment) {
        this.bucket = Validation.required("bucket", bucket);
        this.prefix = prefix;
        this.folder = folder;
        this.deployment = deployment;
    }

    /**
     * A folder of this machine, which the app uploads to a bucket. What stood below the prefix and isn't in the folder is
     * removed.
     *
     * @param folder its path, from where the app runs
     * @param bucket where it goes
     * @param prefix below which prefix, not empty: the folder would replace the whole bucket
     * @throws IllegalArgumentException when there is no such folder, or the prefix is empty
     */
    public static EmrCode fromPath(String folder, IBucket bucket, String prefix) {
        CodeFolder files = new CodeFolder(Path.of(Validation.required("folder", folder)));
        String checked = checkedPrefix(prefix);
        return new EmrCode(
                bucket,
                checked,
                files,
                (scope, id) -> Upload.suppressFindings(BucketDeployment.Builder.create(scope, id)
                        .sources(List.of(Source.asset(folder)))
                        .destinationBucket(bucket)
                        .destinationKeyPrefix(checked)
                        .build()));
    }

    /**
     * The files that a bucket deployment with these properties uploads.
     *
     * @throws IllegalArgumentException when they have no prefix
     */
    public static EmrCode fromDeployment(BucketDeploymentProps deployment) {
        String prefix = Validation.required("deployment", deployment).getDestinationKeyPrefix();
        return new EmrCode(
                deployment.getDestinationBucket(),
                checkedPrefix(prefix == null ? "" : prefix),
                null,
                (scope, id) -> Upload.suppressFindings(new BucketDeployment(scope, id, deployment)));
    }

    /** Files that are in a bucket below a prefix: this app deploys nothing. */
    public static EmrCode fromBucket(IBucket bucket, String prefix) {
        return new EmrCode(bucket, checkedPrefix(prefix), null, (scope, id) -> {});
    }

    private static String checkedPrefix(String prefix) {
        if (Validation.required("prefix", prefix).isEmpty() || prefix.startsWith("/") || prefix.contains("*")) {
            throw new IllegalArgumentException(
                    "'prefix' of code must be a folder in a bucket, such as etl/code, got: '%s'".formatted(prefix));
        }
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    /**
     * The URI of a file.
     *
     * @param file its path within the folder, with slashes
     * @return {@code s3://BUCKET/PREFIX/FILE}
     * @throws IllegalArgumentException when the folder has no such file, as far as this app knows the folder
     */
    public String uriOf(String file) {
        Validation.required("file", file);
        if (folder != null) {
            folder.requireFile(file);
        }
        return "s3://%s/%s/%s".formatted(bucket.getBucketName(), prefix, file);
    }

    /**
     * The files of a folder that {@link #fromPath} names.
     *
     * @param pattern a glob over paths within the folder, such as <code>*.jar</code> or <code>jars/**.jar</code>
     * @return their paths within the folder, with slashes, sorted
     * @throws IllegalArgumentException when this app doesn't know the folder
     */
    public List<String> files(String pattern) {
        if (folder == null) {
            throw new IllegalArgumentException(
                    "The files below '%s' are not known at synth: only EmrCode.fromPath knows its folder"
                            .formatted(prefix));
        }
        return folder.files(pattern);
    }

    /** Everything in the folder, as a definition records it. */
    public Artifact artifact() {
        return new Artifact(bucket.getBucketName(), prefix + "/*");
    }

    /** The key of the bucket, which readers need too; null without one that this app knows. */
    public @Nullable IKey encryptionKey() {
        return bucket.getEncryptionKey();
    }

    /** Lets a role read everything in the folder; warns at the scope where the bucket's own policy would have to be changed. */
    public void grantRead(Construct scope, IRole role) {
        new BucketAccess(scope).allowRead(bucket, prefix + "/*", role);
    }

    /**
     * Deploys the code, unless it is already: to be called by a construct that uses it, with itself as the scope.
     *
     * @throws IllegalArgumentException when the same construct deploys other code to the same place
     */
    public void deploy(Construct scope) {
        if (deployed) {
            return;
        }
        String id = "EmrCode-%s-%s".formatted(bucket.getNode().getId(), prefix.replace('/', '-'));
        if (scope.getNode().tryFindChild(id) != null) {
            throw new IllegalArgumentException(
                    "Two codes are deployed below '%s', where one would remove the other: make one EmrCode and use it twice"
                            .formatted(prefix));
        }
        deployed = true;
        deployment.accept(scope, id);
    }
}
