package io.github.emrlaunch.core.code;

import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.Buckets;
import io.github.emrlaunch.core.internal.Digests;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.S3Path;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition.Artifact;
import io.github.emrlaunch.definitions.S3Names;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.Bucket;
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
    private static final int DIGITS = 8;

    private static final Pattern URI = Pattern.compile("s3[an]?://([^/]+)(?:/(.*))?", Pattern.DOTALL);

    private final String bucketName;
    private final @Nullable IBucket bucket;
    private final String prefix;
    private final @Nullable CodeFolder folder;
    private final @Nullable BucketDeploymentProps deployment;

    private EmrCode(
            String bucketName,
            @Nullable IBucket bucket,
            String prefix,
            @Nullable CodeFolder folder,
            @Nullable BucketDeploymentProps deployment) {
        this.bucketName = bucketName;
        this.bucket = bucket;
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
     * @param prefix below which prefix, not empty: see {@link #fromPath(String, IBucket)}
     * @throws IllegalArgumentException when there is no such folder, or the prefix is empty
     */
    public static EmrCode fromPath(String folder, IBucket bucket, String prefix) {
        return of(
                new CodeFolder(Path.of(Validation.required("folder", folder)), ""),
                bucket,
                requirePrefix(prefix, true));
    }

    /**
     * A folder of this machine, which the app uploads to a bucket that has nothing but this code: <b>whatever else is in the bucket is removed</b> at each deployment.
     *
     * @param folder its path, from where the app runs
     * @param bucket a bucket for this code alone
     * @throws IllegalArgumentException when there is no such folder
     */
    public static EmrCode fromPath(String folder, IBucket bucket) {
        return of(new CodeFolder(Path.of(Validation.required("folder", folder)), ""), bucket, "");
    }

    /** A folder of this machine. */
    static EmrCode of(CodeFolder files, IBucket bucket, String prefix) {
        String checked = requirePrefix(prefix, false);
        return new EmrCode(
                Validation.required("bucket", bucket).getBucketName(),
                bucket,
                checked,
                files,
                BucketDeploymentProps.builder()
                        .sources(List.of(Source.asset(files.folder().toString())))
                        .destinationBucket(bucket)
                        .destinationKeyPrefix(checked.isEmpty() ? null : checked)
                        .build());
    }

    /**
     * The files that a bucket deployment with these properties uploads. Unless it says {@code prune(false)} or {@code exclude}, no
     * other code may be deployed below its prefix; without a prefix, it removes whatever else is in the bucket.
     */
    public static EmrCode fromDeployment(BucketDeploymentProps deployment) {
        String prefix = Validation.required("deployment", deployment).getDestinationKeyPrefix();
        IBucket bucket = deployment.getDestinationBucket();
        return new EmrCode(
                bucket.getBucketName(),
                bucket,
                requirePrefix(prefix == null || prefix.equals("/") ? "" : prefix, false),
                null,
                deployment);
    }

    /** Files that are in a bucket below a prefix: this app deploys nothing. */
    public static EmrCode fromBucket(IBucket bucket, String prefix) {
        return inBucket(bucket, requirePrefix(prefix, true));
    }

    /** Files that are in a bucket that has nothing but code: this app deploys nothing, and clusters may read all of the bucket. */
    public static EmrCode fromBucket(IBucket bucket) {
        return inBucket(bucket, "");
    }

    private static EmrCode inBucket(IBucket bucket, String prefix) {
        return new EmrCode(Validation.required("bucket", bucket).getBucketName(), bucket, prefix, null, null);
    }

    /**
     * Files that somebody else uploads: this app deploys nothing. Of a bucket with a customer managed key, take {@link #fromBucket(IBucket, String)} with the key:
     * a URI doesn't tell which key reads the files.
     *
     * @param uri {@code s3://BUCKET/PREFIX}, or {@code s3://BUCKET} for all of a bucket. Bucket and prefix may be known to the deployment only, each of its own
     * @throws IllegalArgumentException when it is no such URI
     */
    public static EmrCode fromUri(String uri) {
        Matcher parts = URI.matcher(Validation.required("uri", uri));
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'uri' of code must be a folder in S3, such as s3://bucket/etl/code, got: '%s'. Where only the deployment knows it, give bucket and prefix: 's3://' + bucketName + '/' + prefix"
                            .formatted(Tokens.readable(uri)));
        }
        String name = parts.group(1);
        try {
            if (!Tokens.isUnresolved(name)) {
                S3Names.requireBucket(name);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The bucket of 'uri' %s".formatted(e.getMessage()), e);
        }
        return new EmrCode(name, null, requirePrefix(parts.group(2) == null ? "" : parts.group(2), false), null, null);
    }

    private static String requirePrefix(String prefix, boolean notEmpty) {
        if ((Validation.required("prefix", prefix).isEmpty() && notEmpty)
                || (!Tokens.isUnresolved(prefix) && !S3Names.isFolder(prefix))) {
            throw new IllegalArgumentException(
                    "'prefix' of code must be a folder in a bucket, such as etl/code, got: '%s'%s"
                            .formatted(prefix, prefix.isEmpty() ? ". For all of the bucket, leave it out" : ""));
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
        return "%s/%s".formatted(uri(), file);
    }

    /** The URI of the folder, {@code s3://BUCKET/PREFIX}, without a slash at its end. */
    public String uri() {
        return "s3://%s%s".formatted(bucketName, prefix.isEmpty() ? "" : "/" + prefix);
    }

    /**
     * The files of a folder that {@link #fromPath} names. Those whose names begin with a dot, or whose folders' do, are left out unless the pattern names a dot there.
     *
     * @param pattern a glob. Without a slash it is one over names of files in all folders, such as <code>*.jar</code>; with one, over paths within the folder: {@code
     *     jars/*.jar} are those of one folder, {@code jars/**.jar} those of it and of folders below, {@code /*.jar} those of the folder itself
     * @return their paths within the folder, with slashes, sorted
     * @throws IllegalArgumentException when this app doesn't know the folder
     * @see java.nio.file.FileSystem#getPathMatcher
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
        IKey key = bucket == null ? null : bucket.getEncryptionKey();
        return new Artifact(bucketName, S3Path.objectsBelow(prefix), key == null ? null : KeyAccess.arn(key));
    }

    /** Lets a role read everything in the folder; warns at the scope where the bucket's own policy would have to be changed. */
    public void grantRead(Construct scope, IRole role) {
        new BucketAccess(scope).allowRead(bucket == null ? ofName(scope) : bucket, S3Path.objectsBelow(prefix), role);
    }

    private IBucket ofName(Construct scope) {
        String id = "EmrLaunch::Code-" + Digests.of(bucketName, DIGITS);
        return scope.getNode().tryFindChild(id) instanceof IBucket existing
                ? existing
                : Bucket.fromBucketName(scope, id, bucketName);
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

    /** The bucket of code that this app deploys. */
    IBucket bucket() {
        return Objects.requireNonNull(bucket, "bucket");
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
                && Buckets.identity(bucket()).equals(Buckets.identity(other.bucket()));
    }
}
