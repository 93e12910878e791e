package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.CleanUp;
import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.NotificationAccess;
import io.github.emrlaunch.core.internal.OwnStateMachine;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.StackParameters;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.StateMachineLogs;
import io.github.emrlaunch.core.internal.UniqueNames;
import io.github.emrlaunch.core.internal.UniqueNames.Name;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.ExecutionEnd;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.ServerlessJobFunctionDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.LogLevel;
import software.constructs.Construct;

/**
 * A state machine that runs a job on an application of EMR Serverless each time it is executed, and waits until it has ended.
 * Deploying it runs no job. Its definition is stored in Parameter Store as {@code /emr_launch/serverless_job_functions/NAMESPACE/NAME}. The
 * state
 * machine is named {@code serverless_NAMESPACE_NAME}.
 *
 * <p>The input of an execution is a JSON object. It may have overrides, by the names that the job defines:
 *
 * <pre>{@code
 * {"JobRunOverrides": {"Input": "s3://data/in/monday.csv", "Executors": 4}}
 * }</pre>
 *
 * <p>The output is the input with two more members: the values of all overrides at {@code $.JobRun.Overrides}, and
 * {@code ApplicationId} and {@code JobRunId} at {@code $.JobRunResult}. An execution starts one job run, however often the request is
 * repeated. If it is
 * stopped, the job run is cancelled.
 */
