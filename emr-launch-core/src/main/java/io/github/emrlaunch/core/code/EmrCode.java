package io.github.emrlaunch.core.code;

import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.Buckets;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition.Artifact;
import io.github.emrlaunch.definitions.S3Names;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.s3.deployment.BucketDeploymentProps;
import software.amazon.awscdk.services.s3.deployment.Source;
import software.constructs.Construct;

/**
 * A folder of scripts, jars and the like in S3, for bootstrap actions, jars of Spark and steps. Each stack that uses it deploys it,
 * once, however often it is used there. Two stages of one account need two prefixes or buckets: the deployment of one would replace the
 * code that the other runs.
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
    private final @Nullable BucketDeploymentProps deployment;

    private EmrCode(
            IBucket bucket, String prefix, @Nullable CodeFolder folder, @Nullable BucketDeploymentProps deployment) {
        this.bucket = Validation.required("bucket", bucket);
        this.prefix = prefix;
        this.folder = folder;
        this.deployment = deployment;
    }

    /**
     * A folder of this machine, which the app uploads to a bucket. What stood below the prefix and isn't in the folder is
     * removed, so no other code may be deployed there.
     *
     * @param folder its path, from where the app runs
     * @param bucket where it goes
     * @param prefix below which prefix, not empty: the folder would replace the whole bucket
     * @throws IllegalArgumentException when there is no such folder, or the prefix is empty
     */
    public static EmrCode fromPath(String folder, IBucket bucket, String prefix) {
        return of(new CodeFolder(Path.of(Validation.required("folder", folder)), ""), bucket, prefix);
    }

    /** A folder of this machine. */
    static EmrCode of(CodeFolder files, IBucket bucket, String prefix) {
        String checked = checkedPrefix(prefix);
        return new EmrCode(
                bucket,
                checked,
                files,
                BucketDeploymentProps.builder()
                        .sources(List.of(Source.asset(files.folder().toString())))
                        .destinationBucket(bucket)
                        .destinationKeyPrefix(checked)
                        .build());
    }

    /**
     * The files that a bucket deployment with these properties uploads. Unless it says {@code prune(false)} or {@code exclude}, no
     * other code may be deployed below its prefix.
     *
     * @throws IllegalArgumentException when they have no prefix
     */
    public static EmrCode fromDeployment(BucketDeploymentProps deployment) {
        String prefix = Validation.required("deployment", deployment).getDestinationKeyPrefix();
        return new EmrCode(
                deployment.getDestinationBucket(), checkedPrefix(prefix == null ? "" : prefix), null, deployment);
    }

    /** Files that are in a bucket below a prefix: this app deploys nothing. */
    public static EmrCode fromBucket(IBucket bucket, String prefix) {
        return new EmrCode(bucket, checkedPrefix(prefix), null, null);
    }

    private static String checkedPrefix(String prefix) {
        if (Validation.required("prefix", prefix).isEmpty()
                || (!Tokens.isUnresolved(prefix) && !S3Names.isFolder(prefix))) {
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
        IKey key = bucket.getEncryptionKey();
        return new Artifact(bucket.getBucketName(), prefix + "/*", key == null ? null : KeyAccess.arn(key));
    }

    /** Lets a role read everything in the folder; warns at the scope where the bucket's own policy would have to be changed. */
    public void grantRead(Construct scope, IRole role) {
        new BucketAccess(scope).allowRead(bucket, prefix + "/*", role);
    }

    /**
     * Deploys the code with the stack of a construct that uses it, unless the stack does so already.
     *
     * @param user the construct
     * @throws IllegalArgumentException when one of this code and other code of the app would remove the other
     */
    public void deploy(Construct user) {
        if (deployment != null) {
            CodeDeployments.of(user).add(this, user);
        }
    }

    IBucket bucket() {
        return bucket;
    }

    String prefix() {
        return prefix;
    }

    /** The folder of this machine that has the files; null when another construct knows them, or they are in the bucket. */
    @Nullable CodeFolder folder() {
        return folder;
    }

    /** The properties of the deployment, of code that this app deploys. */
    BucketDeploymentProps deployment() {
        return Objects.requireNonNull(deployment, "deployment");
    }

    /** Whether the deployment removes what stands below the prefix and is not its own; what it excludes stays. */
    boolean isPruned() {
        return !Boolean.FALSE.equals(deployment().getPrune()) && deployment().getExclude() == null;
    }

    /** Whether other code has the same files. */
    boolean hasContentOf(EmrCode other) {
        return (folder != null && other.folder != null)
                ? folder.isSameAs(other.folder)
                : deployment().equals(other.deployment);
    }

    /** Whether other code has the same files in the same place. */
    boolean isDeployedAs(EmrCode other) {
        return prefix.equals(other.prefix)
                && hasContentOf(other)
                && Buckets.identity(bucket).equals(Buckets.identity(other.bucket));
    }
}
