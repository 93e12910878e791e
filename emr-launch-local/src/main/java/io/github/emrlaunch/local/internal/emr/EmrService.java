package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Authorizer;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Page;
import io.github.emrlaunch.local.internal.aws.RequestShapes;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.jobs.JobHost;
import io.github.emrlaunch.local.internal.jobs.JobThreads;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.NetworkLookup;
import io.github.emrlaunch.local.internal.service.ProgressSource;
import io.github.emrlaunch.local.internal.service.SecurityConfigurationLookup;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.service.Services;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The operations of EMR on EC2, see the <a href="https://docs.aws.amazon.com/emr/latest/APIReference/">API reference</a>. */
public final class EmrService implements JobHost, ProgressSource, SecurityConfigurationLookup {
    private static final int PAGE = 50;
    private static final int MAX_TERMINATED_AT_ONCE = 10;

    private final Account account;
    private final VirtualClock clock;
    private final Services services;
    private final RunJobFlowRules rules;
    private final ClusterPermissions permissions;
    private final ClusterPreconditions preconditions;
    private final Lifecycle lifecycle;
    private final JobThreads jobs;
    /** botocore's model of EMR. The checks during synthesis use it, too. */
    private static final RequestShapes SHAPES =
            RequestShapes.of("/io/github/emrlaunch/definitions/emr-request-shapes.json");

    private volatile RequestShapes shapes = SHAPES;
    private final StepOperations stepOperations;
    private final ScalingOperations scalingOperations;
    private final StepRuntimeRoles runtimeRoles;
    private final EmrTaskIntegrations tasks;
    private final SecurityConfigurations securityConfigurations = new SecurityConfigurations();
    private final Faults faults = new Faults();
    private final Clusters clusters = new Clusters();

