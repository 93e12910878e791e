package io.github.emrlaunch.local.internal.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.RequestShapes;
import io.github.emrlaunch.local.internal.aws.ServiceProtocol;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.jobs.JobHost;
import io.github.emrlaunch.local.internal.jobs.JobThreads;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.serverless.Application.State;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ProgressSource;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operations of EMR Serverless, see the <a
 * href="https://docs.aws.amazon.com/emr-serverless/latest/APIReference/">API reference</a>.
 */
public final class ServerlessService implements JobHost, ProgressSource {
    private static final String SERVICE = "emr-serverless";
    private static final String APPLICATION = "/applications/{applicationId}";
    private static final List<ServiceProtocol.Route> ROUTES = List.of(
            new ServiceProtocol.Route("POST", "/applications", "CreateApplication"),
            new ServiceProtocol.Route("GET", "/applications", "ListApplications"),
            new ServiceProtocol.Route("GET", APPLICATION, "GetApplication"),
            new ServiceProtocol.Route("PATCH", APPLICATION, "UpdateApplication"),
            new ServiceProtocol.Route("DELETE", APPLICATION, "DeleteApplication"),
            new ServiceProtocol.Route("POST", APPLICATION + "/start", "StartApplication"),
            new ServiceProtocol.Route("POST", APPLICATION + "/stop", "StopApplication"),
            new ServiceProtocol.Route("POST", APPLICATION + "/jobruns", "StartJobRun"),
            new ServiceProtocol.Route("GET", APPLICATION + "/jobruns", "ListJobRuns"),
            new ServiceProtocol.Route("GET", APPLICATION + "/jobruns/{jobRunId}", "GetJobRun"),
            new ServiceProtocol.Route("DELETE", APPLICATION + "/jobruns/{jobRunId}", "CancelJobRun"));

    /**
     * The two forms of a release label, see <a
     * href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/release-versions.html">release versions</a>.
     */
    private static final String LABEL =
            "emr-\\d+\\.\\d+\\.\\d+(-[a-z0-9-]+)?|emr-spark-\\d+\\.\\d+(\\.\\d+)?(-[a-z0-9-]+)?";

    private static final RequestShapes SHAPES =
            RequestShapes.of("/io/github/emrlaunch/local/internal/serverless/request-shapes.json");

    private final VirtualClock clock;
    private final Iam iam;
    private final ServerlessPermissions permissions;
    private final JobThreads jobs;
    private final ServerlessLifecycle lifecycle;
    private final JobOutputs outputs;
    private final Map<String, Application> applications = new LinkedHashMap<>();
    private final Map<String, JobRun> jobRuns = new LinkedHashMap<>();

    private final ApplicationResources resources;
    private final ServerlessTaskIntegrations tasks;

