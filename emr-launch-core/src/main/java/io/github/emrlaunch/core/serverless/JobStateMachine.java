package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Notifications;
import io.github.emrlaunch.definitions.JobRunOverride;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.sns.ITopic;

/**
 * The state machine of a job function, in the Amazon States Language. No function of Lambda: what an execution may say is checked
 * by states, and put together by intrinsic functions.
 *
 * <p>Where things stand in the state: the execution's input at {@code $}, what the job runs with at {@code $.JobRun}, its id at
 * {@code $.JobRunResult.JobRunId}. Once a job fails, the state is nothing but the error: {@code {"Error": …, "Cause": …}}.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr-serverless.html">Step Functions and EMR
 *     Serverless</a>
 */
final class JobStateMachine {
    /** The member of the execution's input that has the overrides. */
    static final String INPUT = "JobRunOverrides";

    private static final String TAKE_DEFAULTS = "Take Defaults";
    private static final String GIVEN = "Overrides Given?";
    private static final String MERGE = "Merge Overrides";
    private static final String COUNT = "Count Overrides";
    private static final String CHECK = "Overrides Allowed?";
    private static final String TAKE = "Take Overrides";
    private static final String REFUSE = "Refuse Overrides";
    private static final String START = "Run Job";
    private static final String CHECK_ERROR = "EMR Serverless Throttling?";
    private static final String COUNT_ATTEMPT = "Count Start Attempt";
    private static final String BACK_OFF = "Back Off";
    private static final String REJECTED = "EMR Serverless Rejected Job Run";
    private static final String RUN_FAILED = "Job Run Failed";
    private static final String NOTIFY_FAILURE = "Notify of Failure";
    private static final String FAILED = "Job Failed";
    private static final String NOTIFY_SUCCESS = "Notify of Success";
    private static final String SUCCEEDED = "Job Succeeded";

    private static final String GIVEN_OVERRIDES = "$." + INPUT;
    private static final String MERGED = JobRunState.JOB_RUN + ".Merged";
    private static final String ATTEMPTS = JobRunState.JOB_RUN + ".Attempts";
    private static final String ERROR = JobRunState.JOB_RUN + ".StartError";
    private static final String RESULT = "$.JobRunResult";

    private static final int MAX_START_ATTEMPTS = 6;
    /** What may come before the job runs and after: twelve hours in the application's queue, its start, looks at the job. */
    private static final int SECONDS_BESIDES = 13 * 60 * 60;

    private final JobFunctionSettings settings;
    private final JobRunState state = new JobRunState();

    JobStateMachine(JobFunctionSettings settings) {
        this.settings = settings;
    }

    String toJson() {
        ObjectNode machine = Json.object()
                .put("Comment", "Runs the job %s on EMR Serverless".formatted(settings.name()))
                .put("StartAt", TAKE_DEFAULTS)
                .put("TimeoutSeconds", settings.timeoutMinutes() * 60 + SECONDS_BESIDES);
        ObjectNode states = machine.putObject("States");
        states.set(TAKE_DEFAULTS, takeDefaults());
        addOverriding(states);
        states.set(START, startJobRun());
        states.set(CHECK_ERROR, checkError());
        states.set(COUNT_ATTEMPT, countAttempt());
        states.set(BACK_OFF, backOff());
        states.set(
                REJECTED, failure(Json.object().put("Error.$", ERROR + ".Error").put("Cause.$", ERROR + ".Cause")));
        states.set(
                RUN_FAILED,
                failure(Json.object().put("Error", JobRunErrors.JOB_RUN_FAILED).put("Cause.$", ERROR + ".Cause")));
        addEnds(states);
        return Json.write(machine);
    }

