package io.github.emrlaunch.definitions;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the clean-up function of a stack is told of the stack. The construct writes it into the function's environment: whoever may invoke
 * the function, or send it events by a rule of his own, chooses the payload, and gains nothing by it.
 *
 * @param stack the name of the stack, with which the tags of its clusters begin
 * @param notifierArn the state machine that notifies, see {@link EndNotice}; empty where nobody is to be notified
 * @param kept the launch functions whose clusters the clean-up leaves, as {@code NAMESPACE/NAME}
 * @param pythonLaunches the beginnings of the ARNs of launches that pipelines make by launch functions of aws-emr-launch for Python, whose
 *     clusters have no tag of their launch
 * @param machines what the ARNs of the stack's state machines begin with, before their names; empty where no pipeline is on clusters that
 *     others use
 * @param persistentPipelines by the name of the state machine of a pipeline on clusters that others use, whether the steps that its runs
 *     leave are cancelled while they run; those that wait are cancelled always
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

    /** The environment variable of {@link #kept}, with commas between them. */
    public static final String KEPT_VARIABLE = "EMR_LAUNCH_KEEP_CLUSTERS_OF";

    /** The environment variable of {@link #pythonLaunches}, with commas between them. */
    public static final String PYTHON_LAUNCHES_VARIABLE = "EMR_LAUNCH_PYTHON_LAUNCHES";

    /** The environment variable of {@link #machines}. */
    public static final String MACHINES_VARIABLE = "EMR_LAUNCH_STATE_MACHINES";

    /** The environment variable of {@link #persistentPipelines}, with commas between them; see {@link #persistentPipeline}. */
    public static final String PERSISTENT_PIPELINES_VARIABLE = "EMR_LAUNCH_PERSISTENT_PIPELINES";

    /** In the payload of a pipeline that asks for the steps that its ended executions have left: the name of its state machine. */
    public static final String CANCEL_STEPS_OF = "CancelStepsOf";

    /** In the payload beside {@link #CANCEL_STEPS_OF}: the id of the cluster. */
    public static final String CLUSTER_ID = "ClusterId";

    private static final String WAITING_ONLY = ":waiting";

    /** Of a pipeline, an element of {@link #PERSISTENT_PIPELINES_VARIABLE}, as short as can be: an environment has little room. */
    public static String persistentPipeline(DefinitionName pipeline, boolean cancelsRunningSteps) {
        String name =
                pipeline.namespace().equals(DefinitionName.DEFAULT_NAMESPACE) ? pipeline.name() : pipeline.toString();
        return name + (cancelsRunningSteps ? "" : WAITING_ONLY);
    }

    /** Whether running steps of a pipeline's executions are cancelled. */
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
