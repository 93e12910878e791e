package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * The locations in S3 that have code of clusters and jobs, and the locations that their roles may write. No location of an app may be both:
 * a
 * job could replace code that other jobs, or all nodes of the next cluster, run. The check runs at synthesis, because roles receive
 * grants until then.
 */
public final class CodeProtection {
    private static final Pattern URI = Pattern.compile("(?i)s3[an]?://([^/]+)/(.+)");

    /** Settings of Spark, Hive and Tez that name one or several locations of code. */
    private static final Pattern CODE_SETTING = Pattern.compile(
            "(?i).*(jars?|jars\\.path|jars\\.ivysettings|pyfiles|archives?|files|(lib|aux)\\.uris|framework\\.path|log4j\\.configuration)");

    /** Options and settings that pass files of any kind. */
    private static final Pattern FILES = Pattern.compile("(?i)(.*[.])?files");

    private static final Pattern DATA =
            Pattern.compile("(?i)([^,]*\\.(avro|csv|dat|jsonl?|orc|parquet|tsv|txt)(#[^,]*)?(,|$))+");

    private final List<Write> writes = new ArrayList<>();
    private final List<Code> codes = new ArrayList<>();

    private CodeProtection() {}

    private static CodeProtection of(Construct scope) {
        AppRegistry registry = AppRegistry.of(scope);
        return registry.shared(CodeProtection.class, () -> {
            CodeProtection protection = new CodeProtection();
            registry.getNode().addValidation(protection::errors);
            return protection;
        });
    }

    /**
     * A bucket. Its identity is determined only when needed, because each request crosses a process boundary.
     *
     * @param identity equal for constructs and names of one bucket
     * @param name the name, which may be a token
     */
    private record Place(Supplier<String> identity, Supplier<String> name) {
        static Place of(IBucket bucket) {
            return new Place(() -> Buckets.identity(bucket), bucket::getBucketName);
        }

        static Place of(Construct scope, String bucketName) {
            return new Place(() -> Buckets.identity(scope, bucketName), () -> bucketName);
        }
    }

    private record Write(Construct scope, Supplier<String> who, Place bucket, String keys) {}

    /** The part of the keys that is code. */
    private enum Extent {
        /** A single key, without wildcards. */
        ONE_KEY,
        ALL,
        /** An unknown part of the keys: the bucket may contain code in any location. */
        SOMEWHERE
    }

    /**
     * Code in a bucket.
     *
     * @param keys its keys, in the form of a policy's resource
     */
    private record Code(Construct scope, String what, Place bucket, String keys, Extent extent) {}

    /**
     * Records that a role may write.
     *
     * @param scope the construct that allows it
     * @param keys the keys, in the form of a policy's resource
     */
    static void writes(Construct scope, IRole role, IBucket bucket, String keys) {
        of(scope).writes.add(new Write(scope, () -> "The role " + role.getNode().getPath(), Place.of(bucket), keys));
    }

    /** Records that a role of another app may write. */
    public static void writes(Construct scope, String who, String bucketName, String keys) {
        of(scope).writes.add(new Write(scope, () -> who, Place.of(scope, bucketName), keys));
    }

    /**
     * Records the location of code: a folder, or a complete bucket.
     *
     * @param scope the construct that uses it
     * @param what the owner of the code, for messages
     * @param keys the keys, in the form of a policy's resource
     */
    public static void holds(Construct scope, String what, String bucketName, String keys) {
        of(scope).codes.add(new Code(scope, what, Place.of(scope, bucketName), keys, Extent.ALL));
    }

    /**
     * Records a location from which a profile allows clusters to read code: a folder, or a bucket that has it somewhere.
     *
     * @param scope the profile
     * @param what the owner of the code, for messages
     * @param path the folder; null or empty for the bucket
     */
    public static void mayHold(Construct scope, String what, String bucketName, @Nullable String path) {
        Extent extent = path == null || path.isEmpty() ? Extent.SOMEWHERE : Extent.ALL;
        of(scope).codes.add(new Code(scope, what, Place.of(scope, bucketName), S3Path.objectsBelow(path), extent));
    }

