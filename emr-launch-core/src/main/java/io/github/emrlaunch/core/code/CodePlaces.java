package io.github.emrlaunch.core.code;

import io.github.emrlaunch.core.internal.AppRegistry;
import io.github.emrlaunch.core.internal.Buckets;
import io.github.emrlaunch.core.internal.Claimant;
import io.github.emrlaunch.core.internal.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * The locations in S3 to which an app deploys code. A deployment removes other objects under its prefix, so these
 * locations must not overlap.
 *
 * @see <a href="https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_s3_deployment-readme.html#prune">Prune</a>
 */
final class CodePlaces {
    private final Map<String, List<Place>> byBucket = new HashMap<>();

    private CodePlaces() {}

    /** Returns the locations of the scope's app. */
    static CodePlaces of(Construct scope) {
        return AppRegistry.of(scope).shared(CodePlaces.class, CodePlaces::new);
    }

    /**
     * Code in a bucket.
     *
     * @param prefix the prefix in a form that is comparable among all stacks
     */
    private record Place(Claimant user, DeployedCode code, String prefix) {
        /**
         * Returns whether the same files are deployed to the same folder. Neither deployment then removes files of the
         * other.
         */
        boolean isSameAs(Place other) {
            return prefix.equals(other.prefix) && code.hasContentOf(other.code);
        }

        boolean removes(Place other) {
            return code.isPruned() && (prefix.isEmpty() || (other.prefix + "/").startsWith(prefix + "/"));
        }
    }

    /**
     * Registers the location of code.
     *
     * @param stack the stack that deploys it
     * @param user the construct that uses it
     * @throws IllegalArgumentException if this deployment or another one would remove the other's files
     */
    void claim(Stack stack, DeployedCode code, Construct user) {
        Place place = new Place(Claimant.of(user), code, comparablePrefix(stack, code.prefix()));
        List<Place> others = byBucket.computeIfAbsent(Buckets.identity(code.bucket()), unused -> new ArrayList<>());
        for (Place other : others) {
            if ((place.removes(other) || other.removes(place))
                    && !place.isSameAs(other)
                    && other.user.holdsAgainst(place.user)) {
                throw new IllegalArgumentException(
                        ("Two deployments of code are under '%s', and one would remove the files of the other: %s deploys to '%s' and %s to '%s' of the "
                                        + "bucket %s. Create one EmrCode and use it twice, or choose prefixes that are not within each other")
                                .formatted(
                                        place.removes(other) ? code.prefix() : other.code.prefix(),
                                        other.user.path(),
                                        other.code.prefix(),
                                        place.user.path(),
                                        code.prefix(),
                                        describe(code.bucket())));
            }
        }
        others.add(place);
    }

    /** Replaces pseudo parameters, which have another value in each stack. */
    private static String comparablePrefix(Stack stack, String prefix) {
        return Tokens.isUnresolved(prefix) ? stack.getNode().getPath() + "\n" + prefix : prefix;
    }

    private static String describe(IBucket bucket) {
        String name = bucket.getBucketName();
        return Tokens.isUnresolved(name) ? bucket.getNode().getPath() : name;
    }
}
