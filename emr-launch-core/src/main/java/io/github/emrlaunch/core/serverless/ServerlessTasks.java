package io.github.emrlaunch.core.serverless;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.internal.states.TaskPaths;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * Task states for EMR Serverless, for any CDK chain.
 *
 * <p>By default, the output of a task is its input, and the task waits until its action is complete:
 * {@code integrationPattern(IntegrationPattern.REQUEST_RESPONSE)} does not wait.
 *
 * <p>Tasks that create an application or start a job run have a client token, see {@link JobRunTask}: a retry finds the resource of the
 * first
 * attempt, and each iteration of a Map state starts its own.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr-serverless.html">Step Functions and EMR
 *     Serverless</a>
 */
public final class ServerlessTasks {
    private static final String APPLICATION_RULE = "StepFunctionsGetEventsForEMRServerlessApplicationRule";

    private ServerlessTasks() {}

    /**
     * Creates an application, and waits until it is created. The state then has its id, and tasks after this one use {@link
     * CreateApplicationTask#getApplication}. Unless it is deleted, it remains. It incurs no costs while it is stopped. Its strings may be
     * references.
     * The CDK's {@code Tags} do not apply to it, {@link ServerlessApplication.Builder#tags} do.
     *
     * @param application the builder of the application, whose scope and id are those of the task. It must not set {@code
     * stopBeforeChanges}
     * @throws IllegalArgumentException when a property is missing or out of bounds, or two conflict
     */
    public static CreateApplicationTask createApplication(ServerlessApplication.Builder application) {
        return Validation.required("application", application).task();
    }

    /** Starts an application and its initial capacity, and waits until it is started. */
    public static ServerlessTask startApplication(Construct scope, String id, TaskApplication application) {
        return startApplication(scope, id, application, TaskCall.DISCARD_RESULT);
    }

    /** Starts an application. */
    public static ServerlessTask startApplication(
            Construct scope, String id, TaskApplication application, TaskStateBaseProps props) {
        return ofApplication(
                scope,
                id,
                "startApplication",
                application,
                props,
                List.of("emr-serverless:StartApplication"),
                List.of("emr-serverless:GetApplication", "emr-serverless:StopApplication"));
    }

    /** Stops an application and waits until it is stopped. The task fails when it has active job runs. */
    public static ServerlessTask stopApplication(Construct scope, String id, TaskApplication application) {
        return stopApplication(scope, id, application, TaskCall.DISCARD_RESULT);
    }

    /** Stops an application. The task fails when it has active job runs. */
    public static ServerlessTask stopApplication(
            Construct scope, String id, TaskApplication application, TaskStateBaseProps props) {
        return ofApplication(
                scope,
                id,
                "stopApplication",
                application,
                props,
                List.of("emr-serverless:StopApplication"),
                List.of("emr-serverless:GetApplication"));
    }

    /** Deletes a stopped application, and waits until it is deleted. */
    public static ServerlessTask deleteApplication(Construct scope, String id, TaskApplication application) {
        return deleteApplication(scope, id, application, TaskCall.DISCARD_RESULT);
    }

    /** Deletes a stopped application. */
    public static ServerlessTask deleteApplication(
            Construct scope, String id, TaskApplication application, TaskStateBaseProps props) {
        return ofApplication(
                scope,
                id,
                "deleteApplication",
                application,
                props,
                List.of("emr-serverless:DeleteApplication"),
                List.of("emr-serverless:GetApplication"));
    }

    private static ServerlessTask ofApplication(
            Construct scope,
            String id,
            String action,
            TaskApplication application,
            TaskStateBaseProps props,
            List<String> calling,
            List<String> waiting) {
        List<String> actions = new ArrayList<>(calling);
        List<Map<String, Object>> statements = new ArrayList<>();
        if (TaskCall.waits(props)) {
            actions.addAll(waiting);
            statements.add(TaskCall.allowManagedRule(APPLICATION_RULE));
        }
        statements.add(
                0,
                Policies.allow(
                        actions, Validation.required("application", application).arn()));
        return new ServerlessTask(
                scope,
                id,
                new TaskCall(serverless(action, props), application.arguments(TaskPaths.root(props)), statements),
                props);
    }

