package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.kms.IKey;
import software.constructs.Construct;

/**
 * The settings of a job's runs: timeout, attempts, name, tags, permissions, configurations and logs. They are used by job functions and
 * {@link ServerlessTasks#startJobRun}. Immutable.
 *
 * <pre>{@code
 * JobRunSettings.batch()
 *         .withTimeout(Duration.hours(2))
 *         .withMaxAttempts(3)
 *         .withMonitoring(ServerlessMonitoring.inBucket(bucket, "logs"))
 * }</pre>
 *
 * @see <a href="https://docs.aws.amazon.com/emr-serverless/latest/APIReference/API_StartJobRun.html">StartJobRun</a>
 */
public final class JobRunSettings {
    private static final String WAIT = "it decides how long a state machine waits";
    private static final int MAX_ATTEMPTS = 10;
    private static final int MAX_NAME = 256;
    private static final int MAX_TAGS = 200;
    private static final int MAX_POLICY = 2048;
    private static final int MAX_POLICIES = 10;
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9 /_.:=+@-]*");

    private final ObjectNode request;
    private final List<EmrConfiguration> configurations;
    private final ServerlessMonitoring monitoring;
    private final @Nullable IKey diskKey;

    private JobRunSettings(
            ObjectNode request,
            List<EmrConfiguration> configurations,
            ServerlessMonitoring monitoring,
            @Nullable IKey diskKey) {
        this.request = request;
        this.configurations = configurations;
        this.monitoring = monitoring;
        this.diskKey = diskKey;
    }

    /** Returns the settings of a batch job. EMR Serverless cancels it after 12 hours. */
    public static JobRunSettings batch() {
        return new JobRunSettings(
                Json.object().put("ExecutionTimeoutMinutes", 12 * 60), List.of(), ServerlessMonitoring.none(), null);
    }

    /**
     * Returns the settings of a streaming Spark job, which runs until it is cancelled. EMR Serverless restarts it when it fails. Requires
     * emr-7.1.0.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-spark-streaming.html">Streaming jobs</a>
     */
    public static JobRunSettings streaming() {
        return batch().with(json -> json.put("Mode", "STREAMING").put("ExecutionTimeoutMinutes", 0));
    }

    private JobRunSettings with(Consumer<ObjectNode> change) {
        ObjectNode copy = request.deepCopy();
        change.accept(copy);
        return new JobRunSettings(copy, configurations, monitoring, diskKey);
    }

    /**
     * Returns these settings with a timeout, after which EMR Serverless cancels the job run: whole minutes, at least one; for a batch job
     * at most 7 days
     * from emr-7.11.0 on, and 300 days before.
     *
     * @throws IllegalArgumentException when it is out of bounds
     */
    public JobRunSettings withTimeout(Duration timeout) {
        GivenNumbers.knownSeconds("timeout", Validation.required("timeout", timeout), WAIT);
        int minutes = Validation.wholeMinutes("timeout", timeout, 1, JobRules.MAX_TIMEOUT_MINUTES)
                .intValue();
        return with(json -> json.put("ExecutionTimeoutMinutes", minutes));
    }

    /**
     * Returns these settings with a name of each run, at most 256 characters. Default: the name of the job function, or the id of the task.
     *
     * @throws IllegalArgumentException when it is blank or longer
     */
    public JobRunSettings withName(String name) {
        if (Validation.required("name", name).isBlank() || (!Tokens.isUnresolved(name) && name.length() > MAX_NAME)) {
            throw new IllegalArgumentException(
                    "'name' of a job run must be 1 to %d characters, got: '%s'".formatted(MAX_NAME, name));
        }
        return with(json -> json.put("Name", name));
    }

    /**
     * Returns these settings with these tags of each run instead of its previous ones, at most 200. Default: none.
     *
     * @throws IllegalArgumentException when there are more, or one is invalid
     */
    public JobRunSettings withTags(Map<String, String> tags) {
        Map<String, String> sorted = Validation.map("tags", tags);
        if (sorted.size() > MAX_TAGS) {
            throw new IllegalArgumentException(
                    "'tags' of a job run can be at most %d, got: %d".formatted(MAX_TAGS, sorted.size()));
        }
        sorted.forEach((key, value) -> {
            requireTag("The key of a tag", key, 1, 128);
            requireTag("The value of the tag '%s'".formatted(key), value, 0, 256);
        });
        return with(json -> json.set("Tags", Json.of(sorted)));
    }

    private static void requireTag(String what, String text, int minimum, int maximum) {
        boolean fits = text.length() >= minimum
                && text.length() <= maximum
                && TAG.matcher(text).matches();
        if (!Tokens.isUnresolved(text) && !fits) {
            throw new IllegalArgumentException("%s must be %d to %d letters, digits, spaces and /_.:=+@-, got: '%s'"
                    .formatted(what, minimum, maximum, text));
        }
    }

    /**
     * Returns these settings with a number of attempts, 1 to 10: EMR Serverless runs a failed batch job again, from its beginning, in the
     * same run.
     * Requires emr-7.1.0. Default: 1.
     *
     * @throws IllegalArgumentException when the number is out of bounds, or the job is a streaming job
     * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-resiliency.html">Job resiliency</a>
     */
    public JobRunSettings withMaxAttempts(int attempts) {
        if (isStreaming()) {
            throw new IllegalArgumentException(
                    "'attempts' are for batch jobs: a streaming job has 'withMaxFailedAttemptsPerHour'");
        }
        return with(json -> json.putObject("RetryPolicy").put("MaxAttempts", requireAttempts(attempts)));
    }

    /**
     * Returns these settings with the number of failures within an hour after which EMR Serverless stops retrying a streaming job, 1 to 10.
     * Default: 5.
     *
     * @throws IllegalArgumentException when the number is out of bounds, or the job is a batch job
     */
    public JobRunSettings withMaxFailedAttemptsPerHour(int attempts) {
        if (!isStreaming()) {
            throw new IllegalArgumentException(
                    "'attempts' per hour are for streaming jobs: a batch job has 'withMaxAttempts'");
        }
        return with(json -> json.putObject("RetryPolicy").put("MaxFailedAttemptsPerHour", requireAttempts(attempts)));
    }

    private static int requireAttempts(int attempts) {
        GivenNumbers.known("attempts", attempts, WAIT);
        if (attempts < 1 || attempts > MAX_ATTEMPTS) {
            throw new IllegalArgumentException("'attempts' must be 1 to %d, got: %d".formatted(MAX_ATTEMPTS, attempts));
        }
        return attempts;
    }

    /**
     * Returns these settings with a policy that restricts each run: both its role and this policy must allow an action. At most 2,048
     * characters. Default: none.
     *
     * @throws IllegalArgumentException when it is longer, or has no statements
     * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-cli-execution.html">Execution IAM policy</a>
     */
    public JobRunSettings withExecutionPolicy(PolicyDocument policy) {
        Object document = Validation.required("policy", policy).toJSON();
        if (document == null) {
            throw new IllegalArgumentException(
                    "'policy' of a job run must have a statement, got an empty policy. Leave it out if the run needs no restriction");
        }
        String text = Json.write(Json.of(document));
        if (!Tokens.isUnresolved(text) && text.length() > MAX_POLICY) {
            throw new IllegalArgumentException(
                    "'policy' of a job run must have at most %d characters, has: %d. Use a managed policy"
                            .formatted(MAX_POLICY, text.length()));
        }
        return with(json -> json.withObject("/ExecutionIamPolicy").put("Policy", text));
    }

    /** Returns these settings with managed policies that restrict each run, see {@link #withExecutionPolicies(List)}. */
    public JobRunSettings withExecutionPolicies(IManagedPolicy... policies) {
        return withExecutionPolicies(Validation.list("policies", policies));
    }

    /**
     * Returns these settings with managed policies that restrict each run, at most 10. Default: none.
     *
     * @throws IllegalArgumentException when there are more, or none
     */
    public JobRunSettings withExecutionPolicies(List<? extends IManagedPolicy> policies) {
        List<String> arns = Validation.<IManagedPolicy>list("policies", policies).stream()
                .map(IManagedPolicy::getManagedPolicyArn)
                .toList();
        if (arns.isEmpty()) {
            throw new IllegalArgumentException("'policies' of a job run is empty, which would not restrict the run. "
                    + "Name at least one policy, or remove withExecutionPolicies");
        }
        if (arns.size() > MAX_POLICIES) {
            throw new IllegalArgumentException(
                    "'policies' of a job run can be at most %d, got: %d".formatted(MAX_POLICIES, arns.size()));
        }
        return with(json -> json.withObject("/ExecutionIamPolicy").set("PolicyArns", Json.of(arns)));
    }

    /** Returns these settings with configurations in addition to those of the application, see {@link #withConfigurations(List)}. */
    public JobRunSettings withConfigurations(EmrConfiguration... configurations) {
        return withConfigurations(Validation.list("configurations", configurations));
    }

    /**
     * Returns these settings with configurations in addition to those of the application, instead of its previous ones; each classification
     * once. Default: none.
     *
     * @throws IllegalArgumentException when a classification occurs twice
     */
    public JobRunSettings withConfigurations(List<EmrConfiguration> configurations) {
        List<EmrConfiguration> copy = Validation.list("configurations", configurations);
        ApplicationRules.checkConfigurations(copy);
        return new JobRunSettings(request, copy, monitoring, diskKey);
    }

    /** Returns these settings with targets of logs and metrics. Each kind of target here replaces that of the application. */
    public JobRunSettings withMonitoring(ServerlessMonitoring monitoring) {
        return new JobRunSettings(request, configurations, Validation.required("monitoring", monitoring), diskKey);
    }

    /**
     * Returns these settings with encryption of the workers' disks by a customer managed key, which must be symmetric. Default: the key of
     * EMR Serverless.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/disk-encryption-cmk.html">Disk encryption</a>
     */
    public JobRunSettings withDiskEncryption(IKey key) {
        return new JobRunSettings(request, configurations, monitoring, KeyAccess.requireKey("key", key));
    }

    /**
     * Returns these settings with Flex capacity: spare capacity at a lower price, whose executors may be reclaimed while the job runs. For
     * batch jobs of Spark.
     *
     * @throws IllegalArgumentException when the job is streaming
     * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-flex-execution.html">Flex execution</a>
     */
    public JobRunSettings withFlexCapacity() {
        if (isStreaming()) {
            throw new IllegalArgumentException(
                    "Flex capacity is for batch jobs of Spark, these settings are streaming");
        }
        return with(json -> json.putObject("FlexExecution").put("Enabled", true));
    }

    boolean isFlex() {
        return request.has("FlexExecution");
    }

    boolean isStreaming() {
        return request.has("Mode");
    }

    /** Returns the minutes after which EMR Serverless cancels the job run; 0 for never. */
    int timeoutMinutes() {
        return request.path("ExecutionTimeoutMinutes").asInt();
    }

    boolean hasRetryPolicy() {
        return request.has("RetryPolicy");
    }

    /** Returns the maximum number of attempts of EMR Serverless. */
    int maxAttempts() {
        return request.at("/RetryPolicy/MaxAttempts").asInt(1);
    }

    boolean hasTags() {
        return request.has("Tags");
    }

    List<EmrConfiguration> configurations() {
        return configurations;
    }

    ServerlessMonitoring monitoring() {
        return monitoring;
    }

    /** Returns the members of a request without those of the job and {@code ConfigurationOverrides}. */
    ObjectNode members() {
        return request.deepCopy();
    }

    /** Returns the member ConfigurationOverrides of a request without configurations. */
    ObjectNode overrides() {
        ObjectNode json = Json.object();
        if (!monitoring.isNone()) {
            json.set("MonitoringConfiguration", monitoring.toJson());
        }
        if (diskKey != null) {
            json.putObject("DiskEncryptionConfiguration").put("EncryptionKeyArn", KeyAccess.arn(diskKey));
        }
        return json;
    }

    /** Grants a job's role the permissions for its runs. */
    void grant(Construct scope, IRole jobRole) {
        monitoring.grantWrite(scope, jobRole);
        if (diskKey != null) {
            KeyAccess.allowDataKeys(scope, diskKey, jobRole);
        }
    }

    /** Returns the statements for the principal that starts a run. */
    List<Map<String, Object>> statementsOfCaller() {
        List<Map<String, Object>> statements = new ArrayList<>(monitoring.statementsOfCaller());
        if (diskKey != null) {
            statements.add(
                    KeyAccess.statement(diskKey, List.of("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")));
        }
        return statements;
    }
}
