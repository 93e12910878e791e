package io.github.emrlaunch.core.internal;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.literal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.internal.states.NotificationStates;
import io.github.emrlaunch.core.internal.states.Retrier;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.EndNotice;
import io.github.emrlaunch.definitions.ExecutionEnd;
import io.github.emrlaunch.definitions.ExecutionEnd.Status;
import io.github.emrlaunch.definitions.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.Lazy;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;
import software.constructs.Construct;

/**
 * The state machine of a stack that notifies of ended executions that cannot notify themselves. The clean-up function starts an execution
 * for each
 * of them, with {@link EndNotice} as its input. It is a state machine, not a part of the function, because Step Functions accepts the name
 * of an execution once, which prevents duplicate notifications.
 */
final class NotifierMachine extends Construct {
    private static final String MACHINES = EndNotice.MACHINES_STATE;
    private static final String TARGETS = "Find Targets";
    private static final String TOPIC = "Topic?";
    private static final String PUBLISH = "Notify Topic";
    private static final String BUS = "Event Bus?";
    private static final String PUT_EVENT = "Send Event";
    private static final String NOTIFIED = "Notified?";
    private static final String FAILED = "Not Notified";
    private static final String SUCCEEDED = "Done";

    /** About an hour in total, because random times are half as long on average. No caller waits for it. */
    private static final List<Retrier> RETRIERS =
            List.of(Retrier.of(List.of("States.TaskFailed"), 2, 130).withJitter());

    private static final int TIMEOUT_SECONDS = 3 * 3_600;

    private static final String TARGET = "$lookup($machines, $states.input.%s)".formatted(EndNotice.MACHINE);

    private static final JsonNode MESSAGE = TextNode.valueOf(expression("$message"));

    private static final Map<String, Object> NOT_LOGGED = CdkNag.rule(
            "AwsSolutions-SF1",
            "Step Functions keeps the history of each execution for 90 days, where every event can be read");

    private static final Map<String, Object> NOT_TRACED = CdkNag.rule(
            "AwsSolutions-SF2", "A notification is one or two calls, and the history shows them with their times");

    private final GrowingPolicy permissions;
    private final CfnStateMachine stateMachine;
    private final ObjectNode machines = Json.object();
    private final Set<String> targets = new HashSet<>();

    NotifierMachine(Construct scope, List<Map<String, Object>> policyFindings) {
        super(scope, "Notifier");
        CfnRole role = CfnRole.Builder.create(this, "Role")
                .assumeRolePolicyDocument(Policies.trust("states.amazonaws.com"))
                .build();
        permissions = new GrowingPolicy(this, role.getRef(), policyFindings);
        boolean tracing = FunctionSettings.of(this).isTracing();
        if (tracing) {
            permissions.add(StateMachineLogs.allowTraces(), 0);
        }
        stateMachine = CfnStateMachine.Builder.create(this, "StateMachine")
                .definitionString(Lazy.uncachedString(context -> definition()))
                .roleArn(role.getAttrArn())
                .tracingConfiguration(CfnStateMachine.TracingConfigurationProperty.builder()
                        .enabled(tracing)
                        .build())
                .build();
        CdkNag.suppressAtFirst(stateMachine, tracing ? List.of(NOT_LOGGED) : List.of(NOT_LOGGED, NOT_TRACED));
    }

    /** Returns whether there are notifications of executions that did not succeed. */
    static boolean isAskedFor(Notifications notifications) {
        return notifications.getFailureTopic() != null || notifications.getEventBus() != null;
    }

    String arn() {
        return stateMachine.getRef();
    }

    /** Adds a state machine with notifications. */
    void add(CleanUp.Machine machine) {
        ObjectNode target = Json.object()
                .put(ExecutionEnd.KIND, machine.kind().value())
                .put(ExecutionEnd.NAME, literal(machine.displayName()));
        ObjectNode subjects = target.putObject("Subjects");
        for (Status status : List.of(Status.FAILED, Status.ABORTED, Status.TIMED_OUT)) {
            subjects.put(status.name(), literal(ExecutionEnd.subject(machine.kind(), machine.displayName(), status)));
        }
        ITopic topic = machine.notifications().getFailureTopic();
        if (topic != null) {
            target.put("TopicArn", topic.getTopicArn());
            allow(topic.getTopicArn(), NotificationAccess.publish(topic));
        }
        IEventBus bus = machine.notifications().getEventBus();
        if (bus != null) {
            target.put("EventBusName", bus.getEventBusArn());
            allow(bus.getEventBusArn(), List.of(NotificationAccess.putEvents(bus)));
        }
        machines.set(machine.name(), target);
    }

    private void allow(String target, List<Map<String, Object>> statements) {
        if (targets.add(target)) {
            statements.forEach(statement -> permissions.add(statement, NotificationAccess.MAX_TARGET_ARN));
        }
    }

    private String definition() {
        return StateMachineText.machine("Notifies of ended executions that cannot notify themselves", TIMEOUT_SECONDS)
                .add(
                        MACHINES,
                        StateText.pass()
                                .assign(Json.object().set(EndNotice.MACHINES, machines.deepCopy()))
                                .next(TARGETS))
                .add(TARGETS, StateText.pass().assign(variables()).next(TOPIC))
                .add(
                        TOPIC,
                        StateText.choice()
                                .when("$exists($target.TopicArn)", PUBLISH)
                                .otherwise(BUS))
                .add(
                        PUBLISH,
                        task(
                                NotificationStates.publish(
                                        expression("$target.TopicArn"),
                                        expression("$lookup($target.Subjects, $message.Status)"),
                                        MESSAGE),
                                BUS))
                .add(
                        BUS,
                        StateText.choice()
                                .when("$exists($target.EventBusName)", PUT_EVENT)
                                .otherwise(NOTIFIED))
                .add(
                        PUT_EVENT,
                        task(NotificationStates.putEvent(expression("$target.EventBusName"), MESSAGE), NOTIFIED))
                .add(
                        NOTIFIED,
                        StateText.choice()
                                .when("$exists($failure.Error)", FAILED)
                                .otherwise(SUCCEEDED))
                .add(FAILED, StateText.fail("$failure.Error", "$failure.Cause"))
                .add(SUCCEEDED, StateText.succeed())
                .toJson();
    }

    private static ObjectNode variables() {
        ObjectNode variables = Json.object()
                .put("target", expression("$exists(%1$s) ? %1$s : {}".formatted(TARGET)))
                .put(
                        "message",
                        expression("$merge([%s.{'%2$s': %2$s, '%3$s': %3$s}, $states.input.%4$s])"
                                .formatted(TARGET, ExecutionEnd.KIND, ExecutionEnd.NAME, EndNotice.END)));
        variables.putObject("failure");
        return variables;
    }

    private static StateText task(StateText task, String next) {
        return task.retry(RETRIERS)
                .catchAll(next, Json.object().set("failure", StateText.caughtError()))
                .next(next);
    }
}
