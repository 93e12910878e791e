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
    private final CodeLocation location;
    private final @Nullable DeployedCode deployed;

    private EmrCode(CodeLocation location, @Nullable DeployedCode deployed) {
        this.location = location;
        this.deployed = deployed;
    }

    /**
     * A folder of this machine, which the app uploads to a bucket. What stood below the prefix and isn't in the folder is
     * removed, so no other code may be deployed there.
     *
     * @param folder its path, from where the app runs
     * @param bucket where it goes
     * @param prefix below which prefix, not empty: see {@link #fromPath(String, IBucket)}
     * @throws IllegalArgumentException when there is no such folder, or the prefix is empty
     */
    public static EmrCode fromPath(String folder, IBucket bucket, String prefix) {
        CodeFolder files = existing(folder);
        return uploaded(files, bucket, CodeLocation.below(bucket, prefix));
    }

    /**
     * A folder of this machine, which the app uploads to a bucket that has nothing but this code: <b>whatever else is in the bucket is
     * removed</b> at each deployment.
     *
     * @param folder its path, from where the app runs
     * @param bucket a bucket for this code alone: a role of the app that may write to it is an error
     * @throws IllegalArgumentException when there is no such folder
     */
    public static EmrCode fromPath(String folder, IBucket bucket) {
        return of(existing(folder), bucket, "");
    }

    private static CodeFolder existing(String path) {
        return new CodeFolder(Path.of(Validation.required("folder", path)), "");
    }

    /** A folder of this machine. */
    static EmrCode of(CodeFolder folder, IBucket bucket, String prefix) {
        return uploaded(folder, bucket, CodeLocation.in(bucket, prefix));
    }

    private static EmrCode uploaded(CodeFolder folder, IBucket bucket, CodeLocation location) {
        return new EmrCode(location, DeployedCode.of(folder, bucket, location.prefix()));
    }

    /**
     * The files that a bucket deployment with these properties uploads. Unless it says {@code prune(false)} or {@code exclude}, no
     * other code may be deployed below its prefix; without a prefix, it removes whatever else is in the bucket.
     */
    public static EmrCode fromDeployment(BucketDeploymentProps deployment) {
        String prefix = Validation.required("deployment", deployment).getDestinationKeyPrefix();
        IBucket bucket = deployment.getDestinationBucket();
        CodeLocation location = CodeLocation.in(bucket, prefix == null || prefix.equals("/") ? "" : prefix);
        return new EmrCode(location, new DeployedCode(bucket, location.prefix(), deployment, null));
    }

    /** Files that are in a bucket below a prefix: this app deploys nothing. */
    public static EmrCode fromBucket(IBucket bucket, String prefix) {
        return new EmrCode(CodeLocation.below(bucket, prefix), null);
    }

    /** Files that are in a bucket that has nothing but code: this app deploys nothing, and clusters may read all of the bucket. */
    public static EmrCode fromBucket(IBucket bucket) {
        return new EmrCode(CodeLocation.in(bucket, ""), null);
    }

    /**
     * Files that somebody else uploads: this app deploys nothing. Of a bucket with a customer managed key, take
     * {@link #fromBucket(IBucket, String)} with the key: a URI doesn't tell which key reads the files.
     *
     * @param uri {@code s3://BUCKET/PREFIX}, or {@code s3://BUCKET} for all of a bucket. Bucket and prefix may be known to the deployment
     *     only, each of its own
     * @throws IllegalArgumentException when it is no such URI
     */
    public static EmrCode fromUri(String uri) {
        return new EmrCode(CodeLocation.at(uri), null);
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
        CodeFolder folder = folder();
        if (folder != null) {
            folder.requireFile(file);
        }
        return "%s/%s".formatted(uri(), file);
    }

    /** The URI of the folder, {@code s3://BUCKET/PREFIX}, without a slash at its end. */
    public String uri() {
        return location.uri();
    }

    /**
     * The files of a folder that {@link #fromPath} names. Those whose names begin with a dot, or whose folders' do, are left out unless the
     * pattern names a dot there.
     *
     * @param pattern a glob. Without a slash it is one over names of files in all folders, such as <code>*.jar</code>; with one, over paths
     *     within the folder: {@code jars/*.jar} are those of one folder, {@code jars/**.jar} those of it and of folders below,
     *     {@code /*.jar} those of the folder itself
     * @return their paths within the folder, with slashes, sorted
     * @throws IllegalArgumentException when this app doesn't know the folder, or the pattern is none
     * @see java.nio.file.FileSystem#getPathMatcher
     */
    public List<String> files(String pattern) {
        CodeFolder folder = folder();
        if (folder == null) {
            throw new IllegalArgumentException(
                    "The files below '%s' are not known at synth: only EmrCode.fromPath knows its folder"
                            .formatted(location.prefix()));
        }
        return folder.files(Validation.required("pattern", pattern));
    }

    /** The folder of this machine that has the files; null when another construct knows them, or they are in the bucket. */
    @Nullable CodeFolder folder() {
        return deployed == null ? null : deployed.folder();
    }

    /** Everything in the folder, as a definition records it. */
    public Artifact artifact() {
        return location.artifact();
    }

    /** Lets a role read everything in the folder; warns at the scope where the bucket's own policy would have to be changed. */
    public void grantRead(Construct scope, IRole role) {
        location.grantRead(scope, role);
    }

    /**
     * Deploys the code with the stack of a construct that uses it, unless the stack does so already.
     *
     * @param user the construct
     * @throws IllegalArgumentException when one of this code and other code of the app would remove the other
     */
    public void deploy(Construct user) {
        if (deployed != null) {
            CodeDeployments.of(user).add(deployed, user);
        }
    }
}
