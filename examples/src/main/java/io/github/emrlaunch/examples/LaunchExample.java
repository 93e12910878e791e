package io.github.emrlaunch.examples;

import io.github.emrlaunch.client.LaunchEvent;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LambdaInvocation;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.Jobs;
import io.github.emrlaunch.local.spark.SparkJobs;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs an example on this machine and prints its progress. With the system property {@code jobs=real} its jobs are real. */
public final class LaunchExample {
    private static final Path TARGET = Path.of("target");

    private final Example example;
    private final @Nullable Jobs jobs;
    private final PrintStream out;
    private int invocationsTold;

    private LaunchExample(Example example, @Nullable Jobs jobs, PrintStream out) {
        this.example = example;
        this.jobs = jobs;
        this.out = out;
    }

    /** Runs the example with the given name. Default: the first example. */
    public static void main(String[] args) throws InterruptedException {
        Example example = args.length == 0 ? Example.all().get(0) : Example.named(args[0]);
        String jobs = System.getProperty("jobs", "simulated");
        if (!run(example, jobs, System.out)) {
            System.exit(1);
        }
    }

    /**
     * Runs an example, and returns whether all its executions succeeded.
     *
     * @param jobs {@code simulated} or {@code real}
     */
    static boolean run(Example example, String jobs, PrintStream out) throws InterruptedException {
        return switch (jobs) {
            case "simulated" -> new LaunchExample(example, null, out).run();
            case "real" -> run(example, SparkJobs.installed(), out);
            default -> {
                out.printf("-Djobs must be simulated or real, got: %s%n", jobs);
                yield false;
            }
        };
    }

    /** Runs an example with real jobs, if Spark is installed. */
    static boolean run(Example example, SparkJobs jobs, PrintStream out) throws InterruptedException {
        if (!jobs.isInstalled()) {
            out.printf(
                    "The jobs of %s cannot run. %s%nThey need Spark, pip install 'pyspark==3.5.*', and a JDK 17:"
                            + " docs/real-jobs.md. Without -Djobs=real, jobs are simulated%n",
                    example.name(), jobs.description());
            return false;
        }
        return new LaunchExample(example, jobs, out).run();
    }

    private boolean run() throws InterruptedException {
        try (ExampleRun run =
                jobs == null ? new ExampleRun(example, TARGET) : ExampleRun.withJobs(example, TARGET, jobs)) {
            if (jobs != null) {
                out.println(jobs.description());
            }
            Instant start = Instant.now();
            out.printf("Synthesizing %s, as cdk synth does%n", example.name());
            List<Path> assemblies = run.synthesize();
            out.printf(
                    "Synthesized in %s: %s%n",
                    since(start), assemblies.stream().map(Path::toString).collect(Collectors.joining(", ")));

            Deployment deployment = run.deploy(assemblies);
            out.printf("Deployed to the local emulator at %s: %s%n", run.aws().endpoint(), summary(deployment));
            deployment.skippedByType().forEach(line -> out.printf("  skipped %s%n", line));

            for (Example.Start what : example.starts()) {
                if (!run(run, what)) {
                    return false;
                }
            }
            return true;
        }
    }

    private boolean run(ExampleRun run, Example.Start what) throws InterruptedException {
        out.println(description(what));
        Instant virtualStart = run.aws().clock().now();
        Instant start = Instant.now();
        int authorizationsBefore = run.aws().authorizations().size();
        Set<String> objectsBefore = new HashSet<>(run.objects());
        ExampleResult result = run.run(what, event -> tell(event, virtualStart, run.aws()));
        LaunchResult execution = result.execution();
        if (!execution.succeeded()) {
            tellJobs(result);
            tellObjects(run, objectsBefore);
            out.printf("Execution %s: %s: %s%n", execution.status(), execution.error(), execution.cause());
            return false;
        }
        out.println("Permissions used:");
        run.aws().authorizations().stream()
                .skip(authorizationsBefore)
                .distinct()
                .forEach(allowed -> out.printf(
                        "  %s: %s on %s (%s%s)%n",
                        allowed.roleName(),
                        allowed.action(),
                        allowed.resource(),
                        allowed.policy(),
                        allowed.statement()));
        tell(result);
        tellObjects(run, objectsBefore);
        out.printf(
                "Ended after %s of virtual time and %s of real time: %s%n",
                clock(execution.elapsed()), since(start), result.folder());
        return true;
    }

