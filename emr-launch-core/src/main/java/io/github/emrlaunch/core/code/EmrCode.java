package io.github.emrlaunch.core.code;

import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition.Artifact;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.s3.deployment.BucketDeploymentProps;
import software.constructs.Construct;

/**
 * A folder of code in S3, such as scripts and jars for bootstrap actions, Spark and steps. Each stack that uses it deploys it
 * once. Two stages in one account need separate prefixes or buckets: the deployment of one would replace the code of
 * the other.
 *
 * <pre>{@code
 * EmrCode code = EmrCode.fromPath("src/main/emr", bucket, "etl/code");
 * BootstrapAction.of("install", code, "install.sh", "--fast")
 * }</pre>
 *
 * <p>The instance role of the profile is allowed to read the code if a cluster configuration or a step uses it.
 */
public final class EmrCode {
    private final CodeLocation location;
    private final @Nullable DeployedCode deployed;

    private EmrCode(CodeLocation location, @Nullable DeployedCode deployed) {
        this.location = location;
        this.deployed = deployed;
    }

    /**
     * Creates code from a local folder, which the app uploads to a bucket. A deployment removes other objects under the
     * prefix, so no other code may be deployed there.
     *
     * @param folder its path, relative to the app's working directory
     * @param bucket the target bucket
     * @param prefix the target prefix, not empty: see {@link #fromPath(String, IBucket)}
     * @throws IllegalArgumentException if there is no such folder, or the prefix is empty
     */
    public static EmrCode fromPath(String folder, IBucket bucket, String prefix) {
        CodeFolder files = existing(folder);
        return uploaded(files, bucket, CodeLocation.below(bucket, prefix));
    }

    /**
     * Creates code from a local folder, which the app uploads to a bucket for this code alone: <b>each deployment
     * removes all other objects in the bucket</b>.
     *
     * @param folder its path, relative to the app's working directory
     * @param bucket a bucket for this code alone: it is an error if a role of the app may write to it
     * @throws IllegalArgumentException if there is no such folder
     */
    public static EmrCode fromPath(String folder, IBucket bucket) {
        return of(existing(folder), bucket, "");
    }

    private static CodeFolder existing(String path) {
        return new CodeFolder(Path.of(Validation.required("folder", path)), "");
    }

    /** Creates code from a local folder. */
    static EmrCode of(CodeFolder folder, IBucket bucket, String prefix) {
        return uploaded(folder, bucket, CodeLocation.in(bucket, prefix));
    }

    private static EmrCode uploaded(CodeFolder folder, IBucket bucket, CodeLocation location) {
        return new EmrCode(location, DeployedCode.of(folder, bucket, location.prefix()));
    }

    /**
     * Creates code from the files of a bucket deployment with these properties. Unless they contain
     * {@code prune(false)} or {@code exclude}, no other code may be deployed under the prefix; without a prefix, the
     * deployment removes all other objects in the bucket.
     */
    public static EmrCode fromDeployment(BucketDeploymentProps deployment) {
        String prefix = Validation.required("deployment", deployment).getDestinationKeyPrefix();
        IBucket bucket = deployment.getDestinationBucket();
        CodeLocation location = CodeLocation.in(bucket, prefix == null || prefix.equals("/") ? "" : prefix);
        return new EmrCode(location, new DeployedCode(bucket, location.prefix(), deployment, null));
    }

    /** References existing files in a bucket under a prefix. This app deploys nothing. */
    public static EmrCode fromBucket(IBucket bucket, String prefix) {
        return new EmrCode(CodeLocation.below(bucket, prefix), null);
    }

    /**
     * References existing files in a bucket that contains only code. This app deploys nothing, and clusters may read
     * the complete bucket.
     */
    public static EmrCode fromBucket(IBucket bucket) {
        return new EmrCode(CodeLocation.in(bucket, ""), null);
    }

    /**
     * References existing files by their URI. This app deploys nothing. If the bucket has a customer managed key, use
     * {@link #fromBucket(IBucket, String)} with the key: the URI does not identify the key that decrypts the files.
     *
     * @param uri {@code s3://BUCKET/PREFIX}, or {@code s3://BUCKET} for a complete bucket. The bucket and the prefix
     *     may each be a token
     * @throws IllegalArgumentException if it is not such a URI
     */
    public static EmrCode fromUri(String uri) {
        return new EmrCode(CodeLocation.at(uri), null);
    }

    /**
     * Returns the URI of a file.
     *
     * @param file its path within the folder, with slashes
     * @return {@code s3://BUCKET/PREFIX/FILE}
     * @throws IllegalArgumentException if the folder is known in this app and has no such file
     */
    public String uriOf(String file) {
        Validation.required("file", file);
        CodeFolder folder = folder();
        if (folder != null) {
            folder.requireFile(file);
        }
        return "%s/%s".formatted(uri(), file);
    }

    /** Returns the URI of the folder, {@code s3://BUCKET/PREFIX}, without a trailing slash. */
    public String uri() {
        return location.uri();
    }

    /**
     * Returns files of a folder from {@link #fromPath}. Hidden files, and files in hidden folders, are omitted unless
     * the pattern has a dot there.
     *
     * @param pattern a glob. Without a slash it matches file names in all folders, such as <code>*.jar</code>. With a
     *     slash it matches paths within the folder: {@code jars/*.jar} matches one folder, {@code jars/**.jar} matches
     *     it and its subfolders, {@code /*.jar} matches the folder itself
     * @return their paths within the folder, with slashes, sorted
     * @throws IllegalArgumentException if the code has no local folder, or the pattern is invalid
     * @see java.nio.file.FileSystem#getPathMatcher
     */
    public List<String> files(String pattern) {
        CodeFolder folder = folder();
        if (folder == null) {
            throw new IllegalArgumentException(
                    "The files below '%s' are not known at synth: only EmrCode.fromPath has a local folder"
                            .formatted(location.prefix()));
        }
        return folder.files(Validation.required("pattern", pattern));
    }

    /** The local folder; null if a bucket deployment provides the files, or they already exist in the bucket. */
    @Nullable CodeFolder folder() {
        return deployed == null ? null : deployed.folder();
    }

    /** Returns the complete folder, as a definition stores it. */
    public Artifact artifact() {
        return location.artifact();
    }

    /**
     * Allows a role to read all files in the folder. Adds a warning to the scope if the bucket's own policy would have
     * to be changed.
     */
    public void grantRead(Construct scope, IRole role) {
        location.grantRead(scope, role);
    }

    /**
     * Deploys the code with the stack of a construct that uses it, unless the stack already deploys it.
     *
     * @param user the construct
     * @throws IllegalArgumentException if this deployment or another one in the app would remove the other's files
     */
    public void deploy(Construct user) {
        if (deployed != null) {
            CodeDeployments.of(user).add(deployed, user);
        }
    }
}
