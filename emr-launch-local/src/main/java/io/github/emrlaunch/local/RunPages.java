package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.emr.EmrService;
import io.github.emrlaunch.local.internal.iam.DecidedCall;
import io.github.emrlaunch.local.internal.iam.PolicyStatement;
import io.github.emrlaunch.local.internal.page.Redaction;
import io.github.emrlaunch.local.internal.page.Run;
import io.github.emrlaunch.local.internal.page.RunList;
import io.github.emrlaunch.local.internal.page.RunPage;
import io.github.emrlaunch.local.internal.page.RunText;
import io.github.emrlaunch.local.internal.serverless.ServerlessService;
import io.github.emrlaunch.local.internal.service.ExecutionSnapshot;
import io.github.emrlaunch.local.internal.service.SecretSource;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.Services;
import io.github.emrlaunch.local.internal.sns.Topics;
import io.github.emrlaunch.local.internal.stepfunctions.StepFunctionsService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Collects the data of a run: the effects of its executions and the resources in their histories. */
final class RunPages {
    private final ServiceContext context;
    private final Services services;
    private final Supplier<List<String>> missing;

    /** @param missing resources that the deployed stacks name and that do not exist */
    RunPages(ServiceContext context, Supplier<List<String>> missing) {
        this.context = context;
        this.missing = missing;
        this.services = context.services();
    }

    /** Returns the list of all executions, each with the number of its page. */
    String list() {
        return RunList.of(executions(), context.clock().now(), redaction());
    }

    /** Returns the page of an execution, by its ARN or its number. */
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

    /**
     * Returns the data of a run.
     *
     * @throws IllegalStateException when the execution is no longer known
     */
    Run run(ExecutionSnapshot main) {
        List<ExecutionSnapshot> all = executions();
        if (all.stream().noneMatch(execution -> execution.serial() == main.serial())) {
            throw new IllegalStateException(
                    "The local emulator no longer has " + main.arn() + ": the execution belongs to a"
                            + " test that has ended, its state machine was deleted, or it ended more than 90 days ago");
        }
        return run(main, all);
    }

    /**
     * Returns the timeline of an execution. When it did not succeed, also the resources that are missing in the account.
     *
     * @throws IllegalStateException when the execution is no longer known
     */
    String timeline(ExecutionSnapshot main) {
        return RunText.of(run(main), main.status().equals("SUCCEEDED") ? List.of() : missing.get(), redaction());
    }

    /**
     * Returns the page of an execution.
     *
     * @throws IllegalStateException when the execution is no longer known
     */
    String page(ExecutionSnapshot main) {
        return RunPage.of(run(main), redaction());
    }

    List<String> topics() {
        return services.get(Topics.class).arns();
    }

    Redaction redaction() {
        return Redaction.of(services.all(SecretSource.class).stream()
                .flatMap(source -> source.secretValues().stream())
                .toList());
    }

    private Run run(ExecutionSnapshot main, List<ExecutionSnapshot> all) {
        List<ExecutionSnapshot> executions = new ArrayList<>(List.of(main));
        List<String> made = new ArrayList<>();
        for (int i = 0; i < executions.size(); i++) {
            List<JsonNode> creations =
                    context.gateway().creations().of(executions.get(i).arn());
            Set<String> started = creations.stream()
                    .map(answer -> answer.path("executionArn").asText())
                    .collect(Collectors.toSet());
            all.stream()
                    .filter(other -> started.contains(other.arn()) && !executions.contains(other))
                    .forEach(executions::add);
            creations.stream().map(JsonNode::toString).forEach(made::add);
        }
        String creations = String.join("\n", made);
        String named = executions.stream()
                .flatMap(execution -> execution.history().stream())
                .map(JsonNode::toString)
                .collect(Collectors.joining("\n", "", "\n" + creations));
        Set<String> arns = executions.stream().map(ExecutionSnapshot::arn).collect(Collectors.toSet());
        List<LocalCluster> launched = new ArrayList<>();
        List<LocalCluster> clusters = new ArrayList<>();
        for (LocalCluster cluster : services.get(EmrService.class).snapshots()) {
            if (creations.contains("\"" + cluster.id() + "\"")
                    || cluster.tags().values().stream().anyMatch(arns::contains)) {
                launched.add(cluster);
                clusters.add(cluster);
            } else if (named.contains(cluster.id())) {
                clusters.add(withSteps(cluster, named));
            }
        }
        List<LocalJobRun> jobRuns = services.get(ServerlessService.class).jobRuns().stream()
                .filter(job -> named.contains(job.id()))
                .toList();
        List<DecidedCall> decisions = decisions(executions, arns, clusters, launched, jobRuns);
        return new Run(
                context.clock().now(),
                executions,
                clusters,
                launched,
                jobRuns,
                decisions,
                statements(executions, decisions),
                services.get(Topics.class).publications().stream()
                        .filter(message -> named.contains(message.messageId())
                                || arns.stream().anyMatch(message.message()::contains))
                        .toList());
    }

    /** Returns a cluster that existed before, with only the steps that the run added. */
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

    /** Returns the calls for the executions, the calls by jobs of their steps and job runs, and all calls about their clusters. */
    private List<DecidedCall> decisions(
            List<ExecutionSnapshot> executions,
            Set<String> arns,
            List<LocalCluster> clusters,
            List<LocalCluster> launched,
            List<LocalJobRun> jobRuns) {
        Set<String> sessions = jobRuns.stream().map(LocalJobRun::id).collect(Collectors.toSet());
        clusters.forEach(
                cluster -> sessions.addAll(services.get(EmrService.class).stepSessions(cluster.id())));
        Instant start = executions.get(0).started();
        Instant end = executions.stream()
                .map(execution -> execution.until(context.clock().now()))
                .max(Instant::compareTo)
                .orElse(start);
        return context.authorizer().decided().stream()
                .filter(call -> !call.time().isBefore(start))
                .filter(call -> (call.execution() != null && arns.contains(call.execution()))
                        || (!call.time().isAfter(end) && sessions.contains(call.sessionName()))
                        || launched.stream()
                                .anyMatch(cluster ->
                                        call.authorization().resource().endsWith("cluster/" + cluster.id())))
                .toList();
    }

    /** Returns the statements of all roles that made calls or could have made calls. */
    private List<PolicyStatement> statements(List<ExecutionSnapshot> executions, List<DecidedCall> decisions) {
        return Stream.concat(
                        executions.stream().map(execution -> execution.roleArn().replaceFirst(".*/", "")),
                        decisions.stream().map(call -> call.authorization().roleName()))
                .distinct()
                .flatMap(role -> context.iam().statements(role).stream())
                .toList();
    }
}