    /**
     * Runs a job with the settings {@link JobRunSettings#batch}, and waits until it has succeeded. The task fails when the job fails or is
     * cancelled.
     *
     * @see #startJobRun(Construct, String, TaskApplication, ServerlessJobRole, ServerlessJob, JobRunSettings, TaskStateBaseProps)
     */
    public static JobRunTask startJobRun(
            Construct scope, String id, TaskApplication application, ServerlessJobRole jobRole, ServerlessJob job) {
        return startJobRun(scope, id, application, jobRole, job, JobRunSettings.batch(), TaskCall.DISCARD_RESULT);
    }

    /**
     * Runs a job. The task's result is {@code {"ApplicationId": …, "JobRunId": …}} and more. If the execution is stopped while it
     * waits, the job run is cancelled. References in job and settings read the state's input. A job with overrides needs states that check
     * them: use a {@link ServerlessJobFunction}.
     *
     * @throws IllegalArgumentException when the job has overrides, does not match the application, or the application cannot assume
     *     the role
     */
    public static JobRunTask startJobRun(
            Construct scope,
            String id,
            TaskApplication application,
            ServerlessJobRole jobRole,
            ServerlessJob job,
            JobRunSettings settings,
            TaskStateBaseProps props) {
        return Validation.at(scope, id, () -> {
            IRole role = Validation.required("jobRole", jobRole).getRole();
            JobRunCall run =
                    new JobRunCall(role, Validation.required("job", job), Validation.required("settings", settings));
            IServerlessApplication known =
                    Validation.required("application", application).known();
            Stacks.requireSameAccount(scope, "jobRole", role);
            Stacks.useReferences(scope, "'jobRole'", TextNode.valueOf(role.getRoleArn()));
            JobRules.requireFit(job, settings);
            if (known != null) {
                Stacks.use(scope, "application", known);
                JobRules.requireFit(known, job, settings);
                JobRules.requireAssumable(role, known, jobRole);
                known.grantWriteLogs(role);
            }
            ApplicationFacts facts = application.facts();
            if (known == null && facts != null) {
                JobRules.requireFit(facts, job, settings);
                facts.monitoring().grantWrite(scope, role);
            }
            if (application.isNew() && !jobRole.isForAny()) {
                throw new IllegalArgumentException(
                        "'jobRole' %s is for named applications only, and an application that an execution creates can't be one of them: remove its 'applications'"
                                .formatted(jobRole.getNode().getPath()));
            }
            JobRules.requireFixed(job);
            job.deploy(scope, role);
            CodeProtection.runs(
                    scope,
                    "the settings of job '%s'".formatted(id),
                    ApplicationRules.codeUris(settings.configurations()));
            settings.grant(scope, role);
            boolean waits = TaskCall.waits(props);
            ObjectNode arguments = application.arguments(TaskPaths.root(props));
            arguments.setAll(run.arguments(id, new JobReferences(TaskPaths.root(props))));
            arguments.put("ClientToken", ClientToken.of(arguments));
            return new JobRunTask(
                    scope,
                    id,
                    new TaskCall(
                            serverless("startJobRun", props),
                            arguments,
                            run.statements(application.arn(), facts, waits)),
                    props);
        });
    }

    /**
     * Cancels a job run and waits until it is cancelled. The task fails when the job run has already ended.
     *
     * @param jobRunIdPath the path of the job run's id in the state, such as {@code $.Job.JobRunId}
     */
    public static ServerlessTask cancelJobRun(
            Construct scope, String id, TaskApplication application, String jobRunIdPath) {
        return cancelJobRun(scope, id, application, jobRunIdPath, TaskCall.DISCARD_RESULT);
    }

