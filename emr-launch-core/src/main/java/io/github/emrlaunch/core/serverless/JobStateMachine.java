package io.github.emrlaunch.core.serverless;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.ArgumentConditions;
import io.github.emrlaunch.core.internal.OverrideConditions;
import io.github.emrlaunch.core.internal.states.InputNames;
import io.github.emrlaunch.core.internal.states.NotificationStates;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.ExecutionEnd;
import io.github.emrlaunch.definitions.ExecutionEnd.Kind;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.ValueType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The state machine of a job function. It checks the overrides itself, so that no Lambda function has to start before the job. All
 * variables have a value from the first state on:
 *
 * <ul>
 *   <li>{@code overrides}: the values of all overrides by name, including defaults;
 *   <li>{@code violation}: the violation of the overrides in the input, empty if they are allowed;
 *   <li>{@code attempts}: the number of failed requests for the job run;
 *   <li>{@code jobRunId}: null until it is known;
 *   <li>{@code error}: the error and cause of the execution, as {@code {"Error", "Cause"}}.
 * </ul>
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr-serverless.html">Step Functions and EMR
 *     Serverless</a>
 */
final class JobStateMachine {
    /** The member of the execution's input that has the overrides. */
    static final String INPUT = "JobRunOverrides";

    /** The variable with the values of all overrides. */
    static final String OVERRIDES = "overrides";

    private static final String CHECK = "Check Overrides";
    private static final String READ = "Read Overrides";
    private static final String ALLOWED = "Overrides Allowed?";
    private static final String RUN = "Run Job";
    private static final String ENDED = "Job Run Failed?";
    private static final String BACK_OFF = "Wait before Retry";
    private static final String FAILED = "Job Failed";
    private static final String SUCCEEDED = "Job Succeeded";

    /** The state that the refusal of an application names while it stops. */
    private static final String STOPPING = "STOPPING";

    private static final int MAX_ATTEMPTS = 6;
    private static final int BACK_OFF_SECONDS = 10;

    /** The time of an execution in addition to that of the job: twelve hours in the queue, the start of the application, and polling. */
    private static final int QUEUE_AND_START_SECONDS = 13 * 60 * 60;

    /** The longest time that Step Functions lets an execution run: a year. */
    private static final int MAX_SECONDS = 365 * 24 * 60 * 60;

    private final JobFunctionSettings settings;

    JobStateMachine(JobFunctionSettings settings) {
        this.settings = settings;
    }

    String toJson() {
        StateMachineText machine = StateMachineText.machine(
                        "Runs the job %s on EMR Serverless".formatted(settings.name()), timeoutSeconds())
                .add(CHECK, check());
        NotificationStates notify = new NotificationStates(
                settings.notifications(), Kind.JOB_FUNCTION, settings.name().toString());
        Map<String, String> work =
                Map.of(ExecutionEnd.APPLICATION_ID, applicationId(), ExecutionEnd.JOB_RUN_ID, "$jobRunId");
        String failed = notify.addFailure(machine, "", "$error", work, FAILED);
        String succeeded = notify.addSuccess(machine, work, SUCCEEDED);
        return machine.add(ALLOWED, allowed(failed))
                .add(RUN, run().next(succeeded))
                .add(ENDED, ended(failed))
                .add(BACK_OFF, backOff())
                .add(FAILED, StateText.fail("$error.Error", "$error.Cause"))
                .add(SUCCEEDED, StateText.succeed().output(output()))
                .toJson();
    }

    /** Longer than all attempts of the job, so that the timeout of EMR Serverless is reached first. */
    private int timeoutSeconds() {
        JobRunSettings run = settings.run().settings();
        long seconds = (long) run.timeoutMinutes() * 60 * run.maxAttempts() + QUEUE_AND_START_SECONDS;
        return run.timeoutMinutes() == 0 ? MAX_SECONDS : (int) Math.min(seconds, MAX_SECONDS);
    }

    /** A Parallel state with one branch, because a Pass state cannot catch errors that the input causes in an expression. */
    private StateText check() {
        StateText read = StateText.pass().output(readOverrides()).end();
        return StateText.parallel(List.of(StateMachineText.branch().add(READ, read)))
                .output("$states.input")
                .assign(variables("$states.result[0].Overrides", "$states.result[0].Violation"))
                .catchAll(
                        ALLOWED,
                        variables(
                                "{}",
                                "'The input cannot be read: ' & ($exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : '')"))
                .next(ALLOWED);
    }

    private static ObjectNode variables(String overrides, String violation) {
        return Json.object()
                .put(OVERRIDES, expression(overrides))
                .put("violation", expression(violation))
                .put("attempts", 0)
                .putNull("jobRunId");
    }

