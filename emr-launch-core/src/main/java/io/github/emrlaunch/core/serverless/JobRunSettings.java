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
import java.util.Objects;
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
 * The settings of a job's runs: how long, how often, with which name, tags, permissions, configurations and logs. Job functions and
 * {@link ServerlessTasks#startJobRun} take the same. Immutable.
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

    /** A job that ends. EMR Serverless cancels it after 12 hours. */
    public static JobRunSettings batch() {
        return new JobRunSettings(
                Json.object().put("ExecutionTimeoutMinutes", 12 * 60), List.of(), ServerlessMonitoring.none(), null);
    }

    /**
     * A job of Spark that runs until somebody cancels it, and is started again by EMR Serverless when it fails. Needs emr-7.1.0.
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
     * The same with a time after which EMR Serverless cancels the job run: whole minutes, at least one; for a batch job at most 7 days
     * from emr-7.11.0 on, and 300 days before.
     *
     * @throws IllegalArgumentException when it is none
     */
    public JobRunSettings withTimeout(Duration timeout) {
        GivenNumbers.knownSeconds("timeout", Validation.required("timeout", timeout), WAIT);
        int minutes = Validation.wholeMinutes("timeout", timeout, 1, JobRules.MAX_TIMEOUT_MINUTES)
                .intValue();
        return with(json -> json.put("ExecutionTimeoutMinutes", minutes));
    }

    /**
     * The same with a name of each run, at most 256 characters. Default: the name of the job function, or the id of the task.
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
     * The same with these tags of each run, at most 200, in place of those that it had.
     *
     * @throws IllegalArgumentException when there are more, or EMR Serverless doesn't take one
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
     * The same with attempts, 1 to 10: EMR Serverless runs a batch job that has failed again, from its beginning, in the same run.
     * Needs emr-7.1.0. Default: 1.
     *
     * @throws IllegalArgumentException when they are none, or the job is streaming
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
     * The same with a number of failures within an hour after which EMR Serverless gives a streaming job up, 1 to 10. Default: 5.
     *
     * @throws IllegalArgumentException when it is none, or the job is a batch job
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
     * The same with a policy that narrows what each run may do: both its role and this policy must allow it. At most 2,048 characters.
     *
     * @throws IllegalArgumentException when it is longer
     * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-cli-execution.html">Execution IAM policy</a>
     */
    public JobRunSettings withExecutionPolicy(PolicyDocument policy) {
        String text = Json.write(Json.of(
                Objects.requireNonNull(Validation.required("policy", policy).toJSON())));
        if (!Tokens.isUnresolved(text) && text.length() > MAX_POLICY) {
            throw new IllegalArgumentException(
                    "'policy' of a job run must have at most %d characters, has: %d. Make it a managed policy"
                            .formatted(MAX_POLICY, text.length()));
        }
        return with(json -> json.withObject("/ExecutionIamPolicy").put("Policy", text));
    }

    /** The same with managed policies that narrow what each run may do, see {@link #withExecutionPolicies(List)}. */
    public JobRunSettings withExecutionPolicies(IManagedPolicy... policies) {
        return withExecutionPolicies(Validation.list("policies", policies));
    }

    /**
     * The same with managed policies that narrow what each run may do, at most 10.
     *
     * @throws IllegalArgumentException when there are more
     */
    public JobRunSettings withExecutionPolicies(List<? extends IManagedPolicy> policies) {
        List<String> arns = Validation.<IManagedPolicy>list("policies", policies).stream()
                .map(IManagedPolicy::getManagedPolicyArn)
                .toList();
        if (arns.size() > MAX_POLICIES) {
            throw new IllegalArgumentException(
                    "'policies' of a job run can be at most %d, got: %d".formatted(MAX_POLICIES, arns.size()));
        }
        return with(json -> json.withObject("/ExecutionIamPolicy").set("PolicyArns", Json.of(arns)));
    }

    /** The same with configurations besides those of the application, see {@link #withConfigurations(List)}. */
    public JobRunSettings withConfigurations(EmrConfiguration... configurations) {
        return withConfigurations(Validation.list("configurations", configurations));
    }

    /**
     * The same with configurations besides those of the application, in place of those that it had; each classification once.
     *
     * @throws IllegalArgumentException when one is there twice
     */
    public JobRunSettings withConfigurations(List<EmrConfiguration> configurations) {
        List<EmrConfiguration> copy = Validation.list("configurations", configurations);
        ApplicationRules.checkConfigurations(copy);
        return new JobRunSettings(request, copy, monitoring, diskKey);
    }

    /** The same with targets of logs and metrics. For each kind of target that is here, that of the application counts no more. */
    public JobRunSettings withMonitoring(ServerlessMonitoring monitoring) {
        return new JobRunSettings(request, configurations, Validation.required("monitoring", monitoring), diskKey);
    }

    /**
     * The same with disks of the workers that are encrypted with a key of one's own, which must be a symmetric one.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/disk-encryption-cmk.html">Disk encryption</a>
     */
    public JobRunSettings withDiskEncryption(IKey key) {
        return new JobRunSettings(request, configurations, monitoring, KeyAccess.requireKey("key", key));
    }

    /**
     * The same on Flex capacity: spare capacity that costs less, and may take executors back while the job runs. For batch jobs of Spark.
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

    /** The minutes after which EMR Serverless cancels it; 0 for never. */
    int timeoutMinutes() {
        return request.path("ExecutionTimeoutMinutes").asInt();
    }

    boolean hasRetryPolicy() {
        return request.has("RetryPolicy");
    }

    /** How often EMR Serverless runs the job, at most. */
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

    /** The members of a request besides those of the job, and besides {@code ConfigurationOverrides}. */
    ObjectNode members() {
        return request.deepCopy();
    }

    /** The member ConfigurationOverrides of a request without configurations. */
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

    /** Allows a job's role what its runs need. */
    void grant(Construct scope, IRole jobRole) {
        monitoring.grantWrite(scope, jobRole);
        if (diskKey != null) {
            KeyAccess.allowDataKeys(scope, diskKey, jobRole);
        }
    }

    /** What who starts a run must be allowed. */
    List<Map<String, Object>> statementsOfCaller() {
        List<Map<String, Object>> statements = new ArrayList<>(monitoring.statementsOfCaller());
        if (diskKey != null) {
            statements.add(
                    KeyAccess.statement(diskKey, List.of("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")));
        }
        return statements;
    }
}
