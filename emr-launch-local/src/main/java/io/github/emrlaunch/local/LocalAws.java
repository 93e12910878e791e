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
 * A local emulator of AWS. It deploys what a CDK app synthesized and runs it: state machines run, Lambda functions
 * run in processes of their own, clusters start on a virtual clock.
 *
 * <pre>{@code
 * try (LocalAws aws = LocalAws.start()) {
 *     Deployment deployment = aws.deploy(Path.of("cdk.out"));
 *     // start the state machine with any client of Step Functions, then
 *     LocalExecution execution = aws.awaitExecution(executionArn);
 * }
 * }</pre>
 *
 * <p>Any AWS SDK and the AWS CLI can use it with the variables of {@link #environment()}. It answers on the loopback interface
 * only. Signatures are not verified: the access key and the session token tell who calls.
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

    /** Starts with other settings than the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where it answers, such as {@code http://127.0.0.1:40123}. */
    public URI endpoint() {
        return server.uri();
    }

    /** The region, such as {@code us-east-1}. */
    public String region() {
        return account.region();
    }

    /** The account, twelve digits. */
    public String accountId() {
        return account.id();
    }

    /** The time that everything here lives in; it passes when all executions wait, or when it is advanced. */
    public VirtualClock clock() {
        return clock;
    }

    /** The environment variables with which an AWS SDK or the AWS CLI uses the local emulator, with all rights. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL", endpoint().toString(),
                "AWS_REGION", region(),
                "AWS_DEFAULT_REGION", region(),
                "AWS_ACCESS_KEY_ID", AccessKeys.ADMINISTRATOR,
                "AWS_SECRET_ACCESS_KEY", "local-emulator");
    }

    /** Answers what is asked below this path, which no service of AWS has. */
    void handle(String path, HttpHandler handler) {
        server.add(path, handler);
    }

    /** Declares what is there before anything is deployed. */
    public ExistingResources existing() {
        return existing;
    }

    /**
     * Deploys a cloud assembly; stacks that were deployed before are updated in place.
     *
     * @param cloudAssembly the directory that {@code cdk synth} wrote, usually {@code cdk.out}
     * @throws DeploymentException when something in it cannot be deployed
     */
    public Deployment deploy(Path cloudAssembly) {
        return deployer.deploy(cloudAssembly);
    }

    /**
     * Deploys the stacks of a cloud assembly that are for this account and region, or for any. The others are named by {@link
     * Deployment#skipped()}.
     *
     * @param cloudAssembly the directory that {@code cdk synth} wrote, usually {@code cdk.out}
     * @throws DeploymentException when something in it cannot be deployed, or no stack is for this account and region
     */
    public Deployment deployMatching(Path cloudAssembly) {
        return deployer.deployMatching(cloudAssembly);
    }

    /** EMR: its clusters, and what shall go wrong with them. */
    public LocalEmr emr() {
        return new LocalEmr(services.get(EmrService.class));
    }

    /** EMR Serverless: its applications and job runs, and what shall go wrong with them. */
    public LocalServerless serverless() {
        return new LocalServerless(services.get(ServerlessService.class));
    }

    /** S3: its buckets, which are folders. */
    public LocalS3 s3() {
        return new LocalS3(services.get(S3Service.class));
    }

    /** What shall go wrong with calls and functions. */
    public LocalFaults faults() {
        return new LocalFaults(gateway, clock, lambda());
    }

    /**
     * Forgets all faults that were planned for calls, functions, clusters, steps, job runs and events, so that tests can share what is deployed.
     * Limits and durations stay.
     */
    public void clearFaults() {
        gateway.faults().clear();
        lambda().clearTimeOuts();
        services.get(EmrService.class).faults().clear();
        services.get(ServerlessService.class).clearFaults();
        services.get(EventBus.class).clearLosses();
    }

    /** All clusters in the order of their creation. */
    public List<LocalCluster> clusters() {
        return emr().clusters();
    }

    /** All invocations of Lambda functions that have ended, in the order of their ends. */
    public List<LambdaInvocation> invocations() {
        return lambda().invocations();
    }

    /** The event buses: what was told to them, and what they brought to the targets of rules. */
    public LocalEvents events() {
        return new LocalEvents(services.get(EventBus.class), account);
    }

    /** All messages that were published to SNS topics, in their order. */
    public List<Publication> publications() {
        return services.get(Topics.class).publications();
    }

    /**
     * The messages that were published to one topic, in their order.
     *
     * @param topic the topic's name or ARN
     */
    public List<Publication> publications(String topic) {
        return publications().stream()
                .filter(publication -> publication.topicArn().equals(topic)
                        || publication.topicName().equals(topic))
                .toList();
    }

    /**
     * The messages in a queue, the oldest first. A message that somebody received is among them until it is deleted or taken to
     * the dead-letter queue.
     *
     * @param queue the queue's name, URL or ARN
     * @throws IllegalArgumentException when there is no such queue
     */
    public List<LocalMessage> messages(String queue) {
        return services.get(Queues.class).messages(queue);
    }

    /**
     * All that functions wrote, line by line, and all that state machines logged by their logging configuration, so that a test
     * can search it for what must not be there.
     */
    public List<LogEvent> logs() {
        return services.all(LogSource.class).stream()
                .flatMap(source -> source.logs().stream())
                .map(entry -> new LogEvent(entry.logGroup(), entry.message()))
                .toList();
    }

    /**
     * The messages of one log group, in their order; empty for a group that has none.
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
     * Every permission that a call of a role was checked for, in the order of the calls: what was needed, and which statement of
     * which policy allowed or denied it. What the account itself calls, with the key of {@link #environment()}, is allowed
     * without a check and not listed.
     */
    public List<Authorization> authorizations() {
        return authorizer.authorizations();
    }

    /**
     * Starts an execution of a state machine, as a caller with all rights, and waits, in real time, until it has ended.
     *
     * @param stateMachine its name or ARN
     * @param input JSON text
     * @throws IllegalArgumentException when there is no such state machine, naming those that there are
     * @throws IllegalStateException when the waiting thread is interrupted; it stays so, and the execution goes on
     */
    public LocalExecution run(String stateMachine, String input) {
        try {
            return awaitExecution(startExecution(stepFunctions().arn(stateMachine), input));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "The thread was interrupted while it waited for an execution of " + stateMachine, e);
        }
    }

    /**
     * Starts an execution of a state machine, as a caller with all rights.
     *
     * @param input JSON text
     * @return the execution's ARN
     */
    public String startExecution(String stateMachineArn, String input) {
        return stepFunctions().start(stateMachineArn, null, input);
    }

    /**
     * Starts an execution of that name, as a caller with all rights; without effect while the same one runs.
     *
     * @param input JSON text
     * @return the execution's ARN
     */
    public String startExecution(String stateMachineArn, String name, String input) {
        return stepFunctions().start(stateMachineArn, name, input);
    }

    /**
     * Stops an execution, as a caller with all rights; without effect on one that has ended. What it leaves behind is cleaned up
     * in its own threads, see {@link #awaitIdle()}.
     *
     * @throws IllegalArgumentException when there is no such execution
     */
    public void stopExecution(String executionArn) {
        stepFunctions().stop(executionArn);
    }

    /**
     * Waits, in real time, until an execution has ended.
     *
     * @throws IllegalArgumentException when there is no such execution
     * @throws InterruptedException when the waiting thread is interrupted; the execution goes on
     */
    public LocalExecution awaitExecution(String executionArn) throws InterruptedException {
        return new LocalExecution(stepFunctions().await(executionArn), pages, clock);
    }

    /**
     * Waits, in real time, until nothing goes on by itself any more: executions have ended or wait for somebody outside, what
     * they were stopped in is cleaned up, events are delivered. What only time brings about, such as the end of a cluster that
     * terminates, comes when the {@link #clock()} is advanced.
     *
     * @throws IllegalStateException when this thread holds the clock by a worker of its own, which it must close first
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public void awaitIdle() throws InterruptedException {
        awaitIdle(clock);
    }

    static void awaitIdle(VirtualClock clock) throws InterruptedException {
        if (clock.isHeldByThisThread()) {
            throw new IllegalStateException(
                    "This thread holds the clock: it has a worker of clock().register(), and time stands"
                            + " still until the worker is closed. So it would wait for itself for ever. Close the worker first");
        }
        clock.awaitIdle();
    }

    /**
     * Writes the definitions that Parameter Store holds into a folder, which {@code emr-launch:definitions-directory} of an app may
     * name: a file {@code TYPE/NAMESPACE/NAME.json} for each.
     *
     * @return whether there are any
     */
    public boolean exportDefinitions(Path folder) {
        Map<String, String> definitions =
                DefinitionText.definitions(services.get(SsmService.class).values());
        DefinitionFolder.write(folder, definitions);
        return !definitions.isEmpty();
    }

    /**
     * What there is now, to go back to: so tests can share what is deployed, and each begins with it alone. Waits, in real time,
     * until nothing goes on by itself any more.
     *
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public LocalCheckpoint checkpoint() throws InterruptedException {
        awaitIdle();
        return new LocalCheckpoint(clock, services.checkpoint(), deployer.checkpoint(), gateway.checkpoint());
    }

    /**
     * The page of a run: what an execution did, what came of it and which permissions it took, as an HTML file that needs nothing
     * besides. Values of secrets are left out of it. An execution that goes on is shown as it is.
     *
     * @throws IllegalArgumentException when there is no such execution
     */
    public String runPage(String executionArn) {
        return pages.page(executionArn)
                .orElseThrow(() -> new IllegalArgumentException("There is no execution " + executionArn));
    }

    RunPages pages() {
        return pages;
    }

    /** Stops all executions and ends the processes of all functions. */
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

    /** Settings of a local emulator. */
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

        /** Twelve digits; default 123456789012. */
        public Builder accountId(String value) {
            if (!value.matches("\\d{12}")) {
                throw new IllegalArgumentException("'accountId' must have twelve digits, got: " + value);
            }
            accountId = value;
            return this;
        }

        /** Default us-east-1. It decides the partition, too. */
        public Builder region(String value) {
            if (!value.matches("[a-z]{2,4}(-[a-z]+)+-\\d")) {
                throw new IllegalArgumentException("'region' must be one of AWS, such as eu-central-1, got: " + value);
            }
            region = value;
            return this;
        }

        /** When virtual time begins; default 2026-01-01, midnight UTC. */
        public Builder startTime(Instant value) {
            startTime = value;
            return this;
        }

        /**
         * An environment variable that every Lambda function has, whatever its template says. Functions live in real time: a test
         * shortens their pauses with it, or hands options to their JVM.
         */
        public Builder functionVariable(String name, String value) {
            functionVariables.put(name, value);
            return this;
        }

        /**
         * Whether EMR ignores members of requests that it doesn't know, at any depth; by default it refuses them. AWS documents
         * neither, so what must not happen must be refused in both cases.
         */
        public Builder ignoresUnknownEmrMembers(boolean value) {
            ignoresUnknownEmrMembers = value;
            return this;
        }

        /**
         * Where files are kept: buckets are folders below {@code s3}, and those that are there already are buckets too. Default: a
         * new temporary directory, which is deleted when the emulator is closed.
         */
        public Builder directory(@Nullable Path value) {
            directory = value;
            return this;
        }

        /**
         * What runs the jobs of steps and of EMR Serverless, such as {@code SparkJobs.installed()} of {@code emr-launch-local-spark}.
         * Default: nothing does; they are simulated.
         */
        public Builder jobs(Jobs value) {
            jobs = value;
            return this;
        }

        /**
         * The Python that runs Lambda functions in Python. Default: {@link PythonFunctions#installed()}. Where there is none, functions in
         * Python are deployed and do not run; {@link Deployment#skipped()} has the reason.
         */
        public Builder pythonFunctions(PythonFunctions value) {
            pythonFunctions = value;
            return this;
        }

        /** Whom an access key stands for that the local emulator did not issue; default nobody. */
        Builder unknownKeys(UnknownKeys value) {
            unknownKeys = value;
            return this;
        }

        /** The port on the loopback interface; 0, the default, for a free one. */
        Builder port(int value) {
            if (value < 0 || value > 65_535) {
                throw new IllegalArgumentException("'port' must be from 0 to 65535, got: " + value);
            }
            port = value;
            return this;
        }

        /**
         * The clock that clients outside of this JVM live by: polling lets virtual time pass, and what a client can answer waits for
         * it as long as this clock says.
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