    /** Records the location of code in a bucket. */
    static void holds(Construct scope, String what, IBucket bucket, String key) {
        of(scope).codes.add(new Code(scope, what, Place.of(bucket), key, Extent.ONE_KEY));
    }

    /** Records the files of code that these strings name, if they are in S3. A string can have several, separated by commas. */
    public static void runs(Construct scope, String what, List<String> uris) {
        for (String all : uris) {
            for (String uri : all.split(",", -1)) {
                Matcher inS3 = URI.matcher(uri.strip().replaceFirst("#.*", ""));
                if (inS3.matches()) {
                    of(scope)
                            .codes
                            .add(new Code(scope, what, Place.of(scope, inS3.group(1)), inS3.group(2), Extent.ONE_KEY));
                }
            }
        }
    }

    /** Records the code of clusters: artifacts, bootstrap actions, and files that settings of applications name. */
    public static void runs(Construct scope, ClusterConfigurationDefinition configuration) {
        String what = "cluster configuration '%s'".formatted(configuration.definitionName());
        if (configuration.configurationArtifacts() != null) {
            configuration
                    .configurationArtifacts()
                    .forEach(artifact -> holds(scope, what, artifact.bucket(), artifact.path()));
        }
        List<String> uris = new ArrayList<>();
        JsonNode request = configuration.clusterConfiguration();
        request.path("BootstrapActions")
                .forEach(action -> uris.add(
                        action.path("ScriptBootstrapAction").path("Path").asText()));
        request.findValues("Properties").forEach(properties -> properties.properties().stream()
                .filter(property ->
                        isOfCode(property.getKey(), property.getValue().asText()))
                .forEach(property -> uris.add(property.getValue().asText())));
        runs(scope, what, uris);
    }

    /** Returns whether a setting of an application names code. */
    public static boolean isOfCode(String setting, String value) {
        return CODE_SETTING.matcher(setting).matches() && !isData(setting, value);
    }

    /** Returns whether an option or a setting passes data files to a job, by their suffixes. */
    public static boolean isData(String option, String value) {
        return FILES.matcher(option).matches() && DATA.matcher(value).matches();
    }

    private List<String> errors() {
        Map<String, List<Code>> byBucket = new HashMap<>();
        if (!writes.isEmpty()) {
            codes.forEach(code -> byBucket.computeIfAbsent(code.bucket.identity.get(), bucket -> new ArrayList<>())
                    .add(code));
        }
        Set<String> errors = new LinkedHashSet<>();
        for (Write write : byBucket.isEmpty() ? List.<Write>of() : writes) {
            for (Code code : byBucket.getOrDefault(write.bucket.identity.get(), List.of())) {
                if (overlap(write, code) && Claimant.isInTree(write.scope) && Claimant.isInTree(code.scope)) {
                    errors.add(error(write, code));
                }
            }
        }
        return List.copyOf(errors);
    }

    private static boolean overlap(Write write, Code code) {
        KeyPattern written = KeyPattern.of(stack(write.scope), write.keys);
        String stack = stack(code.scope);
        return switch (code.extent) {
            case ONE_KEY -> KeyPattern.key(stack, code.keys).stream().anyMatch(written::intersects);
            case ALL -> written.intersects(KeyPattern.of(stack, code.keys));
            case SOMEWHERE -> written.isEverything();
        };
    }

    private static String stack(Construct scope) {
        return Stack.of(scope).getNode().getPath();
    }

    private static String error(Write write, Code code) {
        return Tokens.readable(
                ("%s may write s3://%s/%s, allowed by %s, which has code that others run: s3://%s/%s of %s. A job that runs as "
                                + "the role could replace it. Use another prefix for writes of the role, or move the code to a prefix that no role may write")
                        .formatted(
                                write.who.get(),
                                write.bucket.name.get(),
                                write.keys,
                                write.scope.getNode().getPath(),
                                code.bucket.name.get(),
                                code.keys,
                                code.what + " (" + code.scope.getNode().getPath() + ")"));
    }
}
