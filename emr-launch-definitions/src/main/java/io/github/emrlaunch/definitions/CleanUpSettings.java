package io.github.emrlaunch.definitions;

import java.util.List;
import java.util.Map;

/**
 * What the clean-up function of a stack is told of the stack. The construct writes it into the function's environment: whoever may invoke
 * the function, or send it events by a rule of his own, chooses the payload, and gains nothing by it.
 *
 * @param stack the name of the stack, with which the tags of its clusters begin
 * @param notifierArn the state machine that notifies, see {@link EndNotice}; empty where nobody is to be notified
 * @param kept the launch functions whose clusters the clean-up leaves, as {@code NAMESPACE/NAME}
 * @param pythonLaunches the beginnings of the ARNs of launches that pipelines make by launch functions of aws-emr-launch for Python, whose
 *     clusters have no tag of their launch
 */
public record CleanUpSettings(String stack, String notifierArn, List<String> kept, List<String> pythonLaunches) {
    /** The environment variable of {@link #stack}. */
    public static final String STACK_VARIABLE = "EMR_LAUNCH_STACK";

    /** The environment variable of {@link #notifierArn}. */
    public static final String NOTIFIER_VARIABLE = "EMR_LAUNCH_NOTIFIER";

    /** The environment variable of {@link #kept}, with commas between them. */
    public static final String KEPT_VARIABLE = "EMR_LAUNCH_KEEP_CLUSTERS_OF";

    /** The environment variable of {@link #pythonLaunches}, with commas between them. */
    public static final String PYTHON_LAUNCHES_VARIABLE = "EMR_LAUNCH_PYTHON_LAUNCHES";

    /** Reads environment variables. */
    public static CleanUpSettings read(Map<String, String> environment) {
        return new CleanUpSettings(
                environment.getOrDefault(STACK_VARIABLE, ""),
                environment.getOrDefault(NOTIFIER_VARIABLE, ""),
                list(environment.getOrDefault(KEPT_VARIABLE, "")),
                list(environment.getOrDefault(PYTHON_LAUNCHES_VARIABLE, "")));
    }

    private static List<String> list(String variable) {
        return variable.isEmpty() ? List.of() : List.of(variable.split(",", -1));
    }
}