    ServerlessService(ServiceContext context) {
        this.clock = context.clock();
        this.iam = context.iam();
        this.permissions = new ServerlessPermissions(context.account());
        this.outputs = new JobOutputs(context.account(), iam, context.authorizer());
        this.jobs = new JobThreads(context, "emr-serverless");
        this.lifecycle = new ServerlessLifecycle(clock, this::isBusy, this::obstacle, new RunJobs(jobs, iam));
        this.resources = new ApplicationResources(context, this);
        this.tasks = new ServerlessTaskIntegrations(context.gateway());
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new ServerlessService(context);
        }
    }

    @Override
    public ServiceTasks tasks() {
        return ServiceTasks.of(tasks.table())
                .with(ServiceTasks.Sdk.inCamelCase("emrserverless", "EmrServerless")
                        .withMaps(ServerlessTaskIntegrations.MAPS)
                        .withDeclared(Set.of("ValidationException")));
    }

    @Override
    public Map<String, ResourceType> resources() {
        return resources.handlers();
    }

    @Override
    public AwsService api() {
        return AwsService.rest(
                SERVICE,
                ROUTES,
                Map.ofEntries(
                        Map.entry(
                                "CreateApplication",
                                new Operation(permissions::createApplication, this::createApplication)),
                        Map.entry(
                                "ListApplications",
                                new Operation(permissions.anywhere("ListApplications"), this::listApplications)),
                        onApplication("GetApplication", this::getApplication),
                        onApplication("UpdateApplication", this::updateApplication),
                        onApplication("StartApplication", this::startApplication),
                        onApplication("StopApplication", this::stopApplication),
                        onApplication("DeleteApplication", this::deleteApplication),
                        onApplication("ListJobRuns", this::listJobRuns),
                        Map.entry("StartJobRun", new Operation(permissions::startJobRun, this::startJobRun)),
                        Map.entry("GetJobRun", new Operation(permissions.jobRun("GetJobRun"), this::getJobRun)),
                        Map.entry(
                                "CancelJobRun",
                                new Operation(permissions.jobRun("CancelJobRun"), this::cancelJobRun))));
    }

    private Map.Entry<String, Operation> onApplication(String name, Operation.Handler handler) {
        return Map.entry(name, new Operation(permissions.application(name), handler));
    }

    @Override
    public synchronized Checkpoint checkpoint() {
        Checkpoint all = Checkpoints.all(
                Checkpoints.of(applications, Application::checkpoint),
                Checkpoints.of(jobRuns, JobRun::checkpoint),
                lifecycle.checkpoint());
        Checkpoint ofJobs = jobs.checkpoint();
        return new Checkpoint() {
            @Override
            public void endWork() {
                ofJobs.endWork();
            }

            @Override
            public void restore() {
                synchronized (ServerlessService.this) {
                    all.restore();
                }
                ofJobs.restore();
            }
        };
    }

    @Override
    public JobThreads jobs() {
        return jobs;
    }

    @Override
    public synchronized boolean isUnderWay(String action, ObjectNode input, String jobId) {
        JobRun run = jobRuns.get(AwsJson.text(input, "jobRunId", ""));
        Application application = applications.get(AwsJson.text(input, "applicationId", ""));
        return switch (action) {
            case "emr-serverless:GetJobRun" ->
                run != null && !run.id().equals(jobId) && !run.state().hasEnded();
            case "emr-serverless:GetApplication" ->
                application != null && application.state().isChanging();
            default -> false;
        };
    }

    /** Returns the states of all applications by id. */
    public synchronized Map<String, String> applicationStates() {
        Map<String, String> states = new LinkedHashMap<>();
        applications
                .values()
                .forEach(application ->
                        states.put(application.id(), application.state().name()));
        return states;
    }

    /** Returns all job runs in the order of their creation. */
    public synchronized List<LocalJobRun> jobRuns() {
        return jobRuns.values().stream().map(JobRun::snapshot).toList();
    }

    public void failJobRun(String name, String details) {
        lifecycle.fail(name, details);
    }

    public void hangJobRun(String name) {
        lifecycle.hang(name);
    }

    public void clearFaults() {
        lifecycle.clearFaults();
    }

    public void jobRunDuration(String name, Duration duration) {
        lifecycle.duration(name, duration);
    }

    private synchronized boolean isBusy(Application application) {
        return jobRuns.values().stream()
                .anyMatch(
                        run -> run.application() == application && !run.state().hasEnded());
    }

    /** Creates an application. The same client token returns the same application. */
    private synchronized JsonNode createApplication(CallContext context, ObjectNode input) {
        checkShape("CreateApplication", input);
        String token = AwsJson.text(input, "clientToken");
        for (Application application : applications.values()) {
            if (token != null && token.equals(AwsJson.text(application.request(), "clientToken"))) {
                requireSame(application.request(), input, "an application", application.id());
                return created(application);
            }
        }
        String type = Inputs.required(input, "type");
        if (!Set.of("SPARK", "HIVE").contains(type.toUpperCase(Locale.ROOT))) {
            throw AwsException.validation("The type of an application is SPARK or HIVE, got: " + type);
        }
        String label = Inputs.required(input, "releaseLabel");
        if (!label.matches(LABEL) || (label.startsWith("emr-spark-") && type.equalsIgnoreCase("HIVE"))) {
            throw AwsException.validation("Release label " + label + " is not valid");
        }
        String id = "00f" + Ids.hex("application/" + applications.size(), 13);
        Application application = new Application(id, permissions.arn(id), input.deepCopy(), clock.now());
        applications.put(id, application);
        lifecycle.create(application);
        return created(application);
    }

    /** Deletes an application whose creation is not complete. Returns whether there was one. */
    synchronized boolean abandon(String id) {
        Application application = applications.get(id);
        return application != null && lifecycle.abandon(application);
    }

    private static ObjectNode created(Application application) {
        return AwsJson.object()
                .put("applicationId", application.id())
                .put("name", AwsJson.text(application.request(), "name"))
                .put("arn", application.arn());
    }

    /** Checks the shape of a request. An HTTP client can omit the client token; an SDK always sends one. */
    private static void checkShape(String operation, ObjectNode input) {
        ObjectNode complete = input.deepCopy();
        if (!complete.has("clientToken")) {
            complete.put("clientToken", "token");
        }
        SHAPES.read(operation, complete);
    }

    private static void requireSame(ObjectNode before, ObjectNode now, String what, String id) {
        if (!before.equals(now)) {
            throw AwsException.of(
                    "ConflictException",
                    409,
                    "The client token was used for %s with other parameters: %s".formatted(what, id));
        }
    }

    private JsonNode getApplication(CallContext context, ObjectNode input) {
        ObjectNode output = AwsJson.object();
        output.set("application", application(input).description());
        return output;
    }

    private synchronized JsonNode listApplications(CallContext context, ObjectNode input) {
        ObjectNode output = AwsJson.object();
        ArrayNode list = output.putArray("applications");
        applications.values().stream()
                .filter(application -> application.state() != State.TERMINATED)
                .map(Application::summary)
                .forEach(list::add);
        return output;
    }

    private JsonNode updateApplication(CallContext context, ObjectNode input) {
        Application application = application(input);
        requireState(application, List.of(State.CREATED, State.STOPPED));
        ObjectNode changed = input.deepCopy();
        changed.remove(List.of("applicationId", "clientToken"));
        application.update(changed, clock.now());
        return getApplication(context, input);
    }

    private JsonNode startApplication(CallContext context, ObjectNode input) {
        Application application = application(input);
        requireState(application, List.of(State.CREATED, State.STARTING, State.STARTED, State.STOPPED));
        lifecycle.start(application);
        return AwsJson.object();
    }

    private JsonNode stopApplication(CallContext context, ObjectNode input) {
        Application application = application(input);
        requireState(application, List.of(State.STARTED, State.STOPPING, State.STOPPED, State.CREATED));
        if (isBusy(application)) {
            throw AwsException.validation("Application " + application.id()
                    + " has job runs that have not ended; they must be completed or cancelled before it is stopped");
        }
        lifecycle.stop(application);
        return AwsJson.object();
    }

    private JsonNode deleteApplication(CallContext context, ObjectNode input) {
        Application application = application(input);
        requireState(application, List.of(State.CREATED, State.STOPPED));
        lifecycle.delete(application);
        return AwsJson.object();
    }

    private static void requireState(Application application, List<State> states) {
        State state = application.state();
        if (!states.contains(state)) {
            throw AwsException.validation("Application " + application.id()
                    + " must be in one of the following statuses " + states + ". Current status: " + state);
        }
    }

    /** Starts a job run. The same client token returns the same job run. */
    private synchronized JsonNode startJobRun(CallContext context, ObjectNode input) {
        Application application = application(input);
        checkShape("StartJobRun", input);
        String token = AwsJson.text(input, "clientToken");
        for (JobRun run : jobRuns.values()) {
            if (token != null
                    && run.application() == application
                    && token.equals(AwsJson.text(run.request(), "clientToken"))) {
                requireSame(run.request(), input, "a job run", run.id());
                return started(run);
            }
        }
        checkDriver(application, input.path("jobDriver"));
        JobRunRules.check(application, input);
        startFor(application);
        String id = "00f" + Ids.hex("jobrun/" + jobRuns.size(), 13);
        String role = Inputs.required(input, "executionRoleArn");
        JobRun run = new JobRun(
                application,
                id,
                input.deepCopy(),
                outputs.of(input, role),
                context.principal().arn(),
                clock.now());
        jobRuns.put(id, run);
        lifecycle.run(run);
        return started(run);
    }

    private static void checkDriver(Application application, JsonNode driver) {
        boolean spark = application.settings().path("type").asText().equalsIgnoreCase("SPARK");
        String member = spark ? "sparkSubmit" : "hive";
        if (!driver.has(member)) {
            throw AwsException.validation("A job run of a " + (spark ? "SPARK" : "HIVE")
                    + " application has the job driver '" + member + "'");
        }
        if (AwsJson.text(driver.get(member), spark ? "entryPoint" : "query") == null) {
            throw Inputs.constraint(
                    "null", "jobDriver." + member + (spark ? ".entryPoint" : ".query"), "Member must not be null");
        }
    }

    private void startFor(Application application) {
        boolean starts = application
                .settings()
                .path("autoStartConfiguration")
                .path("enabled")
                .asBoolean(true);
        State state = application.state();
        boolean up = state == State.STARTED || state == State.STARTING;
        if (!up && !(starts && (state == State.CREATED || state == State.STOPPED))) {
            requireState(
                    application,
                    starts ? List.of(State.CREATED, State.STARTED, State.STOPPED) : List.of(State.STARTED));
        }
        lifecycle.start(application);
    }

    private Optional<String> obstacle(JobRun run) {
        String roleArn = Inputs.required(run.request(), "executionRoleArn");
        boolean assumable = iam.role(roleArn)
                .filter(role -> iam.isAssumable(role, SERVICE, run.application().arn()))
                .isPresent();
        return assumable
                ? Optional.empty()
                : Optional.of("Could not assume runtime role " + roleArn
                        + " because it does not exist or isn't setup with the required trust relationship.");
    }

    private static ObjectNode started(JobRun run) {
        return AwsJson.object()
                .put("applicationId", run.application().id())
                .put("jobRunId", run.id())
                .put("arn", run.arn());
    }

    private JsonNode getJobRun(CallContext context, ObjectNode input) {
        ObjectNode output = AwsJson.object();
        output.set("jobRun", jobRun(input).description());
        return output;
    }

    private JsonNode cancelJobRun(CallContext context, ObjectNode input) {
        JobRun run = jobRun(input);
        lifecycle.cancel(run);
        return AwsJson.object().put("applicationId", run.application().id()).put("jobRunId", run.id());
    }

    private synchronized JsonNode listJobRuns(CallContext context, ObjectNode input) {
        Application application = application(input);
        List<JobRun> runs = new ArrayList<>(jobRuns.values());
        ObjectNode output = AwsJson.object();
        ArrayNode list = output.putArray("jobRuns");
        runs.stream()
                .filter(run -> run.application() == application)
                .map(JobRun::summary)
                .sorted(Comparator.comparing(run -> -run.path("createdAt").asDouble()))
                .forEach(list::add);
        return output;
    }

    private synchronized Application application(ObjectNode input) {
        String id = Inputs.required(input, "applicationId");
        Application application = applications.get(id);
        if (application == null) {
            throw AwsException.of("ResourceNotFoundException", 404, "Application " + id + " does not exist");
        }
        return application;
    }

    private synchronized JobRun jobRun(ObjectNode input) {
        Application application = application(input);
        String id = Inputs.required(input, "jobRunId");
        JobRun run = jobRuns.get(id);
        if (run == null || run.application() != application) {
            throw AwsException.of("ResourceNotFoundException", 404, "JobRun " + id + " does not exist");
        }
        return run;
    }
}
