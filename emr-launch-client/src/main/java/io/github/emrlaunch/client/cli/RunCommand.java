package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;

@Command(
        name = "run",
        description =
                "Runs code with spark-submit as a step of a cluster, and shows what it prints. The code is put into"
                        + " S3; a folder of Python is packed. A cluster that is launched for it is terminated afterwards,"
                        + " also after Ctrl-C.",
        footer = {
            "",
            "Needs s3:PutObject on s3://ARTIFACTS/runs/* or where --code says, elasticmapreduce:AddJobFlowSteps,"
                    + " ListSteps and DescribeCluster, and s3:GetObject and ListBucket on the logs. With --launch also"
                    + " what emr-launch start --wait needs, ssm:GetParameter on the function's profile and cluster"
                    + " configuration, states:StopExecution, elasticmapreduce:TerminateJobFlows and, for clusters with"
                    + " termination protection, SetTerminationProtection.",
            "The cluster's instances, or the role, must be allowed to read the code."
        })
@SuppressWarnings("NullAway.Init")
final class RunCommand extends AwsCommand {
    private static final List<String> DEPLOY_MODES = List.of("client", "cluster");

    @Parameters(
            index = "0",
            paramLabel = "CODE",
            description = "a .py file, a folder of Python, a .jar; or the address of a file in S3, s3://…")
    private String code;

    @Parameters(index = "1..*", paramLabel = "ARGS", description = "arguments of the program; after -- all of them are")
    private List<String> arguments = new ArrayList<>();

    @ArgGroup(multiplicity = "1")
    private Where where;

