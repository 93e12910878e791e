package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.RolePolicies;
import io.github.emrlaunch.core.internal.S3Path;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * The targets of the logs and metrics of jobs, of all jobs of an application or of one job function. Targets of a job take precedence
 * over those of its application. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/logging.html">Storing logs</a>
 */
public final class ServerlessMonitoring {
    private static final Pattern PROMETHEUS = Pattern.compile(
            "https://aps-workspaces\\.(?<region>[a-z]{2}-[a-z-]{1,20}-[1-9])\\.amazonaws(\\.[0-9A-Za-z]{2,4})+/workspaces/(?<id>[-_.0-9A-Za-z]{1,100})/api/v1/remote_write");

    private record Logs(IBucket bucket, String prefix) {}

    private final @Nullable Logs logs;
    private final @Nullable CloudWatchLogging cloudWatch;
    private final @Nullable Boolean managed;
    private final @Nullable IKey managedKey;
    private final @Nullable String prometheusUrl;

    private ServerlessMonitoring(
            @Nullable Logs logs,
            @Nullable CloudWatchLogging cloudWatch,
            @Nullable Boolean managed,
            @Nullable IKey managedKey,
            @Nullable String prometheusUrl) {
        this.logs = logs;
        this.cloudWatch = cloudWatch;
        this.managed = managed;
        this.managedKey = managedKey;
        this.prometheusUrl = prometheusUrl;
    }

    /** Returns monitoring with managed storage: EMR Serverless keeps the logs for its user interfaces, for 30 days. */
    public static ServerlessMonitoring managed() {
        return new ServerlessMonitoring(null, null, true, null, null);
    }

    /** Returns monitoring without targets. */
    static ServerlessMonitoring none() {
        return new ServerlessMonitoring(null, null, null, null, null);
    }

    /**
     * Returns monitoring with logs in a bucket, see {@link #withBucket}. EMR Serverless also keeps them, unless both job and application
     * are {@link #withoutManagedLogs}.
     *
     * @throws IllegalArgumentException when the prefix is not a folder
     */
    public static ServerlessMonitoring inBucket(IBucket bucket, String prefix) {
        return managed().withBucket(bucket, prefix);
    }

    /** Returns monitoring with logs in CloudWatch. EMR Serverless also keeps them. */
    public static ServerlessMonitoring inCloudWatch(CloudWatchLogging cloudWatch) {
        return managed().withCloudWatch(cloudWatch);
    }

    /**
     * Returns this monitoring with logs in a bucket, encrypted with its key.
     *
     * @param prefix the prefix of the logs, empty for none. Jobs may write all objects under it, so it must not contain code
     * @throws IllegalArgumentException when the prefix is not a folder
     */
    public ServerlessMonitoring withBucket(IBucket bucket, String prefix) {
        S3Path.check("prefix", Validation.required("prefix", prefix));
        String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        return new ServerlessMonitoring(
                new Logs(Validation.required("bucket", bucket), folder),
                cloudWatch,
                managed,
                managedKey,
                prometheusUrl);
    }

    /** Returns this monitoring with logs in CloudWatch. */
    public ServerlessMonitoring withCloudWatch(CloudWatchLogging cloudWatch) {
        return new ServerlessMonitoring(
                logs, Validation.required("cloudWatch", cloudWatch), managed, managedKey, prometheusUrl);
    }

    /** Returns this monitoring with managed storage of logs, encrypted with this key. */
    public ServerlessMonitoring withManagedLogs(IKey key) {
        return new ServerlessMonitoring(logs, cloudWatch, true, KeyAccess.requireKey("key", key), prometheusUrl);
    }

    /** Returns this monitoring without managed storage of logs: the user interfaces of EMR Serverless then have no logs. */
    public ServerlessMonitoring withoutManagedLogs() {
        return new ServerlessMonitoring(logs, cloudWatch, false, null, prometheusUrl);
    }