public final class ServerlessJobFunction extends Resource implements IServerlessJobFunction {
    private static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:emr-serverless:.*/jobruns/\\*",
                    "The id of a job run is not known in advance. It is one of this application"),
            KeyAccess.FINDING,
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Action::kms:GenerateDataKey\\*",
                    "SNS requests a data key with either of two operations"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::\\*",
                    "Step Functions delivers logs and traces by services that do not support resource-level permissions"));

    private final String stateMachineArn;
    private final ServerlessJobFunctionDefinition definition;
    private @Nullable IStateMachine stateMachine;

    private ServerlessJobFunction(Builder builder) {
        super(builder.scope, builder.id);
        JobFunctionSettings settings = builder.settings();
        IRole jobRole = settings.run().role();
        settings.job().deploy(this, jobRole);
        CodeProtection.runs(
                this,
                "the settings of job function '%s'".formatted(settings.name()),
                ApplicationRules.codeUris(settings.run().settings().configurations()));
        settings.application().grantWriteLogs(jobRole);
        settings.run().settings().grant(this, jobRole);
        StateMachineLogs logs = StateMachineLogs.create(
                this, settings.stateMachineName(), settings.logLevel(), FunctionSettings.of(this));
        String states = new JobStateMachine(settings).toJson();
        StackParameters.requireNoSecret(this, "The state machine", states);
        CfnStateMachine machine = CfnStateMachine.Builder.create(this, "StateMachine")
                .stateMachineName(settings.stateMachineName())
                .definitionString(states)
                .roleArn(role(settings, logs).getAttrArn())
                .loggingConfiguration(logs.configuration())
                .tracingConfiguration(CfnStateMachine.TracingConfigurationProperty.builder()
                        .enabled(logs.tracing())
                        .build())
                .build();
        CdkNag.suppressAtFirst(
                machine, logs.findings("A job is one call and a wait, and its history shows them with their times"));
        getNode().setDefaultChild(machine);
        stateMachineArn = machine.getRef();
        NotificationAccess.explain(this, settings.notifications());
        CleanUp.notifyOfEnds(
                this,
                new CleanUp.Machine(
                        settings.stateMachineName(),
                        stateMachineArn,
                        ExecutionEnd.Kind.JOB_FUNCTION,
                        settings.name().toString(),
                        settings.notifications()));
        definition = definition(settings, stateMachineArn);
        DefinitionParameter.store(this, "Definition", definition);
        ProductTags.add(this);
    }

    /** Creates the role of the state machine: it passes one role to one application, and notifies. */
    private CfnRole role(JobFunctionSettings settings, StateMachineLogs logs) {
        List<Map<String, Object>> statements = new ArrayList<>(settings.run()
                .statements(settings.application().getApplicationArn(), JobRules.facts(settings.application()), true));
        statements.addAll(NotificationAccess.statements(settings.notifications()));
        statements.addAll(logs.statements());
        return Policies.role(this, "Role", "states.amazonaws.com", "RunJob", statements, FINDINGS);
    }

    private static ServerlessJobFunctionDefinition definition(JobFunctionSettings settings, String stateMachineArn) {
        ITopic successTopic = settings.notifications().getSuccessTopic();
        ITopic failureTopic = settings.notifications().getFailureTopic();
        return new ServerlessJobFunctionDefinition(
                settings.name().name(),
                settings.name().namespace(),
                settings.description(),
                settings.application().getApplicationId(),
                settings.run().role().getRoleArn(),
                settings.job().entryPoint(new JobReferences(JobReferences.EXECUTION_INPUT)),
                settings.overrides(),
                successTopic == null ? null : successTopic.getTopicArn(),
                failureTopic == null ? null : failureTopic.getTopicArn(),
                stateMachineArn,
                Json.object());
    }

    /**
     * Loads a job function of the default namespace during synthesis.
     *
     * @throws io.github.emrlaunch.definitions.ServerlessJobFunctionNotFoundException when no job function has this name
     * @see #fromStoredJobFunction(Construct, String, String, String)
     */
    public static IServerlessJobFunction fromStoredJobFunction(Construct scope, String id, String jobFunctionName) {
        return fromStoredJobFunction(scope, id, jobFunctionName, DefinitionName.DEFAULT_NAMESPACE);
    }

    /**
     * Loads a job function during synthesis, either from the folder in the context key {@code emr-launch:definitions-directory}
     * or from Parameter Store in the stack's region, with the default credentials.
     *
     * @throws io.github.emrlaunch.definitions.ServerlessJobFunctionNotFoundException when no job function has this name
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException when the stored document is not a job function
     */
    public static IServerlessJobFunction fromStoredJobFunction(
            Construct scope, String id, String jobFunctionName, String namespace) {
        return Validation.at(scope, id, () -> {
            DefinitionName name = Validation.name(namespace, "jobFunctionName", jobFunctionName);
            return new StoredServerlessJobFunction(
                    scope, id, StoredDefinitions.get(scope, DefinitionType.SERVERLESS_JOB_FUNCTION, name));
        });
    }

    @Override
    public IStateMachine getStateMachine() {
        if (stateMachine == null) {
            stateMachine = OwnStateMachine.of(this, "JobStateMachine", stateMachineArn);
        }
        return stateMachine;
    }

    @Override
    public ServerlessJobFunctionDefinition getDefinition() {
        return definition;
    }

    /**
     * A builder of job functions. Required: {@link #jobFunctionName}, {@link #application}, {@link #jobRole} and {@link #job}.
     */
    public static final class Builder {
        private static final int MAX_STATE_MACHINE_NAME = 80;

        private final Construct scope;
        private final String id;
        private @Nullable String jobFunctionName;
        private String namespace = DefinitionName.DEFAULT_NAMESPACE;
        private @Nullable String description;
        private @Nullable IServerlessApplication application;
        private @Nullable IRole role;
        private @Nullable ServerlessJobRole jobRole;
        private @Nullable ServerlessJob job;
        private JobRunSettings runSettings = JobRunSettings.batch();
        private Notifications notifications = Notifications.none();
        private LogLevel logLevel = LogLevel.ERROR;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Creates a builder of a job function in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The name within the namespace: letters, digits, {@code _}, {@code .} and {@code -}. It is also the name of job runs. Namespace
         * and name
         * form the state machine's name, which has at most 80 characters.
         */
        public Builder jobFunctionName(String jobFunctionName) {
            this.jobFunctionName = jobFunctionName;
            return this;
        }

        /** The namespace, with the same characters as the name. Default: {@code default}. */
        public Builder namespace(String namespace) {
            this.namespace = namespace;
            return this;
        }

        /** The description. Default: none. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /** The application that runs the job. */
        public Builder application(IServerlessApplication application) {
            this.application = application;
            return this;
        }

        /** The runtime role of the job. */
        public Builder jobRole(ServerlessJobRole jobRole) {
            this.jobRole = jobRole;
            this.role = null;
            return this;
        }

        /** The runtime role of the job: any role, which must trust {@code emr-serverless.amazonaws.com}. */
        public Builder jobRole(IRole jobRole) {
            this.jobRole = null;
            this.role = jobRole;
            return this;
        }

        /** The job. */
        public Builder job(ServerlessJob job) {
            this.job = job;
            return this;
        }

        /**
         * The settings of each run: timeout, attempts, name, tags, permissions, configurations and logs. References in them read the
         * execution's input. Default: those of {@link JobRunSettings#batch}.
         */
        public Builder runSettings(JobRunSettings runSettings) {
            this.runSettings = runSettings;
            return this;
        }

        /** The targets that are notified when an execution succeeds or fails. Default: none. */
        public Builder notifications(Notifications notifications) {
            this.notifications = notifications;
            return this;
        }

        /**
         * The events of executions that are sent, with their data, to the log group
         * {@code /aws/vendedlogs/states/serverless_NAMESPACE_NAME}. Default: {@link LogLevel#ERROR}.
         */
        public Builder logLevel(LogLevel logLevel) {
            this.logLevel = logLevel;
            return this;
        }

        /**
         * Adds the job function to the scope. The job's role is allowed to read the job's code, and to write the logs of the
         * application.
         *
         * @throws IllegalArgumentException when a property is missing or out of bounds, a name is too long, two overrides have
         *     one name, the application does not support the job, or the application cannot assume the role
         */
        public ServerlessJobFunction build() {
            return Validation.build(scope, id, this, this::check, ServerlessJobFunction::new);
        }

        private void check() {
            JobFunctionSettings settings = settings();
            Validation.requireLength("The state machine", settings.stateMachineName(), MAX_STATE_MACHINE_NAME);
            JobRules.requireFit(settings.application(), settings.job(), runSettings);
            JobRules.requireAssumable(settings.run().role(), settings.application(), jobRole);
            // The ARN of the state machine is a token, which does not count.
            ServerlessJobFunctionDefinition stored = definition(settings, "");
            DefinitionParameter.requireStorable(stored);
            Stacks.use(scope, "application", settings.application());
            Stacks.requireSameAccount(scope, "jobRole", settings.run().role());
            Stacks.useReferences(scope, "The job function", stored.toJson());
            UniqueNames.of(scope)
                    .claim(
                            scope,
                            id,
                            List.of(
                                    Name.of(DefinitionType.SERVERLESS_JOB_FUNCTION, settings.name()),
                                    Name.ofStateMachine(settings.stateMachineName())));
        }

        private JobFunctionSettings settings() {
            ServerlessJob theJob = Validation.required("job", job);
            return new JobFunctionSettings(
                    Validation.name(namespace, "jobFunctionName", jobFunctionName),
                    description,
                    Validation.required("application", application),
                    new JobRunCall(
                            Validation.required("jobRole", jobRole == null ? role : jobRole.getRole()),
                            theJob,
                            runSettings),
                    JobRules.byName(theJob.overrides()),
                    notifications,
                    logLevel);
        }
    }
}
