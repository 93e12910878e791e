package io.github.emrlaunch.local;

import com.sun.net.httpserver.HttpHandler;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.CallFaults;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.deploy.Deployer;
import io.github.emrlaunch.local.internal.emr.EmrService;
import io.github.emrlaunch.local.internal.events.EventBus;
import io.github.emrlaunch.local.internal.http.AwsEndpoint;
import io.github.emrlaunch.local.internal.http.LocalServer;
import io.github.emrlaunch.local.internal.http.Polls;
import io.github.emrlaunch.local.internal.http.RequestListener;
import io.github.emrlaunch.local.internal.http.UnsignedRoot;
import io.github.emrlaunch.local.internal.iam.AccessKeys;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.IamAuthorizer;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.internal.iam.UnknownKeys;
import io.github.emrlaunch.local.internal.jobs.JobRequests;
import io.github.emrlaunch.local.internal.lambda.LambdaService;
import io.github.emrlaunch.local.internal.s3.S3Service;
import io.github.emrlaunch.local.internal.serverless.ServerlessService;
import io.github.emrlaunch.local.internal.service.LogSource;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.Services;
import io.github.emrlaunch.local.internal.sns.Topics;
import io.github.emrlaunch.local.internal.sqs.Queues;
import io.github.emrlaunch.local.internal.ssm.SsmService;
import io.github.emrlaunch.local.internal.stepfunctions.StepFunctionsService;
import io.github.emrlaunch.local.jobs.Jobs;
import io.github.emrlaunch.states.time.VirtualClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A local emulator of AWS. It deploys the cloud assembly of a CDK app and runs it: it executes state machines, runs each Lambda
 * function in a separate process, and starts clusters on a virtual clock.
 *
 * <pre>{@code
 * try (LocalAws aws = LocalAws.start()) {
 *     Deployment deployment = aws.deploy(Path.of("cdk.out"));
 *     // start the state machine with any client of Step Functions, then
 *     LocalExecution execution = aws.awaitExecution(executionArn);
 * }
 * }</pre>
 *
 * <p>Any AWS SDK and the AWS CLI can use it with the variables of {@link #environment()}. It listens on the loopback interface
 * only. Signatures are not verified: the access key and the session token identify the caller.
 */
public final class LocalAws implements AutoCloseable {
    private final Account account;
    private final VirtualClock clock;
    private final IamAuthorizer authorizer;
    private final Gateway gateway;
    private final LocalServer server;
    private final Services services = new Services();
    private final Deployer deployer;
    private final ExistingResources existing;
    private final LocalFiles files;
    private final RunPages pages;

    private LocalAws(Account account, Builder settings) {
        this.account = account;
        this.clock = new VirtualClock(settings.startTime, settings.wall);
        AccessKeys accessKeys = new AccessKeys(account, clock::now, settings.unknownKeys);
        Iam iam = new Iam(account, clock::now, accessKeys);
        ResourcePolicies resourcePolicies = new ResourcePolicies(account, iam);
        this.authorizer = new IamAuthorizer(account, iam, resourcePolicies, clock::now);
        this.gateway = new Gateway(authorizer, new CallFaults(clock::now));
        RequestListener clients =
                settings.wall == null ? (key, service, operation, input) -> () -> {} : new Polls(clock);
        RequestListener listener = new JobRequests(services, clock::now, clients);
        HttpHandler endpoint = new AwsEndpoint(account, gateway, accessKeys, listener);
        this.server = LocalServer.start(
                "aws", settings.port, settings.wall == null ? endpoint : new UnsignedRoot(endpoint, RunPaths.ROOT));
        this.files = LocalFiles.of(settings.directory);
        ServiceContext context = new ServiceContext(
                account,
                clock,
                gateway,
                iam,
                authorizer,
                resourcePolicies,
                services,
                server.uri(),
                files.directory(),
                settings.functionVariables,
                settings.jobs,
                settings.pythonFunctions);
        services.createAll(context);
        if (settings.ignoresUnknownEmrMembers) {
            services.get(EmrService.class).ignoreUnknownMembers();
        }
        this.deployer = new Deployer(context);
        this.existing = new ExistingResources(context);
        this.pages = new RunPages(context, deployer::missing);
    }

    /** Starts a local emulator with an empty account 123456789012 in us-east-1. */
    public static LocalAws start() {
        return builder().start();
    }

    /** Returns a builder to change the default settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the endpoint, such as {@code http://127.0.0.1:40123}. */
    public URI endpoint() {
        return server.uri();
    }

    /** Returns the region, such as {@code us-east-1}. */
    public String region() {
        return account.region();
    }

    /** Returns the account id, twelve digits. */
    public String accountId() {
        return account.id();
    }

    /** Returns the virtual clock. Time passes when all executions wait, or when the clock is advanced. */
    public VirtualClock clock() {
        return clock;
    }

    /** Returns the environment variables with which an AWS SDK or the AWS CLI uses the local emulator, with full permissions. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL", endpoint().toString(),
                "AWS_REGION", region(),
                "AWS_DEFAULT_REGION", region(),
                "AWS_ACCESS_KEY_ID", AccessKeys.ADMINISTRATOR,
                "AWS_SECRET_ACCESS_KEY", "local-emulator");
    }

    /** Handles the requests under a path that no AWS service has. */
    void handle(String path, HttpHandler handler) {
        server.add(path, handler);
    }

    /** Returns the declarations of resources that exist before the first deployment. */
    public ExistingResources existing() {
        return existing;
    }

    /**
     * Deploys a cloud assembly. Stacks that were deployed before are updated in place.
     *
     * @param cloudAssembly the directory that {@code cdk synth} wrote, usually {@code cdk.out}
     * @throws DeploymentException when something in it cannot be deployed
     */
    public Deployment deploy(Path cloudAssembly) {
        return deployer.deploy(cloudAssembly);
    }

    /**
     * Deploys the stacks of a cloud assembly that are for this account and region, or for any. {@link Deployment#skipped()} names the
     * other stacks.
     *
     * @param cloudAssembly the directory that {@code cdk synth} wrote, usually {@code cdk.out}
     * @throws DeploymentException when something in it cannot be deployed, or no stack is for this account and region
     */
    public Deployment deployMatching(Path cloudAssembly) {
        return deployer.deployMatching(cloudAssembly);
    }

    /** Returns EMR: its clusters and the faults planned for them. */
    public LocalEmr emr() {
        return new LocalEmr(services.get(EmrService.class));
    }

    /** Returns EMR Serverless: its applications and job runs and the faults planned for them. */
    public LocalServerless serverless() {
        return new LocalServerless(services.get(ServerlessService.class));
    }

    /** Returns S3: its buckets, which are folders. */
    public LocalS3 s3() {
        return new LocalS3(services.get(S3Service.class));
    }

    /** Returns the faults planned for calls and functions. */
    public LocalFaults faults() {
        return new LocalFaults(gateway, clock, lambda());
    }

    /**
     * Removes all planned faults of calls, functions, clusters, steps, job runs and events, so that tests can share a deployment. Limits
     * and durations stay.
     */
    public void clearFaults() {
        gateway.faults().clear();
        lambda().clearTimeOuts();
        services.get(EmrService.class).faults().clear();
        services.get(ServerlessService.class).clearFaults();
        services.get(EventBus.class).clearLosses();
    }

    /** Returns all clusters in the order of their creation. */
    public List<LocalCluster> clusters() {
        return emr().clusters();
    }

    /** Returns all completed invocations of Lambda functions in the order of completion. */
    public List<LambdaInvocation> invocations() {
        return lambda().invocations();
    }

    /** Returns the event buses: the events that they received and the deliveries to the targets of rules. */
    public LocalEvents events() {
        return new LocalEvents(services.get(EventBus.class), account);
    }

    /** Returns all messages that were published to SNS topics, in order. */
    public List<Publication> publications() {
        return services.get(Topics.class).publications();
    }

    /**
     * Returns the messages that were published to one topic, in order.
     *
     * @param topic the name or ARN of the topic
     */
    public List<Publication> publications(String topic) {
        return publications().stream()
                .filter(publication -> publication.topicArn().equals(topic)
                        || publication.topicName().equals(topic))
                .toList();
    }

    /**
     * Returns the messages in a queue, the oldest first. A received message stays in the list until it is deleted or moved to the
     * dead-letter queue.
     *
     * @param queue the name, URL or ARN of the queue
     * @throws IllegalArgumentException when there is no such queue
     */
    public List<LocalMessage> messages(String queue) {
        return services.get(Queues.class).messages(queue);
    }

    /**
     * Returns every line that functions wrote and every event that state machines logged with their logging configuration. A test can
     * search it for values that must not be logged.
     */
    public List<LogEvent> logs() {
        return services.all(LogSource.class).stream()
                .flatMap(source -> source.logs().stream())
                .map(entry -> new LogEvent(entry.logGroup(), entry.message()))
                .toList();
    }

    /**
     * Returns the messages of one log group, in order; empty for a group without messages.
     *
     * @param logGroup such as {@code /aws/lambda/loader}
     */
    public List<String> logs(String logGroup) {
        return logs().stream()
                .filter(event -> event.logGroup().equals(logGroup))
                .map(LogEvent::message)
                .toList();
    }

    /**
     * Returns every permission check of a role's call, in the order of the calls: the required permission and the policy statement that
     * allowed or denied it. Calls with the key of {@link #environment()} are allowed without a check and are not in the list.
     */
    public List<Authorization> authorizations() {
        return authorizer.authorizations();
    }

    /**
     * Starts an execution of a state machine, as a caller with full permissions, and waits, in real time, until it has ended.
     *
     * @param stateMachine the name or ARN of the state machine
     * @param input JSON text
     * @throws IllegalArgumentException when the state machine does not exist. The message lists the existing ones
     * @throws IllegalStateException when the waiting thread is interrupted. Its interrupt status is set, and the execution continues
     */
    public LocalExecution run(String stateMachine, String input) {
        try {
            return awaitExecution(startExecution(stateMachine, input));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "The thread was interrupted while it waited for an execution of " + stateMachine, e);
        }
    }

    /**
     * Starts an execution of a state machine, as a caller with full permissions.
     *
     * @param stateMachine the name or ARN of the state machine
     * @param input JSON text
     * @return the execution's ARN
     * @throws IllegalArgumentException when the state machine does not exist, with the existing ones in the message, or when Step
     *     Functions refuses the input
     */
    public String startExecution(String stateMachine, String input) {
        return stepFunctions().start(stateMachine, null, input);
    }

    /**
     * Starts an execution with this name, as a caller with full permissions. Does nothing while the same execution runs.
     *
     * @param stateMachine the name or ARN of the state machine
     * @param input JSON text
     * @return the execution's ARN
     * @throws IllegalArgumentException when the state machine does not exist, with the existing ones in the message, or when Step
     *     Functions refuses the name or the input
     */
    public String startExecution(String stateMachine, String name, String input) {
        return stepFunctions().start(stateMachine, name, input);
    }

    /**
     * Returns the executions of a state machine, in the order of their start, including those that a schedule, an event or another
     * execution started. For an execution that is running, the result has the status RUNNING.
     *
     * @param stateMachine the name or ARN of the state machine
     * @throws IllegalArgumentException when the state machine does not exist. The message lists the existing ones
     */
    public List<LocalExecution> executions(String stateMachine) {
        String arn = stepFunctions().arn(stateMachine);
        String name = arn.substring(arn.lastIndexOf(':') + 1);
        return stepFunctions().snapshots().stream()
                .filter(snapshot -> snapshot.machineName().equals(name))
                .map(snapshot -> new LocalExecution(snapshot, pages, clock))
                .toList();
    }

    /**
     * Stops an execution, as a caller with full permissions. Does nothing when it has ended. Other threads clean up after it, see
     * {@link #awaitIdle()}.
     *
     * @throws IllegalArgumentException when the execution does not exist
     */
    public void stopExecution(String executionArn) {
        stepFunctions().stop(executionArn);
    }

    /**
     * Waits, in real time, until an execution has ended.
     *
     * @throws IllegalArgumentException when the execution does not exist
     * @throws InterruptedException when the waiting thread is interrupted. The execution continues
     */
    public LocalExecution awaitExecution(String executionArn) throws InterruptedException {
        return new LocalExecution(stepFunctions().await(executionArn), pages, clock);
    }

    /**
     * Waits, in real time, until the emulator is idle: executions have ended or wait for an external event, the clean-up of stopped
     * executions is complete, and events are delivered. Changes that need time, such as the end of a terminating cluster, happen when the
     * {@link #clock()} is advanced.
     *
     * @throws IllegalStateException when this thread holds the clock with a worker, which it must close first
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public void awaitIdle() throws InterruptedException {
        awaitIdle(clock);
    }

    static void awaitIdle(VirtualClock clock) throws InterruptedException {
        if (clock.isHeldByThisThread()) {
            throw new IllegalStateException(
                    "This thread holds the clock: it has a worker of clock().register(), and time stands"
                            + " still until the worker is closed, so it would wait for itself forever. Close the worker first");
        }
        clock.awaitIdle();
    }

    /**
     * Writes the definitions in Parameter Store to a folder, one file {@code TYPE/NAMESPACE/NAME.json} for each. The context value
     * {@code emr-launch:definitions-directory} of an app can refer to the folder.
     *
     * @return whether there are definitions
     */
    public boolean exportDefinitions(Path folder) {
        Map<String, String> definitions =
                DefinitionText.definitions(services.get(SsmService.class).values());
        DefinitionFolder.write(folder, definitions);
        return !definitions.isEmpty();
    }

    /**
     * Creates a checkpoint of the current state, so that tests can share a deployment and each test starts from the same state. Waits, in
     * real time, until the emulator is idle.
     *
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public LocalCheckpoint checkpoint() throws InterruptedException {
        awaitIdle();
        return new LocalCheckpoint(clock, services.checkpoint(), deployer.checkpoint(), gateway.checkpoint());
    }

    /**
     * Returns the page of a run as a self-contained HTML file: the states, the results and the permissions of an execution. It does not
     * contain the values of secrets. For a running execution it shows the current state.
     *
     * @throws IllegalArgumentException when the execution does not exist
     */
    public String runPage(String executionArn) {
        return pages.page(executionArn)
                .orElseThrow(() -> new IllegalArgumentException("There is no execution " + executionArn));
    }

    RunPages pages() {
        return pages;
    }

    /** Stops all executions and the processes of all functions. */
    @Override
    public void close() {
        services.close();
        server.close();
        files.close();
    }

    private LambdaService lambda() {
        return services.get(LambdaService.class);
    }

    private StepFunctionsService stepFunctions() {
        return services.get(StepFunctionsService.class);
    }

    /** Builder for {@link LocalAws}. */
    public static final class Builder {
        private String accountId = "123456789012";
        private String region = "us-east-1";
        private Instant startTime = Instant.parse("2026-01-01T00:00:00Z");
        private UnknownKeys unknownKeys = UnknownKeys.REFUSED;
        private final Map<String, String> functionVariables = new HashMap<>();
        private boolean ignoresUnknownEmrMembers;
        private int port;
        private @Nullable Path directory;
        private @Nullable Jobs jobs;
        private PythonFunctions pythonFunctions = PythonFunctions.installed();
        private @Nullable InstantSource wall;

        private Builder() {}

        /** The account id, twelve digits. Default: 123456789012. */
        public Builder accountId(String value) {
            if (!value.matches("\\d{12}")) {
                throw new IllegalArgumentException("'accountId' must have twelve digits, got: " + value);
            }
            accountId = value;
            return this;
        }

        /** The region, which also determines the partition. Default: us-east-1. */
        public Builder region(String value) {
            if (!value.matches("[a-z]{2,4}(-[a-z]+)+-\\d")) {
                throw new IllegalArgumentException("'region' must be one of AWS, such as eu-central-1, got: " + value);
            }
            region = value;
            return this;
        }

        /** The start of virtual time. Default: 2026-01-01, midnight UTC. */
        public Builder startTime(Instant value) {
            startTime = value;
            return this;
        }

        /**
         * Sets an environment variable of every Lambda function. It overrides the template. Functions run in real time: a test can use a
         * variable to shorten their pauses or to pass options to their JVM.
         */
        public Builder functionVariable(String name, String value) {
            functionVariables.put(name, value);
            return this;
        }

        /**
         * Whether EMR ignores unknown members of requests, at any depth. Default: EMR rejects them. AWS documents neither behavior, so
         * test
         * with both when a request must be rejected.
         */
        public Builder ignoresUnknownEmrMembers(boolean value) {
            ignoresUnknownEmrMembers = value;
            return this;
        }

        /**
         * The directory for files. Buckets are folders under {@code s3}; existing folders there are buckets, too. Default: a new
         * temporary
         * directory, which is deleted when the emulator is closed.
         */
        public Builder directory(@Nullable Path value) {
            directory = value;
            return this;
        }

        /**
         * Runs the jobs of steps and of EMR Serverless, such as {@code SparkJobs.installed()} of {@code emr-launch-local-spark}.
         * Default: none; jobs are simulated.
         */
        public Builder jobs(Jobs value) {
            jobs = value;
            return this;
        }

        /**
         * The Python that runs Lambda functions in Python. Default: {@link PythonFunctions#installed()}. Without a Python, functions in
         * Python are deployed but cannot run; {@link Deployment#skipped()} has the reason.
         */
        public Builder pythonFunctions(PythonFunctions value) {
            pythonFunctions = value;
            return this;
        }

        /** The caller that an access key belongs to when the local emulator did not issue it. Default: none. */
        Builder unknownKeys(UnknownKeys value) {
            unknownKeys = value;
            return this;
        }

        /** The port on the loopback interface. Default: 0, a free port. */
        Builder port(int value) {
            if (value < 0 || value > 65_535) {
                throw new IllegalArgumentException("'port' must be from 0 to 65535, got: " + value);
            }
            port = value;
            return this;
        }

        /**
         * The clock of clients outside this JVM. Virtual time passes while they poll. Work that waits for a client's response waits for
         * as
         * long as this clock defines.
         */
        Builder clients(InstantSource value) {
            wall = value;
            return this;
        }

        /** Starts the local emulator. */
        public LocalAws start() {
            return new LocalAws(new Account(accountId, region), this);
        }
    }
}
