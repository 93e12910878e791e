package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Page;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The operations for buckets. */
final class BucketOperations {
    private static final String FIRST_REGION = "us-east-1";
    private static final int MAX_BUCKETS = 10_000;

    private final Account account;
    private final BucketFolders folders;
    private final S3Access access;
    private final S3Events events;

    BucketOperations(Account account, BucketFolders folders, S3Access access, S3Events events) {
        this.account = account;
        this.folders = folders;
        this.access = access;
        this.events = events;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "ListBuckets", access.onAccount("s3:ListAllMyBuckets", this::listBuckets),
                "CreateBucket", access.onBucket("s3:CreateBucket", this::createBucket),
                "DeleteBucket", access.onBucket("s3:DeleteBucket", this::deleteBucket),
                "HeadBucket", access.onBucket("s3:ListBucket", this::headBucket),
                "GetBucketLocation", access.onBucket("s3:GetBucketLocation", this::getBucketLocation));
    }

    /** Returns the canonical user: the account of the emulator. */
    static ObjectNode owner() {
        return AwsJson.object().put("ID", Ids.hex("canonical user", 64));
    }

    private JsonNode listBuckets(CallContext context, ObjectNode input) throws IOException {
        String prefix = AwsJson.text(input, "Prefix", "");
        String token = AwsJson.text(input, "ContinuationToken");
        String region = AwsJson.text(input, "BucketRegion", account.region());
        String given = AwsJson.text(input, "MaxBuckets", Integer.toString(MAX_BUCKETS));
        int size = given.matches("\\d{1,5}") ? Integer.parseInt(given) : 0;
        if (size < 1 || size > MAX_BUCKETS) {
            throw S3Errors.invalidArgument(
                    "Argument max-buckets must be an integer between 1 and " + MAX_BUCKETS, "max-buckets", given);
        }
        List<String> matching = region.equals(account.region())
                ? folders.all().stream().filter(name -> name.startsWith(prefix)).toList()
                : List.of();
        Page<String> page = Page.of(
                matching,
                token,
                size,
                () -> S3Errors.invalidArgument(
                        "The continuation token provided is incorrect", "continuation-token", String.valueOf(token)));
        ObjectNode output = AwsJson.object();
        ArrayNode buckets = output.putArray("Buckets");
        for (String name : page.elements()) {
            buckets.addObject()
                    .put("Name", name)
                    .put(
                            "CreationDate",
                            folders.created(name)
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString())
                    .put("BucketRegion", account.region());
        }
        output.set("Owner", owner());
        if (page.next() != null) {
            output.put("ContinuationToken", page.next());
        }
        return prefix.isEmpty() ? output : output.put("Prefix", prefix);
    }

    private JsonNode createBucket(CallContext context, ObjectNode input) throws IOException {
        String bucket = S3Access.bucket(input);
        folders.folder(bucket);
        String constraint = AwsJson.text(input.path("CreateBucketConfiguration"), "LocationConstraint");
        boolean first = account.region().equals(FIRST_REGION);
        if (FIRST_REGION.equals(constraint)) {
            throw AwsException.of("InvalidLocationConstraint", 400, "The specified location-constraint is not valid");
        }
        if (constraint == null ? !first : !constraint.equals(account.region())) {
            throw AwsException.of(
                    "IllegalLocationConstraintException",
                    400,
                    "The " + (constraint == null ? "unspecified" : constraint)
                            + " location constraint is incompatible for the region specific endpoint this request was"
                            + " sent to.");
        }
        if (folders.exists(bucket) && !first) {
            throw AwsException.of(
                    "BucketAlreadyOwnedByYou",
                    409,
                    "Your previous request to create the named bucket succeeded and you already own it.",
                    Map.of("BucketName", bucket));
        }
        folders.create(bucket);
        return AwsJson.object().put("Location", "/" + bucket);
    }

    private JsonNode deleteBucket(CallContext context, ObjectNode input) throws IOException {
        String bucket = S3Access.bucket(input);
        folders.remove(bucket);
        events.tell(bucket, false);
        return AwsJson.object();
    }

    private JsonNode headBucket(CallContext context, ObjectNode input) {
        String bucket = S3Access.bucket(input);
        folders.require(bucket);
        return AwsJson.object().put("BucketRegion", account.region()).put("BucketArn", access.bucketArn(bucket));
    }

    private JsonNode getBucketLocation(CallContext context, ObjectNode input) {
        folders.require(S3Access.bucket(input));
        ObjectNode output = AwsJson.object();
        return account.region().equals(FIRST_REGION) ? output : output.put("LocationConstraint", account.region());
    }
}
