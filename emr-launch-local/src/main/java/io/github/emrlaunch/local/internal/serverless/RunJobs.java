package io.github.emrlaunch.local.internal.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.local.internal.jobs.JobConfigurations;
import io.github.emrlaunch.local.internal.jobs.JobOrder;
import io.github.emrlaunch.local.internal.jobs.JobThreads;
import io.github.emrlaunch.local.internal.jobs.LogDestination;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the jobs of job runs: determines the role, the configuration and the location of the logs. */
final class RunJobs {
    private static final Set<String> LOGS = Set.of("stdout", "stderr");
    private static final String S3_LOGS = "/monitoringConfiguration/s3MonitoringConfiguration/logUri";

    private final JobThreads threads;
    private final Iam iam;

    RunJobs(JobThreads threads, Iam iam) {
        this.threads = threads;
        this.iam = iam;
    }

    /** Runs an action at this virtual time, or now if the time has passed. */
    void at(Instant time, Runnable action) {
        threads.at(time, action);
    }

    /** Returns whether jobs can run. Otherwise all jobs are simulated. */
    boolean arePresent() {
        return threads.arePresent();
    }

    /**
     * Starts the job of an attempt.
     *
     * @param timeout the timeout of the job run; null without one
     */
    void start(JobRun run, @Nullable Duration timeout, Consumer<JobResult> ended) {
        int attempt = run.attempt();
        threads.start(run.id(), () -> order(run, attempt, timeout), ended, run::setJob);
    }

    /**
     * Stops the job of a job run.
     *
     * @param gone runs after all processes of the job have stopped
     */
    void cancel(JobRun run, Runnable gone) {
        threads.cancel(run.id(), gone);
    }

    private JobOrder order(JobRun run, int attempt, @Nullable Duration timeout) {
        ObjectNode request = run.request();
        JsonNode overrides = request.path("configurationOverrides");
        JsonNode settings = run.application().settings();
        String roleArn = Inputs.required(request, "executionRoleArn");
        Role role = iam.role(roleArn)
                .orElseThrow(() -> new IllegalStateException("the execution role " + roleArn + " does not exist"));
        Principal principal = iam.sessionPrincipal(role, run.id());
        String logs = overrides.at(S3_LOGS).asText(settings.at(S3_LOGS).asText(""));
        return new JobOrder(
                run.id(),
                run.name(),
                command(request.path("jobDriver")),
                AwsJson.text(settings, "releaseLabel", ""),
                new JobConfigurations()
                        .add(settings.path("runtimeConfiguration"))
                        .add(overrides.path("applicationConfiguration"))
                        .properties(),
                run.id() + "/" + attempt,
                run.id() + "/shared-" + attempt,
                timeout,
                principal,
                logs.isEmpty() ? null : new LogDestination(logFolder(logs, run, attempt), principal, LOGS),
                request.has("executionIamPolicy")
                        ? List.of("executionIamPolicy is not applied here: the job could do all that its role may")
                        : List.of());
    }

    private static JobCommand command(JsonNode driver) {
        if (driver.has("hive")) {
            JsonNode hive = driver.get("hive");
            return new JobCommand.Hive(
                    AwsJson.text(hive, "query", ""),
                    AwsJson.text(hive, "initQueryFile"),
                    AwsJson.text(hive, "parameters", ""));
        }
        JsonNode spark = driver.path("sparkSubmit");
        return new JobCommand.SparkSubmit(
                AwsJson.text(spark, "entryPoint", ""),
                Inputs.strings(spark, "entryPointArguments"),
                AwsJson.text(spark, "sparkSubmitParameters", ""));
    }

    private static String logFolder(String uri, JobRun run, int attempt) {
        Map<Boolean, String> workers = Map.of(true, "HIVE_DRIVER", false, "SPARK_DRIVER");
        return uri.replaceFirst("/*$", "/") + "applications/"
                + run.application().id() + "/jobs/" + run.id() + "/"
                + (attempt == 1 ? "" : "attempts/" + attempt + "/")
                + workers.get(run.request().path("jobDriver").has("hive"));
    }
}
