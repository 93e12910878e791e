package io.github.emrlaunch.definitions;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of a stack's clean-up function. The construct writes them to the function's environment, not to the payload: a principal
 * that may invoke
 * the function, or send it events by another rule, can choose only the payload, which has no effect on them.
 *
 * @param stack the name of the stack, the prefix of the tags of its clusters
 * @param notifierArn the state machine that notifies, see {@link EndNotice}; empty without notifications
 * @param kept the launch functions whose clusters the clean-up keeps, as {@code NAMESPACE/NAME}
 * @param pythonLaunches the prefixes of the ARNs of launches that pipelines start with launch functions of aws-emr-launch for Python, whose
 *     clusters have no tag of their launch
 * @param machines the prefix of the ARNs of the stack's state machines, up to their names; empty without pipelines on shared
 *     clusters
 * @param persistentPipelines by the name of the state machine of a pipeline on shared clusters: whether running steps that its executions
 *     leave are cancelled; pending ones always are
 */
public record CleanUpSettings(
        String stack,
        String notifierArn,
        List<String> kept,
        List<String> pythonLaunches,
        String machines,
        Map<String, Boolean> persistentPipelines) {
    /** The environment variable of {@link #stack}. */
    public static final String STACK_VARIABLE = "EMR_LAUNCH_STACK";

    /** The environment variable of {@link #notifierArn}. */
    public static final String NOTIFIER_VARIABLE = "EMR_LAUNCH_NOTIFIER";

    /** The environment variable of {@link #kept}, comma-separated. */
    public static final String KEPT_VARIABLE = "EMR_LAUNCH_KEEP_CLUSTERS_OF";

    /** The environment variable of {@link #pythonLaunches}, comma-separated. */
    public static final String PYTHON_LAUNCHES_VARIABLE = "EMR_LAUNCH_PYTHON_LAUNCHES";

    /** The environment variable of {@link #machines}. */
    public static final String MACHINES_VARIABLE = "EMR_LAUNCH_STATE_MACHINES";

    /** The environment variable of {@link #persistentPipelines}, comma-separated; see {@link #persistentPipeline}. */
    public static final String PERSISTENT_PIPELINES_VARIABLE = "EMR_LAUNCH_PERSISTENT_PIPELINES";

    /**
     * The member of the payload of a pipeline that requests the cancellation of steps of its ended executions: the name of its state
     * machine.
     */
    public static final String CANCEL_STEPS_OF = "CancelStepsOf";

    /** The member of the payload next to {@link #CANCEL_STEPS_OF}: the id of the cluster. */
    public static final String CLUSTER_ID = "ClusterId";

    private static final String WAITING_ONLY = ":waiting";

    /**
     * Returns the element of {@link #PERSISTENT_PIPELINES_VARIABLE} for a pipeline, as short as possible, because the size of an
     * environment is limited.
     */
    public static String persistentPipeline(DefinitionName pipeline, boolean cancelsRunningSteps) {
        String name =
                pipeline.namespace().equals(DefinitionName.DEFAULT_NAMESPACE) ? pipeline.name() : pipeline.toString();
        return name + (cancelsRunningSteps ? "" : WAITING_ONLY);
    }

    /** Returns whether running steps of a pipeline's executions are cancelled. */
    public boolean cancelsRunningSteps(String stateMachineName) {
        return persistentPipelines.getOrDefault(stateMachineName, false);
    }

    /** Reads environment variables. */
    public static CleanUpSettings read(Map<String, String> environment) {
        return new CleanUpSettings(
                environment.getOrDefault(STACK_VARIABLE, ""),
                environment.getOrDefault(NOTIFIER_VARIABLE, ""),
                list(environment.getOrDefault(KEPT_VARIABLE, "")),
                list(environment.getOrDefault(PYTHON_LAUNCHES_VARIABLE, "")),
                environment.getOrDefault(MACHINES_VARIABLE, ""),
                pipelines(list(environment.getOrDefault(PERSISTENT_PIPELINES_VARIABLE, ""))));
    }

    private static Map<String, Boolean> pipelines(List<String> elements) {
        Map<String, Boolean> pipelines = new TreeMap<>();
        for (String element : elements) {
            String name = element.replace(WAITING_ONLY, "");
            pipelines.put(
                    PipelineDefinition.stateMachineName(
                            name.contains("/") ? DefinitionName.parse(name) : DefinitionName.of(name)),
                    !element.endsWith(WAITING_ONLY));
        }
        return pipelines;
    }

    private static List<String> list(String variable) {
        return variable.isEmpty() ? List.of() : List.of(variable.split(",", -1));
    }
}