    private static String description(Example.Start what) {
        if (what instanceof Example.Launch launch) {
            return "Launching %s with %s"
                    .formatted(
                            launch.launchFunction(), Json.write(launch.input().toJson()));
        }
        Example.Execution execution = (Example.Execution) what;
        return "Starting %s with %s".formatted(execution.stateMachine(), Json.write(execution.input()));
    }

    private void tell(ExampleResult result) {
        result.clusters()
                .forEach(cluster -> out.printf(
                        "EMR received:%n%s%nCluster %s is %s%n",
                        Json.writePretty(cluster.request()), cluster.id(), cluster.state()));
        tellJobs(result);
    }

    private void tellJobs(ExampleResult result) {
        for (LocalStep step : result.steps()) {
            out.printf(
                    "Step %s is %s: %s%n",
                    step.name(), step.state(), step.request().at("/HadoopJarStep/Args"));
            tell(step.job());
        }
        for (LocalJobRun jobRun : result.jobRuns()) {
            out.printf(
                    "Job run %s is %s: %s%n",
                    jobRun.name(), jobRun.state(), jobRun.request().path("jobDriver"));
            tell(jobRun.job());
        }
    }

    private void tell(@Nullable JobResult job) {
        if (job == null) {
            return;
        }
        String seconds = "%.1f s".formatted(job.duration().toMillis() / 1000.0);
        out.println(
                switch (job.outcome()) {
                    case SUCCEEDED -> "  ran for " + seconds;
                    case FAILED -> "  failed after %s: %s".formatted(seconds, job.message());
                    case SIMULATED -> "  was simulated: " + job.message();
                });
        job.notes().forEach(note -> out.println("  note: " + note));
        job.logs().values().stream()
                .map(Path::getParent)
                .distinct()
                .forEach(folder -> out.println("  logs: " + relative(folder)));
    }

    private void tellObjects(ExampleRun run, Set<String> before) {
        List<String> created = run.objects().stream()
                .filter(object -> !before.contains(object))
                .toList();
        if (jobs != null && !created.isEmpty()) {
            out.printf("New objects in S3 (buckets are folders in %s):%n", relative(run.buckets()));
            created.forEach(object -> out.println("  " + object));
        }
    }

    private static Path relative(Path file) {
        return Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());
    }

    private static String summary(Deployment deployment) {
        Map<String, Long> bySupport = deployment.resources().stream()
                .collect(Collectors.groupingBy(
                        resource -> resource.support()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', ' '),
                        TreeMap::new,
                        Collectors.counting()));
        return "%d resources %s".formatted(deployment.resources().size(), bySupport);
    }

    private void tell(LaunchEvent event, Instant start, LocalAws aws) {
        String at = clock(Duration.between(start, event.time()));
        if (event.type().endsWith("StateEntered")) {
            out.printf("  %s  %s%n", at, event.state());
        } else if (!event.details().isEmpty()) {
            out.printf("  %s    %s: %s%n", at, event.type(), event.details());
        }
        for (; invocationsTold < aws.invocations().size(); invocationsTold++) {
            LambdaInvocation invocation = aws.invocations().get(invocationsTold);
            out.printf(
                    "  %s    Lambda %s in %d ms%n",
                    at,
                    invocation.coldStart() ? "cold start" : "invocation",
                    invocation.duration().toMillis());
        }
    }

    private static String clock(Duration duration) {
        return "%d:%02d:%02d".formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    private static String since(Instant start) {
        return "%.1f s".formatted(Duration.between(start, Instant.now()).toMillis() / 1000.0);
    }
}
