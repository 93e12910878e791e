package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.NotificationAccess;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.Chain;
import software.amazon.awscdk.services.stepfunctions.Fail;
import software.amazon.awscdk.services.stepfunctions.FailJsonataProps;
import software.amazon.awscdk.services.stepfunctions.JitterType;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.RetryProps;
import software.amazon.awscdk.services.stepfunctions.State;
import software.amazon.awscdk.services.stepfunctions.Succeed;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/** States that launch clusters, run phases and finish state machines, for chains of the CDK. */
public final class EmrChains {
    private EmrChains() {}

    /**
     * Launches a cluster with the state as the launch's input, and waits until the launch has finished. The state then has the
     * cluster's id at {@code $.LaunchClusterResult.ClusterId}, for {@link EmrCluster#launchedBy}. A failed launch fails this state
     * with the launch's own error and cause, so that Retry and Catch can name one of {@link
     * io.github.emrlaunch.core.launch.LaunchErrors}; with a task of {@link EmrTasks#startLaunch} every failure is {@code
     * States.TaskFailed}.
     */
    public static EmrClusterLaunch launch(Construct scope, String id, IEmrLaunchFunction launchFunction) {
        return Validation.at(
                scope,
                id,
                () -> new EmrClusterLaunch(
                        scope, id, EmrTasks.launchCall(scope, id, launchFunction, null, TaskCall.DISCARD_RESULT)));
    }

    /**
     * Launches a cluster by an execution with this name, as {@link EmrTasks#startLaunch(Construct, String, IEmrLaunchFunction, String,
     * TaskStateBaseProps)} does.
     *
     * @param name the name of the execution
     */
    public static EmrClusterLaunch launch(Construct scope, String id, IEmrLaunchFunction launchFunction, String name) {
        return Validation.at(
                scope,
                id,
                () -> new EmrClusterLaunch(
                        scope,
                        id,
                        EmrTasks.launchCall(
                                scope,
                                id,
                                launchFunction,
                                Validation.required("name", name),
                                TaskCall.DISCARD_RESULT)));
    }

    /**
     * Runs phases on a cluster, as one state. Steps, items and conditions read values of the state's input, such as a Map's item, by
     * references such as {@code JsonPath.stringAt("$.table")}.
     *
     * @throws IllegalArgumentException when two steps or phases have one name, a phase is a chain, or a reference has no expression in
     *     JSONata
     */
    public static EmrPhases phases(Construct scope, String id, EmrCluster cluster, List<Phase> phases) {
        return phases(scope, id, cluster, phases, false);
    }

    /**
     * Runs phases on a cluster with overrides of step arguments. The state's input has the overrides in the form of the input of a
     * {@link TransientClusterPipeline}. If they are invalid, the state fails with {@link PipelineErrors#INVALID_OVERRIDE} before the first
     * step.
     *
     * @throws IllegalArgumentException when two steps or phases have one name, a phase is a chain, or a reference has no expression in
     *     JSONata
     */
    public static EmrPhases phasesWithOverrides(Construct scope, String id, EmrCluster cluster, List<Phase> phases) {
        return phases(scope, id, cluster, phases, true);
    }

    /**
     * Adds one step with overrides of its arguments. The state's input has the overrides in the form of the input of a
     * {@link TransientClusterPipeline}. The state waits until the step has completed, and its output is its input. If the overrides do not
     * match the step, the state fails with {@link PipelineErrors#INVALID_OVERRIDE}.
     *
     * @throws IllegalArgumentException when EMR would refuse the step, or a reference has no expression in JSONata
     */
    public static EmrOverridableStep addStepWithOverrides(
            Construct scope, String id, EmrCluster cluster, EmrStep step) {
        return addStepWithOverrides(scope, id, cluster, step, TaskCall.DISCARD_RESULT);
    }

