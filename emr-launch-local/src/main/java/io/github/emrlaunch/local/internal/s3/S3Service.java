package io.github.emrlaunch.local.internal.s3;

import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ReferenceCheck;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** S3: buckets, which are folders, and their objects, which are files. */
public final class S3Service implements LocalService, ReferenceCheck {
    /** The errors with a specific exception in the SDK. For other errors, the SDK throws {@code S3Exception}. */
    private static final Set<String> MODELLED = Set.of(
            "BucketAlreadyExists",
            "BucketAlreadyOwnedByYou",
            "InvalidRequest",
            "NoSuchBucket",
            "NoSuchKey",
            "NoSuchUpload");

    private final BucketFolders folders;
    private final Map<String, Operation> operations = new HashMap<>();
    private final BucketResources resources;

    S3Service(ServiceContext context) {
        this.folders = new BucketFolders(context.directory().resolve("s3"));
        S3Access access = new S3Access(context, folders);
        S3Events events = new S3Events(context);
        operations.putAll(new BucketOperations(context.account(), folders, access, events).operations());
        operations.putAll(new Listing(folders, access).operations());
        operations.putAll(new ObjectOperations(folders, access, events).operations());
        operations.putAll(new MultipartOperations(context.endpoint(), folders, access, events).operations());
        this.resources = new BucketResources(context, folders, access, events);
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new S3Service(context);
        }
    }

    @Override
    public AwsService api() {
        return new AwsService("s3", new S3Protocol(), S3Errors.COMMON, operations);
    }

    @Override
    public ServiceTasks tasks() {
        return ServiceTasks.NONE.with(ServiceTasks.Sdk.of("s3", "S3")
                .withMaps(Set.of("metadata", "body"))
                .withModelled(MODELLED));
    }

    @Override
    public Map<String, ResourceType> resources() {
        return resources.handlers();
    }

    @Override
    public Checkpoint checkpoint() {
        return Checkpoints.all(BucketsCheckpoint.of(folders.root()), resources.checkpoint());
    }

    /** The buckets of the CDK and of EMR do not need a declaration. */
    @Override
    public Optional<String> declarationOfMissing(String arn) {
        String name = arn.replaceFirst("^arn:[^:]*:s3:::", "").replaceFirst("/.*$", "");
        boolean isOfOthers = name.matches("cdk-[a-z0-9]+-assets-.*") || name.contains("elasticmapreduce");
        return arn.contains(":s3:::") && BucketFolders.isName(name) && !isOfOthers && !folders.exists(name)
                ? Optional.of("existing.bucket(\"" + name + "\")")
                : Optional.empty();
    }

    /**
     * Returns the folder of a bucket.
     *
     * @throws IllegalArgumentException when the bucket does not exist. The message lists the existing ones
     */
    public Path folder(String bucket) {
        if (!folders.exists(bucket)) {
            throw new IllegalArgumentException("There is no bucket '" + bucket + "'; there are " + buckets());
        }
        return folders.folder(bucket);
    }

    /** Returns the names of all buckets. */
    public List<String> buckets() {
        try {
            return folders.all();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the keys of a bucket, sorted. */
    public List<String> keys(String bucket) {
        folder(bucket);
        try {
            return List.copyOf(folders.keys(bucket, "").keySet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
