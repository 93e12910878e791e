package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Reference;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Tokenization;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.IConstruct;

/** The identities of buckets: two constructs, or a construct and a name, may be one bucket. */
public final class Buckets {
    private Buckets() {}

    /** Returns the identity of a bucket: its unique name, or the path of its construct. */
    public static String identity(IBucket bucket) {
        return bucket.getNode().getDefaultChild() instanceof CfnBucket resource
                ? identity(resource)
                : identity(bucket, bucket.getBucketName());
    }

    /**
     * Returns the identity of the bucket with a name.
     *
     * @param scope a construct of the stack in which the name is used
     * @param name the name, which may be a token
     */
    public static String identity(IConstruct scope, String name) {
        if (!Tokens.isUnresolved(name)) {
            return name;
        }
        CfnBucket resource = resource(name);
        if (resource != null) {
            return identity(resource);
        }
        Stack stack = Stack.of(scope);
        return stack.getNode().getPath() + "/" + Json.write(Json.of(stack.resolve(name)));
    }

    private static String identity(CfnBucket resource) {
        String given = resource.getBucketName();
        return given == null || Tokens.isUnresolved(given)
                ? resource.getNode().getPath().replaceFirst("/Resource$", "") + "/"
                : given;
    }

    /** Returns the bucket that a name refers to if the name is a single token. */
    private static @Nullable CfnBucket resource(String name) {
        List<?> tokens = Tokenization.reverseString(name).getTokens();
        return tokens.size() == 1
                        && Tokenization.reverseString(name).getLength().intValue() == 1
                        && tokens.get(0) instanceof Reference reference
                        && reference.getTarget() instanceof CfnBucket resource
                ? resource
                : null;
    }
}
