package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.RolePolicies;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.logs.ILogGroup;

/**
 * Logs of jobs in CloudWatch. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/emr-serverless/latest/APIReference/API_CloudWatchLoggingConfiguration.html">
 *     CloudWatchLoggingConfiguration</a>
 */
public final class CloudWatchLogging {
    private static final Pattern PREFIX = Pattern.compile("[^:*]{1,512}");
    private static final Set<String> WORKERS = Set.of("SPARK_DRIVER", "SPARK_EXECUTOR", "HIVE_DRIVER", "TEZ_TASK");
    private static final Set<String> FILES = Set.of("STDOUT", "STDERR", "HIVE_LOG", "TEZ_AM", "SYSTEM_LOGS");

    private final ILogGroup logGroup;
    private final @Nullable String streamPrefix;
    private final Map<String, List<String>> types;
    private final @Nullable IKey key;

    private CloudWatchLogging(
            ILogGroup logGroup, @Nullable String streamPrefix, Map<String, List<String>> types, @Nullable IKey key) {
        this.logGroup = logGroup;
        this.streamPrefix = streamPrefix;
        this.types = types;
        this.key = key;
    }

    /** Creates logs of the standard output and errors of drivers, in this log group. */
    public static CloudWatchLogging in(ILogGroup logGroup) {
        return new CloudWatchLogging(Validation.required("logGroup", logGroup), null, Map.of(), null);
    }

    /**
     * Returns this logging with a prefix of the log stream names.
     *
     * @throws IllegalArgumentException when it is empty, longer than 512 characters, or has a colon or an asterisk
     */
    public CloudWatchLogging withStreamPrefix(String prefix) {
        if (!Tokens.isUnresolved(Validation.required("prefix", prefix))
                && !PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "'prefix' of log streams must be 1 to 512 characters without : and *, got: '%s'".formatted(prefix));
        }
        return new CloudWatchLogging(logGroup, prefix, types, key);
    }

    /**
     * Returns this logging for these logs only.
     *
     * @param files by worker ({@code SPARK_DRIVER}, {@code SPARK_EXECUTOR}, {@code HIVE_DRIVER}, {@code TEZ_TASK}): {@code STDOUT},
     *     {@code STDERR}, {@code HIVE_LOG}, {@code TEZ_AM}, {@code SYSTEM_LOGS}
     */
    public CloudWatchLogging withTypes(Map<String, List<String>> files) {
        Map<String, List<String>> sorted = new TreeMap<>();
        Validation.map("files", files).forEach((worker, names) -> {
            requireOneOf("The key of 'files'", worker, WORKERS);
            names.forEach(name -> requireOneOf("A log of %s in 'files'".formatted(worker), name, FILES));
            sorted.put(worker, Validation.list("files", names));
        });
        return new CloudWatchLogging(logGroup, streamPrefix, sorted, key);
    }

    private static void requireOneOf(String what, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException("%s must be one of %s, got: %s"
                    .formatted(what, allowed.stream().sorted().toList(), value));
        }
    }

    /** Returns this logging with encryption by this key, whose policy must allow CloudWatch to use it. */
    public CloudWatchLogging withKey(IKey key) {
        return new CloudWatchLogging(logGroup, streamPrefix, types, KeyAccess.requireKey("key", key));
    }

    @Nullable IKey key() {
        return key;
    }

    /** Returns the member CloudWatchLoggingConfiguration of a request. */
    ObjectNode toJson() {
        ObjectNode json = Json.object().put("Enabled", true).put("LogGroupName", logGroup.getLogGroupName());
        if (streamPrefix != null) {
            json.put("LogStreamNamePrefix", streamPrefix);
        }
        if (key != null) {
            json.put("EncryptionKeyArn", KeyAccess.arn(key));
        }
        if (!types.isEmpty()) {
            json.set("LogTypes", Json.of(types));
        }
        return json;
    }

    /** Grants a job's role permission to write the logs: the job writes them itself. */
    void grantWrite(IRole jobRole) {
        RolePolicies.add(
                jobRole,
                logGroup,
                PolicyStatement.fromJson(Policies.allow(
                        List.of("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
                        logGroup.getLogGroupArn())));
        RolePolicies.add(
                jobRole,
                jobRole,
                PolicyStatement.fromJson(Policies.allow(List.of("logs:DescribeLogGroups"), "*")),
                List.of(
                        CdkNag.rule(
                                "AwsSolutions-IAM5",
                                "Resource::\\*",
                                "EMR Serverless finds its log group with DescribeLogGroups, which does not support resource-level permissions")));
    }
}
