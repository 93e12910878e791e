package io.github.emrlaunch.examples.snstriggeredpipeline;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.PrincipalWithConditions;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.pipes.CfnPipe;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.SqsSubscription;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.Choice;
import software.amazon.awscdk.services.stepfunctions.Condition;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.Fail;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.Pass;
import software.amazon.awscdk.services.stepfunctions.RetryProps;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.Succeed;
import software.amazon.awscdk.services.stepfunctions.TaskInput;
import software.amazon.awscdk.services.stepfunctions.tasks.SnsPublish;
import software.amazon.awscdk.services.stepfunctions.tasks.StepFunctionsStartExecution;
import software.constructs.Construct;

/**
 * Starts the pipeline once for each message to a topic, even if the message is delivered several times. No function is needed: the
 * topic sends to a queue, a pipe reads the queue, and a few states start an execution whose name is the message ID.
 *
 * <p>A message is a day. This class names the arguments of the steps that it overrides: a publisher can override no others. Messages
 * that can't be delivered are in the dead-letter queue. A message that is not a day starts nothing, and a topic is notified.
 */
final class MessageTrigger extends Construct {
    private static final String NAME = "sns-triggered-pipeline-starter";

    /**
     * Defines the trigger.
     *
     * @param requests the topic that receives messages
     * @param pipeline the pipeline that they start
     * @param refused the topic that is notified of messages that start nothing
     */
    MessageTrigger(Construct scope, String id, Topic requests, IStateMachine pipeline, Topic refused) {
        super(scope, id);
        Queue deadLetters = Queue.Builder.create(this, "DeadLetters")
                .retentionPeriod(Duration.days(14))
                .enforceSsl(true)
                .build();
        Queue queue = Queue.Builder.create(this, "Queue")
                .deadLetterQueue(DeadLetterQueue.builder()
                        .queue(deadLetters)
                        .maxReceiveCount(3)
                        .build())
                .enforceSsl(true)
                .build();
        requests.addSubscription(SqsSubscription.Builder.create(queue)
                .deadLetterQueue(deadLetters)
                .build());

        StateMachine starter = StateMachine.Builder.create(this, "Starter")
                .stateMachineName(NAME)
                .definitionBody(DefinitionBody.fromChainable(start(pipeline, refused)))
                .timeout(Duration.minutes(10))
                .build();
        suppress(starter, "AwsSolutions-SF1", "Step Functions keeps the history of each execution for 90 days");
        suppress(starter, "AwsSolutions-SF2", "The history shows the one call of the states");

        Role role = Role.Builder.create(this, "PipeRole")
                .assumedBy(new PrincipalWithConditions(
                        new ServicePrincipal("pipes.amazonaws.com"),
                        Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID))))
                .build();
        queue.grantConsumeMessages(role);
        starter.grantStartExecution(role);
        CfnPipe pipe = CfnPipe.Builder.create(this, "Pipe")
                .roleArn(role.getRoleArn())
                .source(queue.getQueueArn())
                .sourceParameters(CfnPipe.PipeSourceParametersProperty.builder()
                        .sqsQueueParameters(CfnPipe.PipeSourceSqsQueueParametersProperty.builder()
                                .batchSize(1)
                                .build())
                        .build())
                .target(starter.getStateMachineArn())
                .targetParameters(CfnPipe.PipeTargetParametersProperty.builder()
                        .stepFunctionStateMachineParameters(CfnPipe.PipeTargetStateMachineParametersProperty.builder()
                                .invocationType("FIRE_AND_FORGET")
                                .build())
                        .build())
                .build();
        // A pipe checks the permissions of its role at creation.
        pipe.getNode().addDependency(role);
    }

    /** Reads the input from the pipe: a list with one message of the queue, whose body is the SNS notification. */
    private IChainable start(IStateMachine pipeline, Topic refused) {
        IChainable failed = failed(refused);
        Map<String, Object> day = Map.of("yesterday", JsonPath.stringAt("$.Notification.Message"));
        Map<String, Object> overrides = new LinkedHashMap<>();
        overrides.put("Extract", day);
        overrides.put("Report", day);
        StepFunctionsStartExecution start = StepFunctionsStartExecution.Builder.create(this, "Start Pipeline")
                .stateMachine(pipeline)
                .name(JsonPath.stringAt("$.Notification.MessageId"))
                .input(TaskInput.fromObject(Map.of("StepArgumentOverrides", overrides)))
                .build();
        start.addRetry(RetryProps.builder()
                .errors(List.of(
                        "StepFunctions.ExecutionLimitExceededException", "StepFunctions.AWSStepFunctionsException"))
                .interval(Duration.seconds(5))
                .maxAttempts(5)
                .build());
        start.addCatch(
                Succeed.Builder.create(this, "Started Before").build(),
                CatchProps.builder()
                        .errors(List.of("StepFunctions.ExecutionAlreadyExistsException"))
                        .build());
        start.addCatch(failed, CatchProps.builder().resultPath("$.Error").build());

        Map<String, Object> error = new LinkedHashMap<>();
        error.put("Error", "MalformedMessage");
        error.put(
                "Cause",
                JsonPath.format(
                        "A message must be a date such as 2026-01-31, got: {}",
                        JsonPath.stringAt("$.Notification.Message")));
        Pass malformed = Pass.Builder.create(this, "Malformed Message")
                .parameters(error)
                .resultPath("$.Error")
                .build();
        Choice date = Choice.Builder.create(this, "A Date?")
                .build()
                .when(Condition.isTimestamp("$.Day.Midnight"), start)
                .otherwise(malformed.next(failed));
        return pass("Read Notification", "$", "Notification", JsonPath.stringToJson(JsonPath.stringAt("$[0].body")))
                .next(pass(
                        "Read Day",
                        "$.Day",
                        "Midnight",
                        JsonPath.format("{}T00:00:00Z", JsonPath.stringAt("$.Notification.Message"))))
                .next(date);
    }

    private IChainable failed(Topic refused) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("StateMachine", NAME);
        message.put("Execution", JsonPath.stringAt("$$.Execution.Id"));
        message.put("Error", JsonPath.stringAt("$.Error.Error"));
        message.put("Cause", JsonPath.stringAt("$.Error.Cause"));
        Fail failed = Fail.Builder.create(this, "Failed")
                .errorPath("$.Error.Error")
                .causePath("$.Error.Cause")
                .build();
        SnsPublish notify = SnsPublish.Builder.create(this, "Notify of Failure")
                .topic(refused)
                .subject("No pipeline started: " + NAME)
                .message(TaskInput.fromObject(message))
                .resultPath(JsonPath.DISCARD)
                .build();
        notify.addCatch(
                failed, CatchProps.builder().resultPath(JsonPath.DISCARD).build());
        notify.next(failed);
        return notify;
    }

    private Pass pass(String id, String resultPath, String member, Object value) {
        return Pass.Builder.create(this, id)
                .parameters(Map.of(member, value))
                .resultPath(resultPath)
                .build();
    }

    private static void suppress(StateMachine machine, String rule, String reason) {
        NagSuppressions.addResourceSuppressions(
                machine,
                List.of(NagPackSuppression.builder().id(rule).reason(reason).build()));
    }
}
