package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.literal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.constructs.IConstruct;

/** The cluster of a task, which determines the clusters that the state machine has permissions for. */
public final class EmrCluster {
    /** The path of the id of the cluster in the output of a launch. */
    static final String LAUNCHED = "$.LaunchClusterResult.ClusterId";

    /** In a policy, {@code *}, {@code ?} and {@code ${…}} would stand for other clusters. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]+");

    private final String id;
    private final boolean isAtPath;
    private final String resource;
    private final @Nullable Tag tag;
    private final Supplier<@Nullable IEmrProfile> profile;
    private final @Nullable IEmrLaunchFunction launchFunction;

    private EmrCluster(
            String id,
            boolean isAtPath,
            String resource,
            @Nullable Tag tag,
            Supplier<@Nullable IEmrProfile> profile,
            @Nullable IEmrLaunchFunction launchFunction) {
        this.id = id;
        this.isAtPath = isAtPath;
        this.resource = resource;
        this.tag = tag;
        this.profile = profile;
        this.launchFunction = launchFunction;
    }

    /** A running cluster. Tasks have permissions for this cluster only. */
    public static EmrCluster ofId(String clusterId) {
        if (!ID.matcher(Tokens.withPlaceholders(Validation.required("clusterId", clusterId)))
                        .matches()
                || !Reference.of("clusterId", clusterId, Reference.STATE_INPUT).isLiteral()) {
            throw new IllegalArgumentException(
                    "'clusterId' must be an id such as j-2AXXXXXXGAPLF, got: '%s'. For the path of a launch's cluster, use EmrCluster.launchedBy; for any other, EmrCluster.anyAtPath"
                            .formatted(clusterId));
        }
        return new EmrCluster(
                clusterId, false, Arns.regional("elasticmapreduce", "cluster/" + clusterId), null, () -> null, null);
    }

    /**
     * Any cluster of the account, by an id in the state. Tasks have permissions for all clusters of the account and region, regardless of
     * who launched them and of the permissions of their instance roles: the source of the id chooses the cluster that runs the steps. For a
     * cluster
     * of a launch function, use {@link #launchedBy(IEmrLaunchFunction, String)}.
     *
     * @param path such as {@code $.ClusterId}
     */
    public static EmrCluster anyAtPath(String path) {
        return ofAccount(requirePath(path));
    }

    private static String requirePath(String path) {
        Reference.atPath("path", Validation.required("path", path), Reference.STATE_INPUT);
        return path;
    }

    /** Any cluster of the account. */
    static EmrCluster any() {
        return ofAccount(LAUNCHED);
    }

    private static EmrCluster ofAccount(String path) {
        return new EmrCluster(path, true, Arns.regional("elasticmapreduce", "cluster/*"), null, () -> null, null);
    }

    /**
     * The cluster that {@link EmrTasks#startLaunch} has launched, at {@code $.LaunchClusterResult.ClusterId}. Tasks have permissions for
     * clusters of this launch function only, whose profile is known. For a launch function that aws-emr-launch for Python deployed, they
     * have permissions for all clusters with that library's tag.
     *
     * @throws IllegalArgumentException when neither library has deployed the launch function
     */
    public static EmrCluster launchedBy(IEmrLaunchFunction launchFunction) {
        return launched(launchFunction, LAUNCHED, "*");
    }

    /**
     * A cluster of a launch function, by an id in the state. Tasks have permissions for clusters of this launch function only, as with
     * {@link
     * #launchedBy(IEmrLaunchFunction)}: the id of any other cluster fails the task, because IAM denies the call.
     *
     * @param path such as {@code $.ClusterId}
     * @throws IllegalArgumentException when neither library has deployed the launch function
     */
    public static EmrCluster launchedBy(IEmrLaunchFunction launchFunction, String path) {
        return launched(launchFunction, requirePath(path), "*");
    }

    /** The cluster of a launch whose name matches a pattern. Tasks have permissions for clusters of such launches only. */
    static EmrCluster launched(IEmrLaunchFunction launchFunction, String path, String names) {
        return new EmrCluster(
                path,
                true,
                Arns.regional("elasticmapreduce", "cluster/*"),
                LaunchExecutions.tag(launchFunction, names),
                launchFunction::getEmrProfile,
                launchFunction);
    }

    /** Returns this cluster with its profile, whose instance role is allowed to read the code of steps. */
    public EmrCluster withProfile(IEmrProfile emrProfile) {
        return new EmrCluster(id, isAtPath, resource, tag, () -> emrProfile, launchFunction);
    }

