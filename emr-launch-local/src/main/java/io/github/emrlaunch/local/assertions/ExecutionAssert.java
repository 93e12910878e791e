package io.github.emrlaunch.local.assertions;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.Authorization;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.local.VisitedState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Condition;
import org.assertj.core.api.ThrowingConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about an execution and the executions that it started: states, clusters, job runs, messages and permissions.
 *
 * <p>Every failure message ends with the timeline of the execution, without the values of secrets. Assertions about clusters, messages,
 * job runs and permissions first wait until the actions that the end of the execution triggered are complete, see
 * {@link LocalExecution#awaitCleanUp()}.
 */
public final class ExecutionAssert extends AbstractAssert<ExecutionAssert, LocalExecution> {
    ExecutionAssert(@Nullable LocalExecution actual) {
        super(actual, ExecutionAssert.class);
    }

    /** Asserts that the status is SUCCEEDED. */
    public ExecutionAssert succeeded() {
        return hasStatus("SUCCEEDED");
    }

    /** Asserts that the status is FAILED, with any error. */
    public ExecutionAssert failed() {
        return hasStatus("FAILED");
    }

    /**
     * Asserts that the status is FAILED with this error.
     *
     * @param error such as {@code ClusterStartFailed} or {@code States.Timeout}
     */
    public ExecutionAssert failedWith(String error) {
        hasStatus("FAILED", " with " + error);
        if (!error.equals(actual.error())) {
            throw failed("Expected the execution to have FAILED with %s, but its error is %s", error, actual.error());
        }
        return this;
    }

    /**
     * Asserts that the status is FAILED with this error, and that the cause contains this text.
     *
     * @param error such as {@code ClusterStartFailed} or {@code States.Timeout}
     * @param partOfCause a text that the cause contains
     */
    public ExecutionAssert failedWith(String error, String partOfCause) {
        failedWith(error);
        String cause = actual.cause();
        if (cause == null || !cause.contains(partOfCause)) {
            throw failed("Expected the cause of %s to contain \"%s\", but it is: %s", error, partOfCause, cause);
        }
        return this;
    }

    /** Asserts that the status is TIMED_OUT. */
    public ExecutionAssert timedOut() {
        return hasStatus("TIMED_OUT");
    }

    /** Asserts that the status is ABORTED: the execution was stopped. */
    public ExecutionAssert wasAborted() {
        return hasStatus("ABORTED");
    }

    private ExecutionAssert hasStatus(String status) {
        return hasStatus(status, "");
    }

    private ExecutionAssert hasStatus(String status, String addition) {
        isNotNull();
        if (!status.equals(actual.status())) {
            String error = actual.error() == null ? "" : " with " + actual.error();
            throw failed(
                    "Expected the execution to have %s%s, but it %s%s",
                    words(status), addition, words(actual.status()), error);
        }
        return this;
    }

    private static String words(String status) {
        return switch (status) {
            case "TIMED_OUT" -> "timed out";
            case "ABORTED" -> "been aborted";
            default -> status;
        };
    }

    /**
     * Asserts that the duration, in virtual time, meets a condition.
     *
     * @param condition such as {@link EmrLaunchAssertions#atMost(Duration) atMost(Duration.ofMinutes(20))}
     */
    public ExecutionAssert lasted(Condition<? super Duration> condition) {
        isNotNull();
        if (!condition.matches(actual.duration())) {
            throw failed(
                    "Expected the execution to have lasted %s, but it lasted %s of virtual time",
                    condition.description().value(), Compared.duration(actual.duration()));
        }
        return this;
    }

    /**
     * Asserts that the output is this JSON. The order of members does not matter.
     *
     * @throws IllegalArgumentException when the expected text is not JSON
     */
    public ExecutionAssert hasOutput(String json) {
        JsonNode expected = Compared.parsed(json);
        JsonNode output = output();
        if (!Compared.areEqual(output, expected)) {
            throw failed("Expected the output %s, but it is %s", expected, output);
        }
        return this;
    }

    /**
     * Asserts a value in the output.
     *
     * @param pointer a JSON pointer, such as {@code /LaunchClusterResult/ClusterId}
     * @param value a text, a number, a boolean, a list or a map
     * @throws IllegalArgumentException when the pointer is not a JSON pointer
     */
    public ExecutionAssert hasOutputValue(String pointer, Object value) {
        JsonNode found = Compared.at(output(), pointer);
        JsonNode expected = Compared.json(value);
        if (!Compared.areEqual(found, expected)) {
            throw failed("Expected %s at %s of the output, but there is %s", expected, pointer, Compared.shown(found));
        }
        return this;
    }

    private JsonNode output() {
        succeeded();
        String output = actual.output();
        if (output == null) {
            throw failed("Expected the execution to have an output");
        }
        return Compared.parsed(output);
    }

    /**
     * Asserts that the execution visited each of these states, in any order. States in a Distributed Map are not supported: they belong
     * to
     * child executions, and the local emulator keeps no history of these.
     *
     * @param states names of states of its state machine
     */
    public ExecutionAssert visited(String... states) {
        isNotNull();
        Compared.requireSome("one state", states);
        List<String> missed =
                Arrays.stream(states).filter(state -> !visits().contains(state)).toList();
        if (!missed.isEmpty()) {
            throw failed("Expected the execution to have visited %s, but it did not%s", missed, unknown(missed));
        }
        return this;
    }

    /**
     * Asserts that the execution visited none of these states. Fails for a name that no state of the execution has, such as a state in a
     * Distributed Map: the local emulator keeps no history of its child executions.
     *
     * @param states names of states of its state machine
     */
    public ExecutionAssert didNotVisit(String... states) {
        isNotNull();
        Compared.requireSome("one state", states);
        List<String> expected = List.of(states);
        if (!actual.stateNames().containsAll(expected)) {
            throw failed("Expected states that were not visited%s", unknown(expected));
        }
        List<String> visited = expected.stream().filter(visits()::contains).toList();
        if (!visited.isEmpty()) {
            throw failed("Expected the execution not to have visited %s, but it did", visited);
        }
        return this;
    }

    private Set<String> visits() {
        return actual.visits().stream().map(VisitedState::state).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private String unknown(List<String> states) {
        List<String> unknown = states.stream()
                .filter(state -> !actual.stateNames().contains(state))
                .toList();
        return unknown.isEmpty()
                ? ""
                : "; the execution has no states " + unknown + " of its own, but " + actual.stateNames();
    }

    /**
     * Asserts that the execution launched exactly one cluster that meets the requirements. When it launches several, use {@link
     * #launchedCluster(String, ThrowingConsumer)}.
     *
     * @param requirements such as {@code cluster -> cluster.hasRelease("emr-7.12.0").ranSteps("Ingest", "Report")}
     */
    public ExecutionAssert launchedCluster(ThrowingConsumer<ClusterAssert> requirements) {
        return launchedClusters(List.of(requirements));
    }

    /**
     * Asserts that the execution launched exactly one cluster with this name, which meets the requirements. It can launch others, too.
     *
     * @param name the name of the cluster
     * @param requirements such as {@code cluster -> cluster.hasRelease("emr-7.12.0")}
     */
    public ExecutionAssert launchedCluster(String name, ThrowingConsumer<ClusterAssert> requirements) {
        List<LocalCluster> clusters = settled().launchedClusters();
        List<LocalCluster> named =
                clusters.stream().filter(cluster -> cluster.name().equals(name)).toList();
        if (named.size() != 1) {
            throw failed(
                    "Expected the execution to have launched one cluster named %s, but it launched %s of that name;"
                            + " all that it launched: %s",
                    name,
                    named.isEmpty() ? "none" : named.size(),
                    clusters.stream().map(ExecutionAssert::named).toList());
        }
        return each("launched", "cluster", named, ClusterAssert::new, List.of(requirements));
    }

    /**
     * Asserts that the execution launched one cluster for each of the requirements, and that each cluster meets them.
     *
     * @param requirements the requirements for each cluster, in the order of creation
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // List.of only reads them.
    public final ExecutionAssert launchedClusters(ThrowingConsumer<ClusterAssert>... requirements) {
        return launchedClusters(List.of(requirements));
    }

    private ExecutionAssert launchedClusters(List<ThrowingConsumer<ClusterAssert>> requirements) {
        return each("launched", "cluster", settled().launchedClusters(), ClusterAssert::new, requirements);
    }

    /** Asserts that the execution did not launch a cluster. */
    public ExecutionAssert launchedNoCluster() {
        return launchedClusters(List.of());
    }

    /**
     * Asserts that the execution used exactly one cluster, launched or existing, which meets the requirements. The steps of an existing
     * cluster are only the steps that the execution added.
     */
    public ExecutionAssert usedCluster(ThrowingConsumer<ClusterAssert> requirements) {
        return each("used", "cluster", settled().clusters(), ClusterAssert::new, List.of(requirements));
    }

    /**
     * Asserts that every cluster that the execution launched is terminated or terminating, because of the execution or of the clean-up
     * after it. Changes that need time, such as the termination of an idle cluster, do not count: advance the clock first.
     */
    public ExecutionAssert leftNoClusters() {
        List<LocalCluster> alive = settled().launchedClusters().stream()
                .filter(LocalCluster::isAlive)
                .toList();
        if (!alive.isEmpty()) {
            throw failed(
                    "Expected that no cluster was left, but %s. If a cluster terminates later, by an idle timeout or the sweep"
                            + " of a clean-up, advance the clock first: aws.clock().advance(Duration.ofMinutes(25))",
                    alive.stream()
                            .map(cluster -> cluster.name() + " " + cluster.id() + " is " + cluster.state())
                            .collect(Collectors.joining(", ")));
        }
        return this;
    }

    /**
     * Asserts that the execution started exactly one EMR Serverless job run, which meets the requirements.
     *
     * @param requirements such as {@code job -> job.succeeded().hasArguments("2026-01-01")}
     */
    public ExecutionAssert ranJob(ThrowingConsumer<JobRunAssert> requirements) {
        return each("started", "job run", settled().jobRuns(), JobRunAssert::new, List.of(requirements));
    }

    /**
     * Asserts that the execution started one EMR Serverless job run for each of the requirements, and that each job run meets them.
     *
     * @param requirements the requirements for each job run, in the order of creation
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // List.of only reads them.
    public final ExecutionAssert ranJobs(ThrowingConsumer<JobRunAssert>... requirements) {
        return each("started", "job run", settled().jobRuns(), JobRunAssert::new, List.of(requirements));
    }

    /** Asserts that the execution did not start an EMR Serverless job run. */
    public ExecutionAssert ranNoJob() {
        return each("started", "job run", settled().jobRuns(), JobRunAssert::new, List.of());
    }

    private <T, A> ExecutionAssert each(
            String did,
            String what,
            List<T> found,
            java.util.function.Function<T, A> assertion,
            List<ThrowingConsumer<A>> requirements) {
        if (found.size() != requirements.size()) {
            throw failed(
                    "Expected the execution to have %s %s, but it %s %s%s",
                    did,
                    number(requirements.size(), what),
                    did,
                    found.isEmpty() ? "none" : number(found.size(), what),
                    found.isEmpty()
                            ? ""
                            : ": " + found.stream().map(ExecutionAssert::named).collect(Collectors.joining(", ")));
        }
        for (int i = 0; i < found.size(); i++) {
            T one = found.get(i);
            check(() -> named(one), () -> assertion.apply(one), requirements.get(i));
        }
        return this;
    }

    private static String number(int count, String what) {
        return switch (count) {
            case 0 -> "no " + what;
            case 1 -> "one " + what;
            default -> count + " " + what + "s";
        };
    }

    private static <T> String named(T one) {
        if (one instanceof LocalCluster cluster) {
            return "cluster " + cluster.name() + " " + cluster.id();
        }
        return one instanceof LocalJobRun job ? "job run " + job.name() + " " + job.id() : String.valueOf(one);
    }

    private <A> void check(
            java.util.function.Supplier<String> name,
            java.util.function.Supplier<A> assertion,
            ThrowingConsumer<A> requirements) {
        try {
            requirements.accept(assertion.get());
        } catch (AssertionError e) {
            AssertionError told = failed(
                    "Of %s: %s", name.get(), String.valueOf(e.getMessage()).strip());
            // The error is not set as the cause, because its message may contain a secret.
            told.setStackTrace(e.getStackTrace());
            throw told;
        }
    }

    /**
     * Asserts that a message was published to a topic.
     *
     * @param topic the name or ARN of the topic
     */
    public ExecutionAssert notified(String topic) {
        return notified(topic, message -> {});
    }

    /**
     * Asserts that a message that meets the requirements was published to a topic.
     *
     * @param topic the name or ARN of the topic
     * @param requirements such as {@code message -> assertThat(message.subject()).contains("nightly")}
     */
    public ExecutionAssert notified(String topic, ThrowingConsumer<Publication> requirements) {
        List<Publication> messages = messages(topic);
        List<String> problems = new ArrayList<>();
        for (Publication message : messages) {
            try {
                requirements.accept(message);
                return this;
            } catch (AssertionError e) {
                problems.add(String.valueOf(e.getMessage()).strip());
            }
        }
        throw messages.isEmpty()
                ? failed("Expected a message to topic %s, but there is none", topic)
                : failed(
                        "Expected another message to topic %s; problems of the existing ones:\n%s",
                        topic, String.join("\n", problems));
    }

    /**
     * Asserts that exactly one message was published to a topic, and that it meets the requirements.
     *
     * @param topic the name or ARN of the topic
     * @param requirements such as {@code message -> assertThat(message.subject()).contains("nightly")}
     */
    public ExecutionAssert notifiedOnce(String topic, ThrowingConsumer<Publication> requirements) {
        notified(topic, requirements);
        int count = messages(topic).size();
        if (count != 1) {
            throw failed("Expected one message to topic %s, but there are %s", topic, count);
        }
        return this;
    }

    /**
     * Asserts that no message was published to a topic. Fails when the topic does not exist.
     *
     * @param topic the name or ARN of the topic
     */
    public ExecutionAssert didNotNotify(String topic) {
        if (!messages(topic).isEmpty()) {
            throw failed("Expected no message to topic %s, but there is one", topic);
        }
        List<String> topics = actual.topics();
        if (topics.stream().noneMatch(arn -> arn.equals(topic) || arn.endsWith(":" + topic))) {
            throw failed("Expected no message to topic %s, but there is no such topic; there are %s", topic, topics);
        }
        return this;
    }

    /** Asserts that no message was published to any topic. */
    public ExecutionAssert notifiedNobody() {
        List<Publication> messages = settled().publications();
        if (!messages.isEmpty()) {
            throw failed(
                    "Expected no message, but there are messages to %s",
                    messages.stream().map(Publication::topicName).distinct().toList());
        }
        return this;
    }

    private List<Publication> messages(String topic) {
        return settled().publications().stream()
                .filter(message ->
                        message.topicName().equals(topic) || message.topicArn().equals(topic))
                .toList();
    }

    /**
     * Asserts that a role of the execution used a permission and that it was allowed.
     *
     * @param action such as {@code elasticmapreduce:RunJobFlow}, case-insensitive as in policies
     */
    public ExecutionAssert usedPermission(String action) {
        if (decided(action, Authorization::allowed).isEmpty()) {
            throw failed("Expected the permission %s to be used, but these were: %s", action, actions());
        }
        return this;
    }

    /**
     * Asserts that a role of the execution used a permission for a resource and that it was allowed.
     *
     * @param action such as {@code elasticmapreduce:TerminateJobFlows}, case-insensitive as in policies
     * @param resource the ARN, or {@code *} for an action without resource-level permissions
     */
    public ExecutionAssert usedPermission(String action, String resource) {
        List<Authorization> used = decided(action, Authorization::allowed);
        if (used.stream().noneMatch(call -> call.resource().equals(resource))) {
            throw failed(
                    "Expected the permission %s to be used for %s, but %s",
                    action,
                    resource,
                    used.isEmpty()
                            ? "these were: " + actions()
                            : "it was used for: "
                                    + used.stream()
                                            .map(Authorization::resource)
                                            .distinct()
                                            .toList());
        }
        return this;
    }

    /**
     * Asserts that no role of the execution used or requested a permission.
     *
     * @param action such as {@code iam:PassRole}, case-insensitive as in policies
     */
    public ExecutionAssert didNotUsePermission(String action) {
        List<Authorization> used = decided(action, call -> true);
        if (!used.isEmpty()) {
            throw failed(
                    "Expected the permission %s not to be needed, but role %s requested it",
                    action, used.get(0).roleName());
        }
        return this;
    }

    /**
     * Asserts that a role of the execution was denied a permission.
     *
     * @param action such as {@code ssm:GetParameters}, case-insensitive as in policies
     */
    public ExecutionAssert wasDenied(String action) {
        if (decided(action, call -> !call.allowed()).isEmpty()) {
            throw failed(
                    "Expected the permission %s to be denied, but %s",
                    action, decided(action, call -> true).isEmpty() ? "it was not requested" : "it was allowed");
        }
        return this;
    }

    /** Asserts that no permission was denied to the roles of the execution. */
    public ExecutionAssert wasDeniedNothing() {
        List<String> denied = settled().authorizations().stream()
                .filter(call -> !call.allowed())
                .map(Authorization::action)
                .distinct()
                .toList();
        if (!denied.isEmpty()) {
            throw failed("Expected that no permission was denied, but these were: %s", denied);
        }
        return this;
    }

    private List<Authorization> decided(String action, Predicate<Authorization> decision) {
        if (!action.matches("[A-Za-z0-9-]+:[A-Za-z0-9]+")) {
            throw new IllegalArgumentException("A permission is such as elasticmapreduce:RunJobFlow, got: " + action);
        }
        return settled().authorizations().stream()
                .filter(call -> call.action().equalsIgnoreCase(action))
                .filter(decision)
                .toList();
    }

    private List<String> actions() {
        return settled().authorizations().stream()
                .filter(Authorization::allowed)
                .map(Authorization::action)
                .distinct()
                .sorted()
                .toList();
    }

    /** Returns the execution after the actions that its end triggered are complete. */
    private LocalExecution settled() {
        isNotNull();
        try {
            actual.awaitCleanUp();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the clean-up of " + actual.arn(), e);
        }
        return actual;
    }

    @SuppressWarnings("AnnotateFormatMethod") // The annotation would add a dependency.
    private AssertionError failed(String format, @Nullable Object... arguments) {
        return failure("%s", actual.withoutSecrets(format.formatted(arguments)) + "\n\n" + timeline());
    }

    private String timeline() {
        try {
            return actual.timeline() + "\n\nThe page of this run: " + FailedRuns.write(actual);
        } catch (IllegalStateException forgotten) {
            return String.valueOf(forgotten.getMessage());
        }
    }
}