    /**
     * Returns this monitoring with Spark metrics in Amazon Managed Service for Prometheus. Requires emr-7.1.0.
     *
     * @param remoteWriteUrl the workspace's URL for remote writes
     * @throws IllegalArgumentException when it is not such a URL
     */
    public ServerlessMonitoring withPrometheus(String remoteWriteUrl) {
        if (!Tokens.isUnresolved(Validation.required("remoteWriteUrl", remoteWriteUrl))
                && !PROMETHEUS.matcher(remoteWriteUrl).matches()) {
            throw new IllegalArgumentException(
                    "'remoteWriteUrl' must be that of a workspace, such as https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write, got: "
                            + remoteWriteUrl);
        }
        return new ServerlessMonitoring(logs, cloudWatch, managed, managedKey, remoteWriteUrl);
    }

    boolean hasPrometheus() {
        return prometheusUrl != null;
    }

    boolean isNone() {
        return toJson().isEmpty();
    }

    /** Returns the member MonitoringConfiguration of a request. */
    ObjectNode toJson() {
        ObjectNode json = Json.object();
        if (managed != null) {
            ObjectNode ofService =
                    json.putObject("ManagedPersistenceMonitoringConfiguration").put("Enabled", managed);
            if (managedKey != null) {
                ofService.put("EncryptionKeyArn", KeyAccess.arn(managedKey));
            }
        }
        if (logs != null) {
            ObjectNode inS3 = json.putObject("S3MonitoringConfiguration")
                    .put("LogUri", "s3://%s/%s".formatted(logs.bucket.getBucketName(), logs.prefix));
            IKey key = logs.bucket.getEncryptionKey();
            // Without a key in the request, S3 encrypts with the key of the bucket, of which only the alias may be
            // known.
            if (key != null && !KeyAccess.isAlias(KeyAccess.arn(key))) {
                inS3.put("EncryptionKeyArn", KeyAccess.arn(key));
            }
        }
        if (cloudWatch != null) {
            json.set("CloudWatchLoggingConfiguration", cloudWatch.toJson());
        }
        if (prometheusUrl != null) {
            json.putObject("PrometheusMonitoringConfiguration").put("RemoteWriteUrl", prometheusUrl);
        }
        return json;
    }

    /** Grants a job's role permission to write logs and metrics: the job writes them itself. */
    void grantWrite(Construct scope, IRole jobRole) {
        if (logs != null) {
            new BucketAccess(scope).allowWrite(logs.bucket, logs.prefix + "*", jobRole);
        }
        if (cloudWatch != null) {
            cloudWatch.grantWrite(jobRole);
        }
        if (managedKey != null) {
            KeyAccess.allowDataKeys(scope, managedKey, jobRole);
        }
        if (prometheusUrl != null) {
            RolePolicies.add(
                    jobRole,
                    jobRole,
                    PolicyStatement.fromJson(Policies.allow(List.of("aps:RemoteWrite"), workspace(prometheusUrl))),
                    List.of(CdkNag.rule(
                            "AwsSolutions-IAM5",
                            "Resource::arn:.*:aps:.*:workspace/\\*",
                            "The workspace is known only at deployment, by a URL without its ARN")));
        }
    }

    private static String workspace(String url) {
        Matcher known = PROMETHEUS.matcher(url);
        return known.matches()
                ? "arn:%s:aps:%s:%s:workspace/%s"
                        .formatted(Aws.PARTITION, known.group("region"), Aws.ACCOUNT_ID, known.group("id"))
                : Arns.regional("aps", "workspace/*");
    }

    /**
     * Returns the statements for the principal that starts a job: it must be allowed to use the keys of the logs, see <a
     * href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-log-encryption.html">Encrypting logs</a>.
     */
    List<Map<String, Object>> statementsOfCaller() {
        return Stream.of(
                        managedKey,
                        logs == null ? null : logs.bucket.getEncryptionKey(),
                        cloudWatch == null ? null : cloudWatch.key())
                .filter(Objects::nonNull)
                .map(key -> KeyAccess.statement(key, List.of("kms:Decrypt", "kms:GenerateDataKey")))
                .distinct()
                .toList();
    }
}