    private ObjectNode takeDefaults() {
        ObjectNode pass = pass(GIVEN);
        ObjectNode values = pass.putObject("Parameters");
        ObjectNode defaults = values.putObject(JobRunState.OVERRIDES);
        settings.overrides().forEach((name, override) -> defaults.set(name, override.defaultValue()));
        settings.job().fixedArguments().forEach(values.putArray(JobRunState.ARGUMENTS)::add);
        values.put(JobRunState.PARAMETERS, settings.job().fixedParameters());
        values.putObject("Attempts").put("Value", 0);
        return pass.put("ResultPath", JobRunState.JOB_RUN);
    }

    private void addOverriding(ObjectNode states) {
        boolean takesOverrides = !settings.overrides().isEmpty();
        states.set(GIVEN, areGiven(takesOverrides ? MERGE : REFUSE));
        states.set(REFUSE, refuse("States.JsonToString(%s)".formatted(GIVEN_OVERRIDES), rule()));
        if (!takesOverrides) {
            return;
        }
        ObjectNode merge = pass(COUNT);
        merge.putObject("Parameters")
                .put(
                        "Values.$",
                        "States.JsonMerge(%s.%s, %s, false)"
                                .formatted(JobRunState.JOB_RUN, JobRunState.OVERRIDES, GIVEN_OVERRIDES));
        states.set(MERGE, merge.put("ResultPath", MERGED));
        ObjectNode count = pass(CHECK);
        count.putObject("Parameters")
                .put("Value.$", "States.ArrayLength(%s.Values.*)".formatted(MERGED))
                .put("Values.$", MERGED + ".Values");
        states.set(COUNT, count.put("ResultPath", MERGED));
        states.set(CHECK, check());
        settings.overrides()
                .forEach((name, override) -> states.set(
                        refusal(override),
                        refuse(
                                "States.JsonToString(%s.Values.%s)".formatted(MERGED, name),
                                "'%s.%s' must be %s".formatted(INPUT, name, override.rule()))));
        ObjectNode take = pass(START);
        take.put("InputPath", MERGED + ".Values");
        states.set(TAKE, take.put("ResultPath", JobRunState.JOB_RUN + "." + JobRunState.OVERRIDES));
    }

    private String rule() {
        return settings.overrides().isEmpty()
                ? "'%s' must not be there, this job takes none".formatted(INPUT)
                : "'%s' must be an object with some of %s"
                        .formatted(INPUT, settings.overrides().keySet());
    }

    private ObjectNode areGiven(String next) {
        ObjectNode choice = Json.object().put("Type", "Choice");
        ArrayNode choices = choice.putArray("Choices");
        choices.addObject()
                .put("Variable", GIVEN_OVERRIDES)
                .put("IsPresent", false)
                .put("Next", START);
        choices.addObject().put("Variable", GIVEN_OVERRIDES).put("IsNull", true).put("Next", START);
        if (!next.equals(REFUSE)) {
            ObjectNode noObject = choices.addObject();
            ArrayNode either = noObject.putArray("Or");
            for (String type : List.of("IsString", "IsNumeric", "IsBoolean")) {
                either.addObject().put("Variable", GIVEN_OVERRIDES).put(type, true);
            }
            either.addObject().put("Variable", GIVEN_OVERRIDES + "[0]").put("IsPresent", true);
            noObject.put("Next", REFUSE);
        }
        return choice.put("Default", next);
    }

    /** An override that the job doesn't have makes one value more than there are overrides. */
    private ObjectNode check() {
        ObjectNode choice = Json.object().put("Type", "Choice");
        ArrayNode choices = choice.putArray("Choices");
        ObjectNode others = choices.addObject();
        others.putObject("Not")
                .put("Variable", MERGED + ".Value")
                .put("NumericEquals", settings.overrides().size());
        others.put("Next", REFUSE);
        settings.overrides()
                .values()
                .forEach(override -> choices.add(violation(override).put("Next", refusal(override))));
        return choice.put("Default", TAKE);
    }