    /** Cancels a job run. */
    public static ServerlessTask cancelJobRun(
            Construct scope, String id, TaskApplication application, String jobRunIdPath, TaskStateBaseProps props) {
        ObjectNode arguments = Validation.required("application", application)
                .arguments(TaskPaths.root(props))
                .put(
                        "JobRunId",
                        Reference.atPath(
                                        "jobRunIdPath",
                                        Validation.required("jobRunIdPath", jobRunIdPath),
                                        TaskPaths.root(props))
                                .inState());
        List<Map<String, Object>> statements = new ArrayList<>();
        String jobRuns = application.arn() + "/jobruns/*";
        statements.add(Policies.allow(List.of("emr-serverless:CancelJobRun"), jobRuns));
        if (TaskCall.waits(props)) {
            statements.add(Policies.allow(List.of("emr-serverless:GetJobRun"), jobRuns));
            statements.add(TaskCall.allowManagedRule(JobRunCall.RULE));
        }
        return new ServerlessTask(
                scope, id, new TaskCall(serverless("cancelJobRun", props), arguments, statements), props);
    }

    /**
     * Executes a job function with the state as its input, including overrides, and waits until its job has succeeded. The state
     * then has {@code ApplicationId} and {@code JobRunId} at {@code $.JobRunResult}.
     */
    public static ServerlessTask runJobFunction(Construct scope, String id, IServerlessJobFunction jobFunction) {
        return runJobFunction(
                scope,
                id,
                jobFunction,
                TaskStateBaseProps.builder().resultPath("$.JobRunResult").build());
    }

    /**
     * Executes a job function with the state, or the part that {@code inputPath} selects, as its input. The task's result is {@code
     * {"ApplicationId": …, "JobRunId": …}}.
     * A task that does not wait returns {@code {"ExecutionArn": …}} and more.
     *
     * @throws IllegalArgumentException when the properties request a task token, which a job function never returns
     */
    public static ServerlessTask runJobFunction(
            Construct scope, String id, IServerlessJobFunction jobFunction, TaskStateBaseProps props) {
        return jobTask(scope, id, jobFunction, null, props);
    }

    /**
     * Executes a job function by an execution with this name.
     *
     * @param name the name of the execution, 1 to 80 characters without white space and most punctuation: a string, or a reference such as
     * {@code
     *     JsonPath.stringAt("$.Run")}. Step Functions reserves a name for 90 days, and a second execution with it fails the task
     */
    public static ServerlessTask runJobFunction(
            Construct scope, String id, IServerlessJobFunction jobFunction, String name, TaskStateBaseProps props) {
        return jobTask(scope, id, jobFunction, Validation.required("name", name), props);
    }

    private static ServerlessTask jobTask(
            Construct scope,
            String id,
            IServerlessJobFunction jobFunction,
            @Nullable String name,
            TaskStateBaseProps props) {
        return Validation.at(scope, id, () -> {
            Stacks.use(scope, "jobFunction", Validation.required("jobFunction", jobFunction));
            ObjectNode arguments = Json.object()
                    .put("StateMachineArn", jobFunction.getStateMachine().getStateMachineArn())
                    .put("Input", expression(TaskPaths.root(Validation.required("props", props))));
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("ApplicationId.$", "$.Output.JobRunResult.ApplicationId");
            result.put("JobRunId.$", "$.Output.JobRunResult.JobRunId");
            return new ServerlessTask(
                    scope,
                    id,
                    TaskCall.execute(scope, id, arguments, JobRunCall.executions(jobFunction), name, props),
                    props,
                    TaskCall.waits(props) ? result : null);
        });
    }

    private static String serverless(String action, TaskStateBaseProps props) {
        return TaskCall.integration("emr-serverless:" + action, props);
    }
}