    private String readOverrides() {
        ObjectNode defaults = Json.object();
        settings.overrides().forEach((name, rule) -> defaults.set(name, rule.defaultValue()));
        String violation = OverrideConditions.violation(INPUT, settings.overrides(), "$given");
        List<String> wrongs = wrongArguments();
        if (!wrongs.isEmpty()) {
            violation =
                    "($violation := %s; $violation != '' ? $violation : ($wrong := $filter([%s], function($one) {$one != ''})[0]; $exists($wrong) ? $wrong : ''))"
                            .formatted(violation, String.join(", ", wrongs));
        }
        return ("($isObject := $type($states.input) = 'object'; "
                        + "$input := $isObject ? $lookup($states.input, '%1$s') : null; "
                        + "$given := $exists($input) ? ($input = null ? {} : $input) : {}; "
                        + "$names := $isObject ? %4$s : ''; "
                        + "$violation := $isObject ? ($names != '' ? $names : %2$s) : 'The input must be an object, such as {\"%1$s\": {}}'; "
                        + "{'Violation': $violation, 'Overrides': $violation = '' ? $merge([%3$s, $given]) : {}})")
                .formatted(
                        INPUT,
                        violation,
                        quote(defaults),
                        InputNames.violation(List.of(INPUT), "$states.input", "job function"));
    }

    /**
     * Returns expressions for violations of arguments among the overrides. Values that the author lists, and their prefixes, are not
     * checked.
     */
    private List<String> wrongArguments() {
        List<JobText> arguments = settings.job().arguments();
        List<String> fixed =
                arguments.stream().map(JobText::fixed).filter(Objects::nonNull).toList();
        return arguments.stream()
                .flatMap(argument -> argument.overrides().stream())
                .filter(rule -> rule.valueType() == ValueType.STRING
                        && rule.allowedValues().isEmpty()
                        && rule.prefix() == null)
                .map(rule -> wrongArgument(rule.target(), fixed))
                .distinct()
                .toList();
    }

    private static String wrongArgument(String name, List<String> fixed) {
        return "($value := $lookup($given, %s); $wrong := $exists($value) ? (%s'') : ''; $wrong = '' ? '' : %s & $wrong)"
                .formatted(
                        text(name),
                        ArgumentConditions.wrongs("$value", null, fixed).collect(Collectors.joining()),
                        text("'%s.%s' ".formatted(INPUT, name)));
    }

    private static String text(String text) {
        return quote(TextNode.valueOf(text));
    }

    private static StateText allowed(String failed) {
        ObjectNode error =
                Json.object().put("Error", JobRunErrors.INVALID_OVERRIDE).put("Cause", expression("$violation"));
        return StateText.choice()
                .when("$violation != ''", failed, Json.object().set("error", error))
                .otherwise(RUN);
    }

    private StateText run() {
        ObjectNode arguments = Json.object()
                .put("ApplicationId", settings.application().getApplicationId())
                // EMR Serverless starts one job run for a token, however often it is sent. A redriven execution
                // starts another one.
                .put(
                        "ClientToken",
                        expression(
                                "$hash($string([$states.context.Execution.Id, $states.context.Execution.RedriveCount]), 'SHA-256')"));
        arguments.setAll(
                settings.run().arguments(settings.name().name(), new JobReferences(JobReferences.EXECUTION_INPUT)));
        return StateText.task("emr-serverless:startJobRun.sync", arguments)
                .assign(Json.object().put("jobRunId", expression("$states.result.JobRunId")))
                .catchAll(
                        ENDED,
                        Json.object()
                                .put("attempts", expression("$attempts + 1"))
                                .set("error", StateText.caughtError()),
                        // For expressions of users in the next attempt.
                        "$states.input");
    }

    /**
     * The cause of a failed job run is its description. Any other error is one of the call, and only a transient one is
     * retried. An application that stops itself refuses job runs with a ValidationException until it is stopped: only the
     * text distinguishes that from a permanent error. A Retry field could not distinguish them: the names of EMR Serverless'
     * errors in Step Functions are not documented, and a failed job run is States.TaskFailed, which also matches all others.
     */
    private static StateText ended(String failed) {
        ObjectNode jobRunFailed = Json.object()
                .put(
                        "jobRunId",
                        expression("($id := $match($error.Cause, /\"JobRunId\" *: *\"([^\"]+)\"/, 1)[0].groups[0]; "
                                + "$exists($id) ? $id : null)"));
        jobRunFailed
                .putObject("error")
                .put("Error", JobRunErrors.JOB_RUN_FAILED)
                .put("Cause", expression("$error.Cause"));
        String isTransient = Stream.concat(
                        Stream.of("ThrottlingException", "Rate exceeded", "Status Code: 5", STOPPING)
                                .map(sign -> "$contains($error.Cause, '%s')".formatted(sign)),
                        Stream.of("InternalServerException", "SdkClientException")
                                .map(name -> "$contains($error.Error, '%s')".formatted(name)))
                .collect(Collectors.joining(" or "));
        return StateText.choice()
                .when("$contains($error.Cause, '\"JobRunId\"')", failed, jobRunFailed)
                .when("$attempts < %d and (%s)".formatted(MAX_ATTEMPTS, isTransient), BACK_OFF)
                .otherwise(failed);
    }

    /** Waits a random time, whose maximum doubles with each attempt. */
    private static StateText backOff() {
        return StateText.waitSeconds("1 + $floor($random() * %d * $power(2, $attempts))".formatted(BACK_OFF_SECONDS))
                .next(RUN);
    }

    private String output() {
        return ("$merge([$states.context.Execution.Input, {'JobRun': {'Overrides': $overrides}, "
                        + "'JobRunResult': {'ApplicationId': %s, 'JobRunId': $jobRunId}}])")
                .formatted(applicationId());
    }

    private String applicationId() {
        return quote(TextNode.valueOf(settings.application().getApplicationId()));
    }
}