    /**
     * Adds one step with overrides of its arguments and with properties, such as {@code
     * integrationPattern(IntegrationPattern.REQUEST_RESPONSE)}, which does not wait, and {@code
     * resultPath("$.Step")}. The result is that of {@link EmrTasks#addStep(Construct, String, EmrCluster, EmrStep, TaskStateBaseProps)}.
     *
     * @throws IllegalArgumentException when EMR would refuse the step, a reference has no expression in JSONata, or the properties have
     *     {@code assign} or {@code inputPath}
     */
    public static EmrOverridableStep addStepWithOverrides(
            Construct scope, String id, EmrCluster cluster, EmrStep step, TaskStateBaseProps props) {
        return Validation.at(
                scope,
                id,
                () -> EmrOverridableStep.of(
                        scope,
                        id,
                        Validation.required("cluster", cluster),
                        Validation.required("step", step),
                        Validation.required("props", props)));
    }

    /**
     * Finishes a state machine that succeeds and publishes a notification with the user's text. A failed notification does not change the
     * outcome.
     *
     * @param id the name of the last state. The state before it, which publishes the notification, is named {@code ID Notification}
     * @throws IllegalArgumentException when a reference has no expression in JSONata
     */
    public static Chain succeed(Construct scope, String id, EndNotification notification) {
        return Validation.at(scope, id, () -> {
            EmrTask publish = publish(scope, id, notification);
            return ended(publish, new Succeed(scope, id));
        });
    }

    /**
     * Finishes a state machine that fails and publishes a notification with the user's text. A failed notification does not change the
     * outcome.
     *
     * @param id the name of the last state. The state before it, which publishes the notification, is named {@code ID Notification}
     * @param error the name of the error, a string or a reference such as {@code JsonPath.stringAt("$.Error.Error")}
     * @param cause the description of the error, a string or a reference
     * @throws IllegalArgumentException when a reference has no expression in JSONata
     */
    public static Chain fail(Construct scope, String id, EndNotification notification, String error, String cause) {
        return Validation.at(scope, id, () -> {
            FailJsonataProps props = FailJsonataProps.builder()
                    .error(inFail("error", error))
                    .cause(inFail("cause", cause))
                    .build();
            EmrTask publish = publish(scope, id, notification);
            return ended(publish, Fail.jsonata(scope, id, props));
        });
    }

    /**
     * Returns an expression that always has a value. A Fail state has no Catch: an expression without a value would replace the error.
     */
    private static String inFail(String property, String text) {
        Reference reference = Reference.of(property, Validation.required(property, text), Reference.STATE_INPUT);
        return reference.isLiteral()
                ? reference.inState()
                : expression("($value := %s; $exists($value) and $value != null ? $string($value) : '')"
                        .formatted(reference.expression()));
    }

    private static EmrTask publish(Construct scope, String id, EndNotification notification) {
        ObjectNode arguments = Validation.required("notification", notification).arguments();
        Notifications topic = Notifications.ofSuccess(notification.topic());
        EmrTask publish = new EmrTask(
                scope,
                id + " Notification",
                new TaskCall("sns:publish", arguments, NotificationAccess.statements(topic)),
                TaskCall.DISCARD_RESULT);
        NotificationAccess.explain(publish, topic);
        return publish;
    }

    private static Chain ended(EmrTask publish, State end) {
        publish.addRetry(RetryProps.builder()
                .errors(List.of("States.TaskFailed"))
                .interval(Duration.seconds(2))
                .maxAttempts(5)
                .backoffRate(2)
                .jitterStrategy(JitterType.FULL)
                .build());
        publish.addCatch(end, CatchProps.builder().resultPath(JsonPath.DISCARD).build());
        return Chain.start(publish).next(end);
    }

    private static EmrPhases phases(
            Construct scope, String id, EmrCluster cluster, List<Phase> phases, boolean overridable) {
        return Validation.at(scope, id, () -> {
            Validation.required("cluster", cluster);
            List<Phase> all = cluster.withRoles(PipelineSettings.requirePhases(phases));
            cluster.require(PipelineSettings.steps(all));
            // The ARN of the function is a token, which does not count.
            EmrPhases.body(id, cluster, all, "", overridable);
            return new EmrPhases(scope, id, cluster, all, overridable);
        });
    }
}