    /** The profile, or null if it is not known. */
    @Nullable IEmrProfile profile() {
        return profile.get();
    }

    /** Returns the phases for this cluster: steps without a runtime role get that of its configuration. */
    List<Phase> withRoles(List<Phase> phases) {
        return DefaultStepRole.of(launchFunction, phases);
    }

    /** Returns the step for this cluster, with the same default role. */
    EmrStep withRole(EmrStep step) {
        return DefaultStepRole.of(launchFunction, step);
    }

    /**
     * Checks steps for this cluster, as far as it is known.
     *
     * @throws IllegalArgumentException when EMR would refuse one
     */
    void require(List<EmrStep> steps) {
        if (launchFunction != null) {
            StepConcurrency.require(launchFunction, steps);
        }
        // The check does not load the configuration of a loaded launch function.
        if (launchFunction == null || launchFunction instanceof EmrLaunchFunction) {
            StepRoleRules.require(profile(), steps);
        }
    }

    /** Warns of parallel steps that run one after the other, as far as the cluster's configuration is known. */
    void warn(IConstruct scope, List<Phase> phases) {
        if (launchFunction != null) {
            StepConcurrency.warn(scope, launchFunction, phases);
        }
    }

    /**
     * Checks the name of a group or fleet for a task that finds it by name, as far as the cluster's configuration is known.
     *
     * @param list the member of {@code Instances} that has the groups or fleets
     * @throws IllegalArgumentException when several have the name: it is not documented which of them Step Functions changes
     */
    void requireOneOfName(String property, String name, String list) {
        // The check does not load the configuration of a loaded launch function.
        if (!(launchFunction instanceof EmrLaunchFunction known)) {
            return;
        }
        JsonNode all = known.getClusterConfiguration()
                .getDefinition()
                .clusterConfiguration()
                .path("Instances")
                .path(list);
        List<String> places = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.path(i).path("Name").asText().equals(name)) {
                places.add("Instances.%s.%d".formatted(list, i));
            }
        }
        if (places.size() > 1) {
            throw new IllegalArgumentException(
                    "'%s' must be a unique name, and the configuration of launch function %s has several with it: %s. Name each one differently: builder(role).name(…), got: '%s'"
                            .formatted(property, known.getLaunchFunctionName(), String.join(", ", places), name));
        }
    }

    /**
     * Returns the arguments of a task, with the cluster's id.
     *
     * @param root the variable that {@code $} refers to in the task
     */
    ObjectNode arguments(String root) {
        return Json.object()
                .put("ClusterId", isAtPath ? Reference.atPath("path", id, root).inState() : literal(id));
    }

    /**
     * Returns the statements for adding steps to this cluster.
     *
     * @param executionRoleArns the runtime roles of the steps; empty when a step has none
     * @param wait whether the task waits for the steps
     */
    List<Map<String, Object>> allowSteps(List<String> executionRoleArns, boolean wait) {
        List<Map<String, Object>> statements = new ArrayList<>();
        Map<String, Object> roles = new LinkedHashMap<>();
        if (!executionRoleArns.isEmpty()) {
            roles.put(
                    "elasticmapreduce:ExecutionRoleArn",
                    executionRoleArns.size() == 1 ? executionRoleArns.get(0) : executionRoleArns);
        }
        statements.add(allow(List.of("elasticmapreduce:AddJobFlowSteps"), roles));
        if (wait) {
            statements.add(allow(List.of("elasticmapreduce:DescribeStep", "elasticmapreduce:CancelSteps"), Map.of()));
            statements.add(TaskCall.allowManagedRule("StepFunctionsGetEventForEMRAddJobFlowStepsRule"));
        }
        return statements;
    }

    /** Returns the statement for polling the steps of this cluster, for the function that polls. */
    Map<String, Object> allowLooks() {
        return allow("elasticmapreduce:ListSteps");
    }

    /** Returns the statement for actions on this cluster. */
    Map<String, Object> allow(String... actions) {
        return allow(List.of(actions), Map.of());
    }

    private Map<String, Object> allow(List<String> actions, Map<String, Object> condition) {
        Map<String, Object> conditions = new LinkedHashMap<>(condition);
        if (tag != null) {
            conditions.put("elasticmapreduce:ResourceTag/" + tag.key(), tag.value());
        }
        Map<String, Object> statement = Policies.allow(actions, resource);
        if (!conditions.isEmpty()) {
            statement.put("Condition", Map.of("StringLike", conditions));
        }
        return statement;
    }
}