    private static ObjectNode violation(JobRunOverride override) {
        String path = MERGED + ".Values." + override.name();
        ObjectNode rule = Json.object();
        if (override.isInteger()) {
            ArrayNode either = rule.putArray("Or");
            either.addObject().put("Variable", path).put("IsNumeric", false);
            either.addObject().put("Variable", path).put("NumericLessThan", override.minimum());
            either.addObject().put("Variable", path).put("NumericGreaterThan", override.maximum());
        } else if (override.pattern() != null) {
            ArrayNode either = rule.putArray("Or");
            either.addObject().putObject("Not").put("Variable", path).put("StringMatches", override.pattern());
            if (override.isPath()) {
                for (String upwards : JobRules.UPWARDS) {
                    either.addObject().put("Variable", path).put("StringMatches", upwards);
                }
            }
        } else {
            ArrayNode either = rule.putObject("Not").putArray("Or");
            override.allowedValues()
                    .forEach(value -> either.addObject().put("Variable", path).put("StringEquals", value));
        }
        return rule;
    }

    private static String refusal(JobRunOverride override) {
        return "Refuse Override " + override.name();
    }

    /** The rule may hold what an expression would have to escape, so the message is put together from the state. */
    private ObjectNode refuse(String got, String rule) {
        ObjectNode error = Json.object().put("Error", JobRunErrors.INVALID_OVERRIDE);
        error.put("Cause.$", "States.Format('%s, got: {}', %s)".formatted(escaped(rule), got));
        return failure(error);
    }

    /** As a text in single quotes within an intrinsic function. A token that the CDK resolves keeps its braces. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("'", "\\'")
                .replaceAll("\\{(?!Token\\[)", "\\\\{")
                .replaceAll("(?<!])}", "\\\\}");
    }

    private ObjectNode startJobRun() {
        ObjectNode task = Json.object()
                .put("Type", "Task")
                .put("Resource", Arns.shared("states", "emr-serverless:startJobRun.sync"));
        ObjectNode parameters = task.putObject("Parameters")
                .put("ApplicationId", settings.application().getApplicationId())
                .put("ExecutionRoleArn", settings.jobRole().getRoleArn())
                .put("Name", settings.name().name())
                // However often it is sent, EMR Serverless starts one job run for a token.
                .put("ClientToken.$", "States.Hash($$.Execution.Id, 'SHA-256')")
                .put("ExecutionTimeoutMinutes", settings.timeoutMinutes());
        parameters.set("JobDriver", settings.job().driver(state));
        if (!settings.configurations().isEmpty()) {
            parameters
                    .putObject("ConfigurationOverrides")
                    .set("ApplicationConfiguration", configurations(settings.configurations()));
        }
        task.putObject("ResultSelector")
                .put("ApplicationId.$", "$.ApplicationId")
                .put("JobRunId.$", "$.JobRunId");
        task.put("ResultPath", RESULT);
        catchAll(task, ERROR, CHECK_ERROR);
        return task.put("Next", settings.successTopic() == null ? SUCCEEDED : NOTIFY_SUCCESS);
    }

    private static ArrayNode configurations(List<EmrConfiguration> configurations) {
        ArrayNode array = Json.object().putArray("");
        for (EmrConfiguration configuration : configurations) {
            ObjectNode json = array.addObject().put("Classification", configuration.classification());
            configuration.properties().forEach(json.putObject("Properties")::put);
            if (!configuration.configurations().isEmpty()) {
                json.set("Configurations", configurations(configuration.configurations()));
            }
        }
        return array;
    }

    /** A job run that has ended is told with its id; anything else is the call. Only that is worth another try. */
    private static ObjectNode checkError() {
        ObjectNode choice = Json.object().put("Type", "Choice");
        ArrayNode choices = choice.putArray("Choices");
        choices.addObject()
                .put("Variable", ERROR + ".Cause")
                .put("StringMatches", "*\"JobRunId\"*")
                .put("Next", RUN_FAILED);
        ObjectNode again = choices.addObject();
        ArrayNode both = again.putArray("And");
        both.addObject().put("Variable", ATTEMPTS + ".Value").put("NumericLessThan", MAX_START_ATTEMPTS - 1);
        ArrayNode either = both.addObject().putArray("Or");
        for (String sign : List.of("*ThrottlingException*", "*Rate exceeded*", "*Status Code: 5*")) {
            either.addObject().put("Variable", ERROR + ".Cause").put("StringMatches", sign);
        }
        for (String sign : List.of("*InternalServerException", "*SdkClientException")) {
            either.addObject().put("Variable", ERROR + ".Error").put("StringMatches", sign);
        }
        again.put("Next", COUNT_ATTEMPT);
        return choice.put("Default", REJECTED);
    }

