package io.github.emrlaunch.local.assertions;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.ThrowingConsumer;
import org.jspecify.annotations.Nullable;

/** Assertions about a cluster: the request that EMR received, its state and its steps. */
public final class ClusterAssert extends AbstractAssert<ClusterAssert, LocalCluster> {
    ClusterAssert(@Nullable LocalCluster actual) {
        super(actual, ClusterAssert.class);
    }

    /** Asserts the name of the cluster. */
    public ClusterAssert hasName(String name) {
        isNotNull();
        return is("the name", actual.name(), name);
    }

    /**
     * Asserts the release of the cluster.
     *
     * @param releaseLabel such as {@code emr-7.12.0}
     */
    public ClusterAssert hasRelease(String releaseLabel) {
        return hasRequestValue("/ReleaseLabel", releaseLabel);
    }

    /** Asserts that the cluster has exactly these applications, in any order. */
    public ClusterAssert hasApplications(String... names) {
        isNotNull();
        List<String> applications = new ArrayList<>();
        for (JsonNode application : actual.request().path("Applications")) {
            applications.add(application.path("Name").asText());
        }
        return is(
                "the applications",
                applications.stream().sorted().toList(),
                Arrays.stream(names).sorted().toList());
    }

    /**
     * Asserts the number of requested instances: the sum over all instance groups of this role, or the target capacity of its instance
     * fleet in units, On-Demand and Spot together. A request with only {@code InstanceCount} has one MASTER instance; the others are CORE
     * instances.
     *
     * @param role MASTER, CORE or TASK
     */
    public ClusterAssert hasInstances(String role, int count) {
        isNotNull();
        if (!List.of("MASTER", "CORE", "TASK").contains(role)) {
            throw new IllegalArgumentException("'role' must be MASTER, CORE or TASK, got: " + role);
        }
        JsonNode instances = actual.request().path("Instances");
        // A request without groups and fleets has one master instance; the others are core instances.
        int total = instances.path("InstanceCount").asInt();
        int asked = role.equals("MASTER") ? Math.min(total, 1) : role.equals("CORE") ? Math.max(total - 1, 0) : 0;
        for (JsonNode group : instances.path("InstanceGroups")) {
            asked += group.path("InstanceRole").asText().equals(role)
                    ? group.path("InstanceCount").asInt()
                    : 0;
        }
        for (JsonNode fleet : instances.path("InstanceFleets")) {
            asked += fleet.path("InstanceFleetType").asText().equals(role)
                    ? fleet.path("TargetOnDemandCapacity").asInt()
                            + fleet.path("TargetSpotCapacity").asInt()
                    : 0;
        }
        return is("instances of " + role, asked, count);
    }

    /**
     * Asserts a value in the RunJobFlow request.
     *
     * @param pointer a JSON pointer, such as {@code /Instances/Ec2SubnetId}
     * @param value a text, a number, a boolean, a list or a map
     * @throws IllegalArgumentException when the pointer is not a JSON pointer
     */
    public ClusterAssert hasRequestValue(String pointer, Object value) {
        isNotNull();
        JsonNode found = Compared.at(actual.request(), pointer);
        JsonNode expected = Compared.json(value);
        if (!Compared.areEqual(found, expected)) {
            throw failure(
                    "Expected %s at %s of the RunJobFlow request, but there is %s",
                    expected, pointer, Compared.shown(found));
        }
        return this;
    }

    /** Asserts that the cluster has this tag. */
    public ClusterAssert hasTag(String key, String value) {
        isNotNull();
        if (!value.equals(actual.tags().get(key))) {
            throw failure("Expected the tag %s=%s, but the tags are %s", key, value, actual.tags());
        }
        return this;
    }

    /**
     * Asserts the state of the cluster.
     *
     * @param state such as {@code WAITING} or {@code TERMINATED_WITH_ERRORS}
     */
    public ClusterAssert hasState(String state) {
        isNotNull();
        return is("the state", actual.state(), state);
    }

    /** Asserts that the reason for its state contains this text. */
    public ClusterAssert hasReason(String part) {
        isNotNull();
        if (!actual.stateChangeReason().contains(part)) {
            throw failure(
                    "Expected a reason for the state %s that contains \"%s\", but it is: %s",
                    actual.state(), part, actual.stateChangeReason());
        }
        return this;
    }

    /** Asserts that the cluster is neither terminated nor terminating. A live cluster costs money. */
    public ClusterAssert isAlive() {
        isNotNull();
        if (!actual.isAlive()) {
            throw failure(
                    "Expected the cluster to be alive, but it is %s: %s", actual.state(), actual.stateChangeReason());
        }
        return this;
    }

    /** Asserts that the cluster is terminated or terminating. */
    public ClusterAssert isNotAlive() {
        isNotNull();
        if (actual.isAlive()) {
            throw failure("Expected the cluster to have ended, but it is %s", actual.state());
        }
        return this;
    }

    /**
     * Asserts that exactly these steps ran, in the order in which they started. A step that was cancelled before it started did not run;
     * a
     * failed step did.
     */
    public ClusterAssert ranSteps(String... names) {
        List<String> ran = ran();
        if (!ran.equals(List.of(names))) {
            throw failure(
                    "Expected the steps %s to have run in this order, but %s%s",
                    List.of(names), those(ran), allSteps());
        }
        return this;
    }

    /** Asserts that exactly these steps ran, in any order, such as steps that run at the same time. */
    public ClusterAssert ranStepsInAnyOrder(String... names) {
        List<String> ran = ran();
        if (!ran.stream().sorted().toList().equals(Arrays.stream(names).sorted().toList())) {
            throw failure("Expected the steps %s to have run, but %s%s", List.of(names), those(ran), allSteps());
        }
        return this;
    }

    private List<String> ran() {
        isNotNull();
        return actual.steps().stream()
                .filter(step -> step.started() != null)
                .sorted(Comparator.comparing(step -> Objects.requireNonNull(step.started())))
                .map(LocalStep::name)
                .toList();
    }

    private static String those(List<String> ran) {
        return ran.isEmpty() ? "none did" : ran + " did";
    }

    /** Asserts that no step ran. */
    public ClusterAssert ranNoStep() {
        List<String> ran = ran();
        if (!ran.isEmpty()) {
            throw failure("Expected no step to have run, but %s%s", those(ran), allSteps());
        }
        return this;
    }

    /** Returns assertions about the step with this name. There must be exactly one such step. */
    public StepAssert step(String name) {
        isNotNull();
        List<LocalStep> steps = actual.stepsNamed(name);
        if (steps.size() != 1) {
            throw failure("Expected one step named %s, but there are %s%s", name, steps.size(), allSteps());
        }
        return new StepAssert(steps.get(0)).as("Step %s", name);
    }

    /** Asserts requirements for the step with this name. There must be exactly one such step. */
    public ClusterAssert step(String name, ThrowingConsumer<StepAssert> requirements) {
        requirements.accept(step(name));
        return this;
    }

    private String allSteps() {
        return actual.steps().isEmpty()
                ? "; it has no steps"
                : "; its steps are "
                        + actual.steps().stream()
                                .map(step -> step.name() + " " + step.state())
                                .collect(Collectors.joining(", "));
    }

    private <T> ClusterAssert is(String what, T found, T expected) {
        if (!found.equals(expected)) {
            throw failure("Expected %s %s, but found %s", what, expected, found);
        }
        return this;
    }
}
