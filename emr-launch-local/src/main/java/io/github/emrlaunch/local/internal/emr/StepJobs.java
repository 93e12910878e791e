package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.local.internal.jobs.JobConfigurations;
import io.github.emrlaunch.local.internal.jobs.JobOrder;
import io.github.emrlaunch.local.internal.jobs.JobThreads;
import io.github.emrlaunch.local.internal.jobs.LogDestination;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Runs the jobs of steps: determines the role, the configuration and the location of the logs. */
final class StepJobs {
    /** The log files that EMR puts into the log folder of a step. */
    private static final Set<String> LOGS = Set.of("stdout", "stderr", "controller", "syslog");

    private final JobThreads threads;
    private final Iam iam;

    StepJobs(JobThreads threads, Iam iam) {
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

    /** Starts the job of a running step. */
    void start(Cluster cluster, Step step, Consumer<JobResult> ended) {
        threads.start(step.id(), () -> order(cluster, step), ended, step::setJob);
    }

    /**
     * Stops the job of a step.
     *
     * @param gone runs after all processes of the job have stopped
     */
    void cancel(Step step, Runnable gone) {
        threads.cancel(step.id(), gone);
    }

    /** Deletes the shared data of the steps of a cluster. */
    void clusterEnded(Cluster cluster) {
        if (arePresent()) {
            threads.deleteFolder(shared(cluster));
        }
    }

    private static String shared(Cluster cluster) {
        return cluster.id();
    }

    private JobOrder order(Cluster cluster, Step step) {
        ObjectNode request = cluster.request();
        Principal instance = instance(cluster);
        String uri = step.logFolder();
        return new JobOrder(
                step.id(),
                step.name(),
                command(step),
                AwsJson.text(request, "ReleaseLabel", ""),
                configurations(request),
                step.id(),
                shared(cluster),
                null,
                principal(step, instance),
                uri == null ? null : new LogDestination(uri, instance, LOGS),
                simulatedBefore(cluster));
    }

    /** Returns a note with the steps that were simulated. A job that finds no input may need the output of one of them. */
    private static List<String> simulatedBefore(Cluster cluster) {
        List<String> names = cluster.steps().stream()
                .filter(Step::wasSimulated)
                .map(step -> "'" + step.name() + "'")
                .toList();
        return names.isEmpty()
                ? List.of()
                : List.of("Steps before were simulated and wrote nothing: " + String.join(", ", names));
    }

    private static JobCommand command(Step step) {
        JsonNode jar = step.hadoopJar();
        Map<String, String> properties = new LinkedHashMap<>();
        jar.path("Properties")
                .forEach(property ->
                        properties.put(AwsJson.text(property, "Key", ""), AwsJson.text(property, "Value", "")));
        return new JobCommand.Step(step.jar(), AwsJson.text(jar, "MainClass"), step.arguments(), properties);
    }

    /** Returns the configurations of the cluster, overridden by those of the primary node's group. */
    private static Map<String, Map<String, String>> configurations(JsonNode request) {
        JobConfigurations configurations = new JobConfigurations().add(request.path("Configurations"));
        for (JsonNode group : request.path("Instances").path("InstanceGroups")) {
            if (AwsJson.text(group, "InstanceRole", "").equals("MASTER")) {
                configurations.add(group.path("Configurations"));
            }
        }
        return configurations.properties();
    }

    /** Returns the primary node, which runs steps and writes their logs. EC2 uses its instance id as the name of the role session. */
    private Principal instance(Cluster cluster) {
        String profile = cluster.request().get("JobFlowRole").asText();
        Role role = iam.instanceProfile(profile).stream()
                .flatMap(found -> found.roles().stream())
                .flatMap(name -> iam.role(name).stream())
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("the instance profile " + profile + " of the cluster has no role"));
        return iam.sessionPrincipal(role, ClusterInstances.primaryId(cluster));
    }

    private Principal principal(Step step, Principal instance) {
        String roleArn = step.executionRoleArn();
        if (roleArn == null) {
            return instance;
        }
        Role role = iam.role(roleArn)
                .orElseThrow(() -> new IllegalStateException("the runtime role " + roleArn + " does not exist"));
        return iam.sessionPrincipal(role, step.id());
    }
}