    EmrService(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.services = context.services();
        Iam iam = context.iam();
        Authorizer authorizer = context.authorizer();
        this.rules = new RunJobFlowRules(iam, securityConfigurations);
        this.permissions = new ClusterPermissions(account, iam, clusters::find);
        this.preconditions = new ClusterPreconditions(
                services, new ClusterRoles(account, iam, authorizer, permissions), securityConfigurations);
        this.runtimeRoles = new StepRuntimeRoles(iam, authorizer, securityConfigurations);
        this.jobs = new JobThreads(context, "emr");
        this.lifecycle = new Lifecycle(
                clock, faults, this::obstacle, new StepJobs(jobs, iam), new EmrEvents(context.events(), clock));
        this.stepOperations = new StepOperations(clusters, clock, permissions, runtimeRoles, lifecycle);
        this.scalingOperations = new ScalingOperations(clusters, permissions, lifecycle);
        this.tasks = new EmrTaskIntegrations(context.gateway());
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new EmrService(context);
        }
    }

    @Override
    public ServiceTasks tasks() {
        return ServiceTasks.of(tasks.table()).with(ServiceTasks.Sdk.of("emr", "Emr"));
    }

    @Override
    public Map<String, ResourceType> resources() {
        return new SecurityConfigurationResources(securityConfigurations).handlers();
    }

    @Override
    public Checkpoint checkpoint() {
        return Checkpoints.all(
                securityConfigurations.checkpoint(), faults.checkpoint(), clusters.checkpoint(), jobs.checkpoint());
    }

    @Override
    public JobThreads jobs() {
        return jobs;
    }

    @Override
    public boolean isUnderWay(String action, ObjectNode input, String jobId) {
        return new EmrProgress(clusters).isUnderWay(action, input, jobId);
    }

    /** Ignores unknown members of requests from now on. Default: they are rejected. */
    public void ignoreUnknownMembers() {
        shapes = SHAPES.ignoringUnknownMembers();
    }

    /** Returns the security configurations of the account. */
    public SecurityConfigurations securityConfigurations() {
        return securityConfigurations;
    }

    @Override
    public boolean hasSecurityConfiguration(String name) {
        return securityConfigurations.contains(name);
    }

    @Override
    public AwsService api() {
        Map<String, Operation> operations = new HashMap<>(Map.of(
                "DescribeCluster",
                onCluster("DescribeCluster", this::describeCluster),
                "ListClusters",
                Operation.requiring(
                        input -> RequiredPermission.of("elasticmapreduce:ListClusters", "*"), this::listClusters),
                "TerminateJobFlows",
                new Operation(permissions.jobFlows("TerminateJobFlows"), this::terminateJobFlows),
                "SetTerminationProtection",
                new Operation(permissions.jobFlows("SetTerminationProtection"), this::setTerminationProtection)));
        operations.putAll(stepOperations.table());
        operations.putAll(scalingOperations.table());
        operations.putAll(new InstanceOperations(clusters, permissions, lifecycle).table());
        operations.putAll(new TagOperations(clusters, permissions).table());
        operations.putAll(new ReleaseOperations().table());
        operations.replaceAll((name, operation) -> new Operation(
                operation.permissions(),
                (context, input) -> operation.handler().call(context, shapes.read(name, input))));
        operations.put("RunJobFlow", new Operation(permissions::runJobFlow, this::runJobFlow));
        return AwsService.json("elasticmapreduce", "ElasticMapReduce", operations);
    }

    private Optional<String> obstacle(Cluster cluster, Step step) {
        return runtimeRoles.obstacle(cluster, step).or(() -> CommandRunner.failure(step));
    }

    private Operation onCluster(String name, Operation.Handler handler) {
        return new Operation(permissions.cluster(name, "ClusterId"), handler);
    }

    public Faults faults() {
        return faults;
    }

    /** Returns the possible session names of the steps of a cluster. */
    public List<String> stepSessions(String clusterId) {
        return clusters.find(clusterId).stream()
                .flatMap(cluster -> Stream.concat(
                        Stream.of(ClusterInstances.primaryId(cluster)),
                        cluster.steps().stream().map(Step::id)))
                .toList();
    }

    /** Returns all clusters in the order of their creation. */
    public List<LocalCluster> snapshots() {
        return clusters.all().stream().map(Cluster::snapshot).toList();
    }

    private JsonNode runJobFlow(CallContext context, ObjectNode input) {
        ObjectNode request = shapes.read("RunJobFlow", input);
        rules.check(request);
        String stepExecutionRole = AwsJson.text(request, "StepExecutionRoleArn");
        // AWS does not document this for a role without steps. This is the stricter assumption.
        if (!request.path("Steps").isEmpty() || stepExecutionRole != null) {
            runtimeRoles.check(request, stepExecutionRole);
        }
        List<ClusterFault> planned = faults.take(request.get("Name").asText());
        for (ClusterFault fault : planned) {
            if (fault instanceof ClusterFault.Rejected rejected) {
                throw AwsException.client(rejected.errorCode(), rejected.message());
            }
        }
        Cluster cluster = add(request, input.deepCopy());
        for (ClusterFault fault : planned) {
            if (fault instanceof ClusterFault.DescribeThrottled throttled) {
                faults.throttle(cluster.id(), throttled.times());
            }
        }
        preconditions
                .violation(context.principal(), request)
                .ifPresentOrElse(
                        message -> lifecycle.refuse(cluster, message), () -> lifecycle.begin(cluster, planned));
        return AwsJson.object().put("JobFlowId", cluster.id()).put("ClusterArn", cluster.arn());
    }

    private Cluster add(ObjectNode request, ObjectNode received) {
        ClusterNetwork placement = ClusterNetwork.of(request.get("Instances"), services.get(NetworkLookup.class));
        return clusters.add(number -> {
            String id = "j-" + Ids.alphanumeric("cluster/" + number, 13);
            String arn = account.arn("elasticmapreduce", "cluster/" + id);
            return new Cluster(id, arn, request, received, clock.now(), placement);
        });
    }

    private Cluster clusterOf(ObjectNode input) {
        return clusters.cluster(Inputs.required(input, "ClusterId"));
    }

    private JsonNode describeCluster(CallContext context, ObjectNode input) {
        Cluster cluster = clusterOf(input);
        faults.checkDescribe(cluster.id());
        ObjectNode output = AwsJson.object();
        output.set("Cluster", cluster.description());
        return output;
    }

    private JsonNode listClusters(CallContext context, ObjectNode input) {
        Set<String> states = Set.copyOf(Inputs.strings(input, "ClusterStates"));
        double after = input.path("CreatedAfter").asDouble(Double.NEGATIVE_INFINITY);
        double before = input.path("CreatedBefore").asDouble(Double.POSITIVE_INFINITY);
        List<Cluster> newestFirst = clusters.all();
        Collections.reverse(newestFirst);
        List<Cluster> matching = newestFirst.stream()
                .filter(cluster ->
                        states.isEmpty() || states.contains(cluster.state().name()))
                .filter(cluster -> AwsJson.timestamp(cluster.created()) >= after)
                .filter(cluster -> AwsJson.timestamp(cluster.created()) <= before)
                .toList();
        Page<Cluster> page = Clusters.page(matching, input, PAGE);
        ObjectNode output = AwsJson.object();
        ArrayNode summaries = output.putArray("Clusters");
        page.elements().forEach(cluster -> summaries.add(cluster.summary()));
        if (page.next() != null) {
            output.put("Marker", page.next());
        }
        return output;
    }

    /** Terminates all clusters, including clusters with termination protection. */
    public void terminateAll() {
        clusters.all().forEach(lifecycle::terminate);
    }

    /** Terminates the clusters without termination protection before it rejects the request because of the others, as EMR does. */
    private JsonNode terminateJobFlows(CallContext context, ObjectNode input) {
        List<String> ids = Inputs.requiredStrings(input, "JobFlowIds");
        if (ids.size() > MAX_TERMINATED_AT_ONCE) {
            throw AwsException.validation("The maximum number of job flows that can be terminated at a time is "
                    + MAX_TERMINATED_AT_ONCE + ", got: " + ids.size());
        }
        boolean refused = false;
        for (Cluster cluster : ids.stream().map(clusters::jobFlow).toList()) {
            if (cluster.isTerminationProtected() && !cluster.state().isEnding()) {
                refused = true;
            } else {
                lifecycle.terminate(cluster);
            }
        }
        if (refused) {
            throw AwsException.validation(
                    "Could not shut down one or more job flows since they are termination protected.");
        }
        return AwsJson.object();
    }

    private JsonNode setTerminationProtection(CallContext context, ObjectNode input) {
        boolean value = Boolean.parseBoolean(Inputs.required(input, "TerminationProtected"));
        Inputs.requiredStrings(input, "JobFlowIds").stream()
                .map(clusters::jobFlow)
                .toList()
                .forEach(cluster -> cluster.setTerminationProtected(value));
        return AwsJson.object();
    }
}