    private static ObjectNode countAttempt() {
        ObjectNode count = pass(BACK_OFF);
        count.putObject("Parameters")
                .put("Value.$", "States.MathAdd(%s.Value, 1)".formatted(ATTEMPTS))
                .put("BackOffSeconds.$", "States.MathRandom(10, 60)");
        return count.put("ResultPath", ATTEMPTS);
    }

    private static ObjectNode backOff() {
        return Json.object()
                .put("Type", "Wait")
                .put("SecondsPath", ATTEMPTS + ".BackOffSeconds")
                .put("Next", START);
    }

    private void addEnds(ObjectNode states) {
        if (settings.failureTopic() != null) {
            ObjectNode message = message().put("Error.$", "$.Error").put("Cause.$", "$.Cause");
            states.set(NOTIFY_FAILURE, notifyOf("failed", settings.failureTopic(), FAILED, message));
        }
        states.set(
                FAILED,
                Json.object().put("Type", "Fail").put("ErrorPath", "$.Error").put("CausePath", "$.Cause"));
        if (settings.successTopic() != null) {
            ObjectNode message =
                    message().put("ApplicationId.$", RESULT + ".ApplicationId").put("JobRunId.$", RESULT + ".JobRunId");
            states.set(NOTIFY_SUCCESS, notifyOf("succeeded", settings.successTopic(), SUCCEEDED, message));
        }
        states.set(SUCCEEDED, Json.object().put("Type", "Succeed"));
    }

    private ObjectNode message() {
        return Json.object().put("JobFunction", settings.name().toString()).put("Execution.$", "$$.Execution.Id");
    }

    private ObjectNode notifyOf(String outcome, ITopic topic, String next, ObjectNode message) {
        ObjectNode task = Json.object().put("Type", "Task").put("Resource", Arns.shared("states", "sns:publish"));
        task.putObject("Parameters")
                .put("TopicArn", topic.getTopicArn())
                .put("Subject", Notifications.subject("EMR Serverless job %s: %s".formatted(outcome, settings.name())))
                .set("Message", message);
        task.putNull("ResultPath");
        ObjectNode retrier = task.putArray("Retry").addObject();
        retrier.putArray("ErrorEquals").add("States.TaskFailed");
        retrier.put("IntervalSeconds", 2)
                .put("MaxAttempts", 5)
                .put("BackoffRate", 2)
                .put("JitterStrategy", "FULL");
        // That nobody was told is no failure of the job.
        catchAll(task, null, next);
        return task.put("Next", next);
    }

    /** From here on the state is nothing but the error. */
    private ObjectNode failure(ObjectNode error) {
        ObjectNode pass = pass(settings.failureTopic() == null ? FAILED : NOTIFY_FAILURE);
        pass.set("Parameters", error);
        return pass;
    }

    private static ObjectNode pass(String next) {
        return Json.object().put("Type", "Pass").put("Next", next);
    }

    private static void catchAll(ObjectNode task, @Nullable String resultPath, String next) {
        ObjectNode catcher = task.putArray("Catch").addObject();
        catcher.putArray("ErrorEquals").add("States.ALL");
        catcher.put("ResultPath", resultPath).put("Next", next);
    }
}
