package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.emr.EmrService;
import io.github.emrlaunch.local.internal.iam.DecidedCall;
import io.github.emrlaunch.local.internal.iam.PolicyStatement;
import io.github.emrlaunch.local.internal.page.Redaction;
import io.github.emrlaunch.local.internal.page.Run;
import io.github.emrlaunch.local.internal.page.RunList;
import io.github.emrlaunch.local.internal.page.RunPage;
import io.github.emrlaunch.local.internal.serverless.ServerlessService;
import io.github.emrlaunch.local.internal.service.ExecutionSnapshot;
import io.github.emrlaunch.local.internal.service.SecretSource;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.Services;
import io.github.emrlaunch.local.internal.sns.Topics;
import io.github.emrlaunch.local.internal.stepfunctions.StepFunctionsService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Collects what belongs to a run. What a history names belongs to it: executions, clusters, steps, job runs, messages. */
final class RunPages {
    /** The function of an invocation by its name or ARN, with a version or without. */
    private static final Pattern FUNCTION = Pattern.compile(
            "(?:\\\\?\"FunctionName\\\\?\":\\\\?\"(?:arn:[^\"\\\\]*:function:)?|:function:)([A-Za-z0-9_-]+)");

    private final ServiceContext context;
    private final Services services;

    RunPages(ServiceContext context) {
        this.context = context;
        this.services = context.services();
    }

    /** All executions, each with the number of its page. */
    String list() {
        return RunList.of(executions(), context.clock().now(), redaction());
    }

    /** The page of an execution, by its ARN or its number. */
    Optional<String> page(String arnOrNumber) {
        List<ExecutionSnapshot> all = executions();
        return all.stream()
                .filter(execution -> execution.arn().equals(arnOrNumber)
                        || Integer.toString(execution.number()).equals(arnOrNumber))
                .findFirst()
                .map(execution -> RunPage.of(run(execution, all), redaction()));
    }

    private List<ExecutionSnapshot> executions() {
        return services.get(StepFunctionsService.class).snapshots();
    }

    private Redaction redaction() {
        return Redaction.of(services.all(SecretSource.class).stream()
                .flatMap(source -> source.secretValues().stream())
                .toList());
    }

    private Run run(ExecutionSnapshot main, List<ExecutionSnapshot> all) {
        List<ExecutionSnapshot> executions = new ArrayList<>(List.of(main));
        for (int i = 0; i < executions.size(); i++) {
            Set<String> started = started(executions.get(i));
            all.stream()
                    .filter(other -> started.contains(other.arn()) && !executions.contains(other))
                    .forEach(executions::add);
        }
        String histories = executions.stream()
                .flatMap(execution -> execution.history().stream())
                .map(JsonNode::toString)
                .collect(Collectors.joining("\n"));
        Set<String> arns = executions.stream().map(ExecutionSnapshot::arn).collect(Collectors.toSet());
        List<LocalCluster> clusters = services.get(EmrService.class).snapshots().stream()
                .filter(cluster -> histories.contains(cluster.id())
                        || cluster.tags().values().stream().anyMatch(arns::contains))
                .map(cluster -> isOwn(cluster, main) ? cluster : withSteps(cluster, histories))
                .toList();
        List<LocalJobRun> jobRuns = services.get(ServerlessService.class).jobRuns().stream()
                .filter(job -> histories.contains(job.id()))
                .toList();
        List<DecidedCall> decisions = decisions(executions, histories, clusters, jobRuns);
        return new Run(
                context.clock().now(),
                executions,
                clusters,
                jobRuns,
                decisions,
                statements(executions, decisions),
                services.get(Topics.class).publications().stream()
                        .filter(message -> histories.contains(message.messageId())
                                || arns.stream().anyMatch(message.message()::contains))
                        .toList());
    }

    /** The ARNs of the executions that an execution started: what Step Functions answered to its tasks. */
    private static Set<String> started(ExecutionSnapshot execution) {
        return execution.history().stream()
                .flatMap(event ->
                        Stream.of(event.path("taskSubmittedEventDetails"), event.path("taskSucceededEventDetails")))
                .filter(details -> details.path("resourceType").asText().matches("states|aws-sdk:sfn"))
                .map(details -> RunPage.parsed(details.path("output").asText()))
                .flatMap(output -> Stream.of(output.path("ExecutionArn"), output.path("executionArn")))
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
    }

    private static boolean isOwn(LocalCluster cluster, ExecutionSnapshot main) {
        return !cluster.created().isBefore(main.started());
    }

    /** A cluster that was there before, with those of its steps that the run added. */
    private static LocalCluster withSteps(LocalCluster cluster, String histories) {
        return new LocalCluster(
                cluster.id(),
                cluster.name(),
                cluster.request(),
                cluster.state(),
                cluster.stateChangeReason(),
                cluster.tags(),
                cluster.steps().stream()
                        .filter(step -> histories.contains(step.id()))
                        .toList(),
                cluster.created(),
                cluster.ready(),
                cluster.ended());
    }

    private List<DecidedCall> decisions(
            List<ExecutionSnapshot> executions,
            String histories,
            List<LocalCluster> clusters,
            List<LocalJobRun> jobRuns) {
        Set<String> sessions = new LinkedHashSet<>();
        for (Matcher function = FUNCTION.matcher(histories); function.find(); ) {
            sessions.add(function.group(1));
        }
        executions.forEach(execution -> sessions.add(execution.name()));
        clusters.forEach(
                cluster -> sessions.addAll(services.get(EmrService.class).stepSessions(cluster.id())));
        jobRuns.forEach(jobRun -> sessions.add(jobRun.id()));
        Instant start = executions.get(0).started();
        Instant end = executions.stream()
                .map(execution -> execution.until(context.clock().now()))
                .max(Instant::compareTo)
                .orElse(start);
        return context.authorizer().decided().stream()
                .filter(call -> !call.time().isBefore(start))
                .filter(call -> (!call.time().isAfter(end) && sessions.contains(call.sessionName()))
                        || clusters.stream()
                                .filter(cluster -> isOwn(cluster, executions.get(0)))
                                .anyMatch(cluster ->
                                        call.authorization().resource().endsWith("cluster/" + cluster.id())))
                .toList();
    }

    /** Those of all roles that asked for something, or could have. */
    private List<PolicyStatement> statements(List<ExecutionSnapshot> executions, List<DecidedCall> decisions) {
        return Stream.concat(
                        executions.stream().map(execution -> execution.roleArn().replaceFirst(".*/", "")),
                        decisions.stream().map(call -> call.authorization().roleName()))
                .distinct()
                .flatMap(role -> context.iam().statements(role).stream())
                .toList();
    }
}
