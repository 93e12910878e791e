package io.github.emrlaunch.examples.controlplane;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.CustomState;
import software.amazon.awscdk.services.stepfunctions.CustomStateProps;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.Fail;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskInput;
import software.amazon.awscdk.services.stepfunctions.tasks.LambdaInvoke;
import software.constructs.Construct;

/**
 * A state machine that starts a launch function by its name and waits for the launch: {@code {"Namespace": "analytics", "FunctionName":
 * "adhoc", "LaunchInput": {}}}. It gets the state machine from the control plane. For an unknown name, the error lists the available
 * ones.
 */
final class Portal extends Construct {
    private final IFunction get;
    private final IFunction list;

    Portal(
            Construct scope,
            String id,
            IFunction get,
            IFunction list,
            List<? extends IEmrLaunchFunction> launchFunctions) {
        super(scope, id);
        this.get = get;
        this.list = list;
        StateMachine portal = StateMachine.Builder.create(this, "StateMachine")
                .stateMachineName("portal")
                .definitionBody(DefinitionBody.fromChainable(start()))
                .timeout(Duration.hours(2))
                .build();
        for (IEmrLaunchFunction launchFunction : launchFunctions) {
            launchFunction.grantStart(portal);
            launchFunction.getStateMachine().grantExecution(portal, "states:DescribeExecution", "states:StopExecution");
        }
        // EventBridge notifies Step Functions of the end of a launch.
        portal.addToRolePolicy(PolicyStatement.Builder.create()
                .actions(List.of("events:PutTargets", "events:PutRule", "events:DescribeRule"))
                .resources(List.of(Stack.of(this)
                        .formatArn(ArnComponents.builder()
                                .service("events")
                                .resource("rule")
                                .resourceName("StepFunctionsGetEventsForStepFunctionsExecutionRule")
                                .arnFormat(ArnFormat.SLASH_RESOURCE_NAME)
                                .build())))
                .build());
        suppress(portal);
    }

    private IChainable start() {
        Map<String, Object> name = new TreeMap<>(Map.of(
                "Namespace", JsonPath.stringAt("$.Namespace"), "FunctionName", JsonPath.stringAt("$.FunctionName")));
        LambdaInvoke found = LambdaInvoke.Builder.create(this, "Get Launch Function")
                .lambdaFunction(get)
                .payloadResponseOnly(true)
                .payload(TaskInput.fromObject(name))
                .resultPath("$.Function")
                .build();
        LambdaInvoke offered = LambdaInvoke.Builder.create(this, "List Launch Functions")
                .lambdaFunction(list)
                .payloadResponseOnly(true)
                .payload(TaskInput.fromObject(Map.of("Namespace", JsonPath.stringAt("$.Namespace"))))
                .resultSelector(Map.of("Names", JsonPath.listAt("$.EMRLaunchFunctions[*].LaunchFunctionName")))
                .resultPath("$.Offered")
                .build();
        found.addCatch(
                offered.next(Fail.Builder.create(this, "No Such Launch Function")
                        .error("NoSuchLaunchFunction")
                        .causePath(JsonPath.format(
                                "There is no {}. Namespace {} has: {}",
                                JsonPath.stringAt("$.FunctionName"),
                                JsonPath.stringAt("$.Namespace"),
                                JsonPath.jsonToString(JsonPath.objectAt("$.Offered.Names"))))
                        .build()),
                CatchProps.builder()
                        .errors(List.of("States.TaskFailed"))
                        .resultPath("$.Error")
                        .build());
        return found.next(new CustomState(
                this,
                "Start Launch",
                CustomStateProps.builder().stateJson(startLaunch()).build()));
    }

    /** A custom state, because the CDK's task can start only a state machine that is known at synth. */
    private static Map<String, Object> startLaunch() {
        Map<String, Object> parameters = new TreeMap<>();
        parameters.put("StateMachineArn.$", "$.Function.StateMachine");
        parameters.put("Input.$", "$.LaunchInput");
        Map<String, Object> state = new TreeMap<>();
        state.put("Type", "Task");
        state.put("Resource", "arn:aws:states:::states:startExecution.sync:2");
        state.put("Parameters", parameters);
        state.put("OutputPath", "$.Output");
        state.put("End", true);
        return state;
    }

    private static void suppress(StateMachine portal) {
        NagSuppressions.addResourceSuppressions(
                portal,
                List.of(
                        suppression(
                                "AwsSolutions-SF1", "Step Functions keeps the history of each execution for 90 days"),
                        suppression("AwsSolutions-SF2", "The history shows the few calls of the states"),
                        suppression(
                                "AwsSolutions-IAM5",
                                "Executions of the launch functions, and each version of the control plane's functions")),
                true);
    }

    private static NagPackSuppression suppression(String id, String reason) {
        return NagPackSuppression.builder().id(id).reason(reason).build();
    }
}