    /** The values of {@code --deploy-mode}, for completion and messages. */
    static final class DeployModes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return DEPLOY_MODES.iterator();
        }
    }

    /** The cluster that runs the code: an existing one, or one that is launched. */
    static final class Where {
        @Option(names = "--cluster", required = true, paramLabel = "ID", description = "a cluster that runs, j-…")
        private @Nullable String cluster;

        @Option(
                names = "--launch",
                required = true,
                paramLabel = "NAME",
                converter = Names.class,
                description = "launches a cluster with this launch function")
        private @Nullable DefinitionName launch;
    }

    @Option(
            names = "--entry-point",
            paramLabel = "FILE",
            description =
                    "the file of the folder that is run. Default: main.py, entrypoint.py, __main__.py, or the only one")
    private @Nullable String entryPoint;

    @Option(
            names = "--class",
            paramLabel = "CLASS",
            description = "the main class of the jar. Default: that of its manifest")
    private @Nullable String mainClass;

    @Option(
            names = "--code",
            paramLabel = "s3://BUCKET/PATH",
            description =
                    "where the code is put, into a folder for each version; the cluster's instances must be allowed"
                            + " to read there. Default: runs below the artifacts of the launch function's profile")
    private @Nullable String folder;

    @Option(names = "--name", paramLabel = "NAME", description = "name of the step. Default: that of the code")
    private @Nullable String name;

    @Option(names = "--conf", paramLabel = "KEY=VALUE", description = "a property of Spark")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--spark-submit-opts",
            paramLabel = "OPTIONS",
            description =
                    "further options of spark-submit, such as \"--packages org.apache.spark:spark-avro_2.12:3.5.6\"")
    private String options = "";

    @Option(
            names = "--role",
            paramLabel = "ARN",
            description = "runtime role of the step. Default: the cluster's instance role")
    private @Nullable String role;

    @Mixin
    private LaunchOptions launchOptions;

    @Option(
            names = "--execution-name",
            paramLabel = "NAME",
            converter = ExecutionNames.class,
            description = "with --launch: name of the launch's execution, one that was never used")
    private @Nullable String executionName;

    @Option(
            names = "--keep",
            description =
                    "with --launch: leaves the cluster, which ends after the idle time of its configuration, if it has"
                            + " one")
    private boolean keep;

    @Option(
            names = "--no-wait",
            description = "ends when the step is added. A cluster that was launched ends after the idle time of its"
                    + " configuration")
    private boolean noWait;

    @Option(
            names = "--deploy-mode",
            paramLabel = "MODE",
            completionCandidates = DeployModes.class,
            description =
                    "client: the driver runs on the primary node, and what it prints is in the step's log. cluster: it"
                            + " runs in a container of YARN, with its log there. Default: client, with --no-wait cluster")
    private @Nullable String deployMode;

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description =
                    "further files of the folder, such as 'conf/*.json'. Default: Python files and what else is in"
                            + " packages")
    private List<String> include = new ArrayList<>();

    @Option(
            names = "--bucket-owner",
            paramLabel = "ACCOUNT",
            description =
                    "the account that must own the bucket of the code. Default: that of the profile, with --code any")
    private @Nullable String bucketOwner;

    @Option(
            names = "--dry-run",
            description = "checks everything, shows the files, where they go and the command, and does nothing")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
        requireSense();
        EmrLaunchClient client = client();
        SparkCode local = code.startsWith("s3://") ? null : SparkCode.of(Path.of(code), entryPoint, mainClass, include);
        RunPlace place = place(client, local);
        LaunchInput input = where.launch == null ? null : input(client, where.launch);
        if (where.launch != null && executionName != null) {
            requireNew(client, client.launch(where.launch, executionName));
        }
        if (place != null) {
            requireEnd(place);
            place.requireRole(role);
        }
        SparkUpload upload = local == null ? new SparkUpload(code, null) : upload(local, place);
        if (dryRun) {
            tell(upload, local);
            return ExitCode.OK;
        }
        return new RunSession(client, terminal(), this).run(input, upload);
    }

    /** The stored definitions of the cluster; null if they are not needed. */
    private @Nullable RunPlace place(EmrLaunchClient client, @Nullable SparkCode local) {
        if (where.launch != null) {
            return RunPlace.of(where.launch, store());
        }
        if (local == null || folder != null) {
            return null;
        }
        return RunPlace.of(
                client.launchFunction(cluster())
                        .orElseThrow(() -> new IllegalArgumentException(
                                ("Cluster %s has no tag of a launch function, whose profile would say where code is:"
                                                + " give --code s3://BUCKET/PATH")
                                        .formatted(cluster()))),
                store());
    }

    private void requireEnd(RunPlace place) {
        if (where.launch != null && !keep && place.idleTimeout().isEmpty()) {
            throw new IllegalArgumentException(
                    ("Clusters of cluster configuration '%s' have no idle time-out, so that one would go on for ever"
                                    + " if this command were cut off before it ends it: add idleTimeout to the configuration, or"
                                    + " --keep")
                            .formatted(place.configuration().definitionName()));
        }
    }

    private void requireSense() {
        if (where.launch == null && (keep || executionName != null || launchOptions.areGiven())) {
            throw new IllegalArgumentException(
                    "--execution-name, --fail-if-running, --keep, --set and --tag are for a cluster that is launched, with"
                            + " --launch");
        }
        if (where.cluster != null && !WorkTarget.isCluster(where.cluster)) {
            throw new IllegalArgumentException("'--cluster' must be the id of a cluster, j-…, got: " + where.cluster);
        }
        if (code.startsWith("s3://") && (entryPoint != null || folder != null || !include.isEmpty())) {
            throw new IllegalArgumentException(
                    "--entry-point, --include and --code are for code of this machine, got: " + code);
        }
        if (deployMode != null && !DEPLOY_MODES.contains(deployMode)) {
            throw new IllegalArgumentException("'--deploy-mode' must be one of %s, got: %s"
                    .formatted(String.join(", ", DEPLOY_MODES), deployMode));
        }
        if (arguments.contains("")) {
            throw new IllegalArgumentException("An argument is empty: command-runner.jar leaves out empty arguments");
        }
    }

    private LaunchInput input(EmrLaunchClient client, DefinitionName function) {
        LaunchInput built = launchOptions.input(typed -> client.parseOverrides(function, typed));
        client.check(function, built);
        return built;
    }

    private SparkUpload upload(SparkCode local, @Nullable RunPlace place) {
        local.notes().forEach(this::note);
        String target = folder == null && place != null ? place.folder() : String.valueOf(folder);
        String owner = bucketOwner == null && folder == null && place != null ? place.account() : bucketOwner;
        if (dryRun) {
            return SparkUpload.planned(local, target);
        }
        SparkUpload upload = SparkUpload.of(local, target, owner, emrLaunch().s3());
        if (!json()) {
            print("Code: " + upload.main());
        }
        return upload;
    }

    /** Shows what the command would do. */
    private void tell(SparkUpload planned, @Nullable SparkCode local) {
        if (json()) {
            ObjectNode plan = Json.object().put("Code", planned.main()).put("Modules", planned.modules());
            ArrayNode files = plan.putArray("Files");
            ArrayNode command = plan.putArray("Command");
            if (local != null) {
                local.modules().keySet().forEach(files::add);
            }
            command(planned).forEach(command::add);
            print(plan);
            return;
        }
        print("Code: " + planned.main());
        if (local != null && planned.modules() != null) {
            print("Modules: " + planned.modules());
            local.sizes().forEach((file, bytes) -> print("  %s, %,d bytes".formatted(file, bytes)));
        }
        print("Command: " + Words.join(command(planned)));
    }

    /** Refuses a launch that exists: others may use its cluster, which this command would terminate. */
    private static void requireNew(EmrLaunchClient client, Launch launch) {
        try {
            client.status(launch);
        } catch (ExecutionDoesNotExistException asItShould) {
            return;
        }
        throw new IllegalArgumentException(
                "'--execution-name' was used before, and its cluster may be in use: give another, or run on the cluster"
                        + " with --cluster; got: " + launch.executionName());
    }

    /** Returns the given cluster. */
    String cluster() {
        return String.valueOf(where.cluster);
    }

    /** Returns the launch function; null for a given cluster. */
    @Nullable DefinitionName launchFunction() {
        return where.launch;
    }

    /** Returns the name of the launch's execution; null for a generated name. */
    @Nullable String executionName() {
        return executionName;
    }

    boolean keeps() {
        return keep;
    }

    boolean waits() {
        return !noWait;
    }

    /** Returns the runtime role of the step. */
    @Nullable String role() {
        return role;
    }

    String stepName() {
        if (name != null) {
            return name;
        }
        return code.startsWith("s3://")
                ? code.replaceFirst("^.*/", "")
                : String.valueOf(Path.of(code).toAbsolutePath().normalize().getFileName());
    }

    /** In client mode the driver runs on the primary node, and its output is in the log of the step. */
    String deployMode() {
        return deployMode == null ? noWait ? "cluster" : "client" : deployMode;
    }

    List<String> command(SparkUpload upload) {
        List<String> command = new ArrayList<>(List.of("spark-submit", "--deploy-mode", deployMode()));
        if (mainClass != null) {
            command.addAll(List.of("--class", mainClass));
        }
        if (upload.modules() != null) {
            command.addAll(List.of("--py-files", upload.modules()));
        }
        properties.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
        command.addAll(Words.of(options));
        command.add(upload.main());
        command.addAll(arguments);
        return command;
    }
}
