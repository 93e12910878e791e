package io.github.emrlaunch.local;

import io.github.emrlaunch.local.internal.iam.UnknownKeys;
import io.github.emrlaunch.local.jobs.Jobs;
import io.github.emrlaunch.local.jobs.JobsProvider;
import io.github.emrlaunch.states.time.ClockMode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the local emulator for clients in other processes until it is interrupted. */
@Command(
        name = "serve",
        description = "Deploys cloud assemblies on this machine and responds like AWS until Ctrl-C.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class ServeCommand implements Callable<Integer> {
    /** The line of a test that declares a missing resource. */
    private static final Pattern DECLARATION = Pattern.compile(": existing\\..*", Pattern.DOTALL);

    private final CountDownLatch closed;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "4599",
            description = "port on 127.0.0.1, 0 for a free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            defaultValue = "us-east-1",
            description = "the region. Default: ${DEFAULT-VALUE}")
    private String region = "";

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            defaultValue = "123456789012",
            description = "the account. Default: ${DEFAULT-VALUE}")
    private String account = "";

    @ArgGroup
    private Clock clock = new Clock();

    @Option(
            names = "--existing",
            paramLabel = "FILE",
            description = "JSON file that declares resources that exist in the account before the first deployment")
    private @Nullable Path existing;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "directory for files, with buckets under s3. Default: a temporary directory, deleted at the end")
    private @Nullable Path directory;

    @Option(
            names = "--jobs",
            description = "run the jobs of steps and job runs with Spark on this machine instead of simulating them")
    private boolean runsJobs;

    @Option(
            names = "--jobs-at-once",
            paramLabel = "N",
            description =
                    "with --jobs: how many jobs run at the same time, 1 or more. Default: the number of processors")
    private @Nullable Integer jobsAtOnce;

    @ArgGroup
    private Python python = new Python();

    @Option(names = "--strict", description = "reject access keys that the emulator did not issue")
    private boolean strict;

    @Parameters(paramLabel = "ASSEMBLY", description = "directory of a cloud assembly, such as cdk.out")
    private List<Path> assemblies = new ArrayList<>();

    /** The options of the clock, at most one of them. */
    private static final class Clock {
        @Option(names = "--real-time", description = "time passes like the wall clock")
        private boolean real;

        @Option(names = "--hold", description = "time passes only with POST /_emr-launch/clock")
        private boolean hold;

        ClockMode mode() {
            return real ? ClockMode.REAL : hold ? ClockMode.HOLD : ClockMode.JUMP;
        }
    }

    /** The options of Python, at most one of them. */
    private static final class Python {
        @Option(
                names = "--python",
                paramLabel = "FILE",
                description =
                        "Python with awslambdaric that runs functions. Default: the first one with awslambdaric on the PATH")
        private @Nullable Path executable;

        @Option(
                names = "--python-venv",
                paramLabel = "DIR",
                description = "virtual environment that runs functions, created when it is needed and does not exist")
        private @Nullable Path venv;

        PythonFunctions functions() {
            return executable != null
                    ? PythonFunctions.of(executable)
                    : venv != null ? PythonFunctions.virtualEnvironment(venv) : PythonFunctions.installed();
        }
    }

    ServeCommand(CountDownLatch closed) {
        this.closed = closed;
    }

    @Override
    public Integer call() throws InterruptedException {
        ExistingFile declared = existing == null ? null : ExistingFile.read(existing);
        requireJobsAtOnce();
        @Nullable Jobs jobs = runsJobs ? installedJobs() : null;
        LocalAws.Builder settings = LocalAws.builder()
                .port(port)
                .region(region)
                .accountId(account)
                .directory(directory)
                .pythonFunctions(pythonFunctions())
                .unknownKeys(strict ? UnknownKeys.REFUSED : UnknownKeys.ADMINISTRATOR)
                .startTime(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .clients(InstantSource.system());
        if (jobs != null) {
            settings.jobs(jobs);
        }
        try (LocalAwsServer server = LocalAwsServer.start(settings, clock.mode())) {
            if (declared != null) {
                declared.declare(server.aws().existing());
            }
            List<Deployment> deployments =
                    assemblies.stream().map(server::deploy).toList();
            server.tickByItself();
            tell(server, deployments, jobs);
            closed.await();
        }
        return 0;
    }

    /** Returns the Python of functions. A Python that an option names must be able to run them. */
    private PythonFunctions pythonFunctions() {
        PythonFunctions functions = python.functions();
        if (python.executable != null) {
            try {
                functions.python();
            } catch (PythonNotFoundException e) {
                throw new ParameterException(spec.commandLine(), "--python: " + e.getMessage(), e);
            }
        }
        return functions;
    }

    private void requireJobsAtOnce() {
        if (jobsAtOnce != null && !runsJobs) {
            throw invalid("--jobs-at-once needs --jobs: without it, all jobs are simulated");
        }
        if (jobsAtOnce != null && jobsAtOnce < 1) {
            throw invalid("--jobs-at-once must be 1 or more, got: " + jobsAtOnce);
        }
    }

    private ParameterException invalid(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Returns the job runner of the module on the class path. This module does not run jobs. */
    private Jobs installedJobs() {
        return ServiceLoader.load(JobsProvider.class)
                .findFirst()
                .map(provider -> jobsAtOnce == null ? provider.installed() : provider.installed(jobsAtOnce))
                .orElseThrow(() -> invalid("--jobs needs the jar that runs jobs with Spark:"
                        + " emr-launch-local-spark/target/emr-launch-local-spark-"
                        + version() + "-cli.jar"));
    }

    private static String version() {
        String version = ServeCommand.class.getPackage().getImplementationVersion();
        return version == null ? "VERSION" : version;
    }

    /** Prints everything after the deployments, so that they are complete when a client reads the first line. */
    private void tell(LocalAwsServer server, List<Deployment> deployments, @Nullable Jobs jobs) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Listening on " + server.endpoint());
        if (jobs != null) {
            out.println(jobs.description());
        }
        for (Deployment deployment : deployments) {
            new TreeMap<>(count(deployment))
                    .forEach((stack, count) -> out.printf("Deployed %s: %d resources%n", stack, count));
            deployment
                    .skippedResources()
                    .forEach(resource -> out.printf(
                            "Skipped %s %s (%s): %s%n",
                            resource.stackName(), resource.logicalId(), resource.type(), resource.note()));
            List<DeployedResource> idle = deployment.ofType("AWS::Lambda::Function").stream()
                    .filter(function -> function.support() == DeployedResource.Support.IDENTITY_ONLY)
                    .toList();
            idle.forEach(function ->
                    out.printf("Function %s %s: %s%n", function.stackName(), function.logicalId(), function.reason()));
            int partly =
                    deployment.skipped().size() - deployment.skippedResources().size() - idle.size();
            if (partly > 0) {
                out.printf("%d resources have properties without effect: GET /_emr-launch/skipped%n", partly);
            }
        }
        if (!deployments.isEmpty()) {
            Deployment last = deployments.get(deployments.size() - 1);
            if (!last.assumedNetworks().isEmpty()) {
                out.println(
                        "Assumed to exist, because templates name them: " + String.join(", ", last.assumedNetworks()));
            }
            last.missing()
                    .forEach(missing -> out.println(
                            DECLARATION.matcher(missing).replaceFirst(": deploy it, or declare it with --existing")));
        }
        new TreeMap<>(server.aws().environment()).forEach((name, value) -> out.printf("export %s=%s%n", name, value));
        out.flush();
    }

    private static Map<String, Integer> count(Deployment deployment) {
        Map<String, Integer> counts = new TreeMap<>();
        deployment.outputs().keySet().forEach(stack -> counts.put(stack, 0));
        deployment.resources().stream()
                .filter(resource -> resource.support() != DeployedResource.Support.SKIPPED)
                .forEach(resource -> counts.merge(resource.stackName(), 1, Integer::sum));
        return counts;
    }
}
