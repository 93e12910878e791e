package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.Notifications;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.StateMachineLogs;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.ServerlessJobFunctionDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.LogLevel;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * A state machine that runs a job on an application of EMR Serverless each time it is executed, and waits until it has ended.
 * Deploying it runs nothing. Stored in Parameter Store as {@code /emr_launch/serverless_job_functions/NAMESPACE/NAME}; the state
 * machine is named {@code serverless_NAMESPACE_NAME}.
 *
 * <p>An execution takes a JSON object. What the job allows to say, it may say by name:
 *
 * <pre>{@code
 * {"JobRunOverrides": {"Input": "s3://data/in/monday.csv", "Executors": 4}}
 * }</pre>
 *
 * <p>and gives back its input with two members more: what the job ran with at {@code $.JobRun}, and {@code ApplicationId} and
 * {@code JobRunId} at {@code $.JobRunResult}. An execution starts one job run, however often it has to ask for it. When it is
 * stopped, the job run is cancelled.
 */
public final class ServerlessJobFunction extends Construct implements IServerlessJobFunction {
    private static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:emr-serverless:.*/jobruns/\\*",
                    "A job run's id isn't known before the job runs; it is one of this application"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::\\*",
                    "Step Functions delivers logs and traces by way of services that know no resources"));

    private final StateMachine stateMachine;
    private final ServerlessJobFunctionDefinition definition;

    private ServerlessJobFunction(Construct scope, String id, JobFunctionSettings settings) {
        super(scope, id);
        EmrCode code = settings.job().code();
        if (code != null) {
            code.deploy(this);
            code.grantRead(this, settings.jobRole());
        }
        settings.application().grantWriteLogs(settings.jobRole());
        Role role = role(settings);
        StateMachineLogs logs = StateMachineLogs.create(
                this, settings.stateMachineName(), settings.logLevel(), FunctionSettings.of(this));
        stateMachine = StateMachine.Builder.create(this, "StateMachine")
                .stateMachineName(settings.stateMachineName())
                .definitionBody(DefinitionBody.fromString(new JobStateMachine(settings).toJson()))
                .role(role)
                .logs(logs.options())
                .tracingEnabled(logs.tracing())
                .build();
        suppressFindings(role);
        CdkNag.suppress(
                stateMachine, logs.findings("A job is one call and a wait, which its history shows with their times"));
        definition = definition(settings, stateMachine.getStateMachineArn());
        DefinitionParameter.requireStorable(definition);
        DefinitionParameter.store(this, "Definition", definition);
        ProductTags.add(this);
    }

    /** What the state machine acts as: one job's role to pass, one application to run it on. */
    private Role role(JobFunctionSettings settings) {
        String application = settings.application().getApplicationArn();
        List<Map<String, Object>> statements =
                JobRunCall.statements(application, settings.jobRole().getRoleArn(), true);
        Role role = Role.Builder.create(this, "Role")
                .assumedBy(new ServicePrincipal("states.amazonaws.com"))
                .inlinePolicies(Map.of("RunJob", Policies.document(statements)))
                .build();
        if (settings.successTopic() != null) {
            settings.successTopic().grantPublish(role);
        }
        if (settings.failureTopic() != null) {
            settings.failureTopic().grantPublish(role);
        }
        return role;
    }

    private static void suppressFindings(Role role) {
        CdkNag.suppress(role, FINDINGS);
        IConstruct policy = role.getNode().tryFindChild("DefaultPolicy");
        if (policy != null) {
            CdkNag.suppress(policy, FINDINGS);
        }
    }

    private static ServerlessJobFunctionDefinition definition(JobFunctionSettings settings, String stateMachineArn) {
        return new ServerlessJobFunctionDefinition(
                settings.name().name(),
                settings.name().namespace(),
                settings.description(),
                settings.application().getApplicationId(),
                settings.jobRole().getRoleArn(),
                settings.job().entryPoint(),
                settings.overrides(),
                settings.successTopic() == null ? null : settings.successTopic().getTopicArn(),
                settings.failureTopic() == null ? null : settings.failureTopic().getTopicArn(),
                stateMachineArn,
                Json.object());
    }

    /**
     * Loads a job function of the default namespace, while the app is synthesized.
     *
     * @throws io.github.emrlaunch.definitions.ServerlessJobFunctionNotFoundException when there is none of that name
     * @see #fromStoredJobFunction(Construct, String, String, String)
     */
    public static IServerlessJobFunction fromStoredJobFunction(Construct scope, String id, String jobFunctionName) {
        return fromStoredJobFunction(scope, id, jobFunctionName, DefinitionName.DEFAULT_NAMESPACE);
    }

    /**
     * Loads a job function while the app is synthesized: from the folder that the context key
     * {@code emr-launch:definitions-directory} names, else from Parameter Store in the stack's region, with the default
     * credentials.
     *
     * @throws io.github.emrlaunch.definitions.ServerlessJobFunctionNotFoundException when there is none of that name
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException when what is stored is no job function
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
        return stateMachine;
    }

    @Override
    public ServerlessJobFunctionDefinition getDefinition() {
        return definition;
    }

    /**
     * Collects what a job function is made of. Required: {@link #jobFunctionName}, {@link #application}, {@link #jobRole} and
     * {@link #job}.
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
        private List<EmrConfiguration> configurations = List.of();
        private Duration timeout = Duration.hours(12);
        private @Nullable ITopic successTopic;
        private @Nullable ITopic failureTopic;
        private LogLevel logLevel = LogLevel.ERROR;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Starts a job function in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The name within the namespace: letters, digits, {@code _}, {@code .} and {@code -}; job runs get it, too. With the
         * namespace it makes the state machine's name, which has at most 80 characters.
         */
        public Builder jobFunctionName(String jobFunctionName) {
            this.jobFunctionName = jobFunctionName;
            return this;
        }

        /** The namespace, of the same characters. Default: {@code default}. */
        public Builder namespace(String namespace) {
            this.namespace = namespace;
            return this;
        }

        /** For people. Default: none. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /** Where the job runs. */
        public Builder application(IServerlessApplication application) {
            this.application = application;
            return this;
        }

        /** What the job acts as. */
        public Builder jobRole(ServerlessJobRole jobRole) {
            this.jobRole = jobRole;
            this.role = jobRole.getRole();
            return this;
        }

        /** What the job acts as: a role of your own, which must trust {@code emr-serverless.amazonaws.com}. */
        public Builder jobRole(IRole jobRole) {
            this.jobRole = null;
            this.role = jobRole;
            return this;
        }

        /** What runs. */
        public Builder job(ServerlessJob job) {
            this.job = job;
            return this;
        }

        /** Settings of this job besides those of its application, each classification once. Default: none. */
        public Builder configurations(EmrConfiguration... configurations) {
            this.configurations = List.of(configurations);
            return this;
        }

        /** How long the job may run, 1 minute to 300 days; EMR Serverless cancels it then. Default: 12 hours. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** The topic that is told of each job that succeeds, as a JSON object; not a FIFO topic. Default: none. */
        public Builder successTopic(ITopic successTopic) {
            this.successTopic = successTopic;
            return this;
        }

        /**
         * The topic that is told of each job that fails, with error and cause, as a JSON object; not a FIFO topic. Default: none.
         */
        public Builder failureTopic(ITopic failureTopic) {
            this.failureTopic = failureTopic;
            return this;
        }

        /**
         * Which events of executions go, with their data, to the log group {@code /aws/vendedlogs/states/serverless_NAMESPACE_NAME}.
         * Default: {@link LogLevel#ERROR}.
         */
        public Builder logLevel(LogLevel logLevel) {
            this.logLevel = logLevel;
            return this;
        }

        /**
         * Adds the job function to the scope. The job's role may read the job's code from then on, and write logs where the
         * application's logs go.
         *
         * @throws IllegalArgumentException when a property is missing or out of bounds, a name is too long, two overrides have
         *     one name, the job isn't for the application, or the application can't assume the role
         */
        public ServerlessJobFunction build() {
            return Validation.at(scope, id, () -> {
                DefinitionName name = Validation.name(namespace, "jobFunctionName", jobFunctionName);
                Validation.description(description);
                Validation.requireLength(
                        "The state machine", JobFunctionSettings.stateMachineName(name), MAX_STATE_MACHINE_NAME);
                IServerlessApplication where = Validation.required("application", application);
                IRole who = Validation.required("jobRole", role);
                ServerlessJob what = Validation.required("job", job);
                JobRules.requireType(where, what);
                JobRules.requireAssumable(who, where, jobRole);
                ApplicationRules.checkConfigurations(configurations);
                Notifications.requireStandard("successTopic", successTopic);
                Notifications.requireStandard("failureTopic", failureTopic);
                return new ServerlessJobFunction(
                        scope,
                        id,
                        new JobFunctionSettings(
                                name,
                                description,
                                where,
                                who,
                                what,
                                JobRules.byName(what.overrides()),
                                configurations,
                                timeoutMinutes(),
                                successTopic,
                                failureTopic,
                                logLevel));
            });
        }

        private int timeoutMinutes() {
            return Validation.wholeMinutes("timeout", timeout, 1, JobRules.MAX_TIMEOUT_MINUTES);
        }
    }
}
