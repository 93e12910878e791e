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
 * Tasks of EMR Serverless, as states for any chain of the CDK.
 *
 * <p>Without properties of their own, tasks leave the state as it is, and wait for the end of what they start:
 * {@code integrationPattern(IntegrationPattern.REQUEST_RESPONSE)} doesn't.
 *
 * <p>What creates an application or starts a job run has a client token, see {@link JobRunTask}: a retry finds what the first try has
 * started, and each iteration of a Map state starts what is its own.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr-serverless.html">Step Functions and EMR
 *     Serverless</a>
 */
public final class ServerlessTasks {
    private static final String APPLICATION_RULE = "StepFunctionsGetEventsForEMRServerlessApplicationRule";

    private ServerlessTasks() {}

    /**
     * Creates an application, and waits until it is created. The state then has its id, and tasks behind this one use {@link
     * CreateApplicationTask#getApplication}. Where nothing deletes it, it stays: it costs nothing while it is stopped. Its texts may be references;
     * the CDK's {@code Tags} don't reach it, {@link ServerlessApplication.Builder#tags} do.
     *
     * @param application what it is to be: scope and id are the task's. It takes no {@code stopBeforeChanges}
     * @throws IllegalArgumentException when a property is missing or out of bounds, or two don't fit each other
     */
    public static CreateApplicationTask createApplication(ServerlessApplication.Builder application) {
        return Validation.required("application", application).task();
    }

    /** Starts an application, its initial capacity too, and waits until it is started. */
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

    /** Stops an application and waits until it is stopped; fails when job runs of it have not ended. */
    public static ServerlessTask stopApplication(Construct scope, String id, TaskApplication application) {
        return stopApplication(scope, id, application, TaskCall.DISCARD_RESULT);
    }

    /** Stops an application; fails when job runs of it have not ended. */
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

    /** Deletes an application that is stopped, and waits until it is gone. */
    public static ServerlessTask deleteApplication(Construct scope, String id, TaskApplication application) {
        return deleteApplication(scope, id, application, TaskCall.DISCARD_RESULT);
    }

    /** Deletes an application that is stopped. */
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
     * Runs a job with the settings {@link JobRunSettings#batch}, and waits until it has succeeded; fails when it fails or is cancelled.
     *
     * @see #startJobRun(Construct, String, TaskApplication, ServerlessJobRole, ServerlessJob, JobRunSettings, TaskStateBaseProps)
     */
    public static JobRunTask startJobRun(
            Construct scope, String id, TaskApplication application, ServerlessJobRole jobRole, ServerlessJob job) {
        return startJobRun(scope, id, application, jobRole, job, JobRunSettings.batch(), TaskCall.DISCARD_RESULT);
    }

    /**
     * Runs a job. The task's result is {@code {"ApplicationId": …, "JobRunId": …}} and more. When an execution is stopped while it
     * waits, the job run is cancelled. References in job and settings are to the state's input. A job that takes overrides needs what checks
     * them: a {@link ServerlessJobFunction}.
     *
     * @throws IllegalArgumentException when the job has overrides, isn't for the application, or the application can't assume
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
                        "'jobRole' %s is for other applications only, which an application that is created by an execution can't be: leave out its 'applications'"
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
     * Cancels a job run and waits until it is cancelled; fails when it has ended before.
     *
     * @param jobRunIdPath where the state has the job run's id, such as {@code $.Job.JobRunId}
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
     * Executes a job function with the state as its input, overrides included, and waits until its job has succeeded. The state
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
     * Executes a job function with the state, or what {@code inputPath} chooses of it, as its input. The task's result is {@code {"ApplicationId": …, "JobRunId": …}};
     * {@code {"ExecutionArn": …}} and more if it doesn't wait.
     *
     * @throws IllegalArgumentException when the properties ask for a task token, which no job function sends back
     */
    public static ServerlessTask runJobFunction(
            Construct scope, String id, IServerlessJobFunction jobFunction, TaskStateBaseProps props) {
        return jobTask(scope, id, jobFunction, null, props);
    }

    /**
     * The same under a name.
     *
     * @param name of the execution, 1 to 80 characters without white space and most punctuation: a text, or a reference such as {@code
     *     JsonPath.stringAt("$.Run")}. Step Functions knows a name for 90 days, and a second execution of it fails the task
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
