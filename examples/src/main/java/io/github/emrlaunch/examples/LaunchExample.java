package io.github.emrlaunch.examples;

import io.github.emrlaunch.client.LaunchEvent;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LambdaInvocation;
import io.github.emrlaunch.local.LocalAws;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Runs an example on this machine and tells what happens. */
public final class LaunchExample {
    private final Example example;
    private final PrintStream out;
    private int invocationsTold;

    private LaunchExample(Example example, PrintStream out) {
        this.example = example;
        this.out = out;
    }

    /** Takes the name of the example; without one, the first. */
    public static void main(String[] args) throws InterruptedException {
        Example example = args.length == 0 ? Example.all().get(0) : Example.named(args[0]);
        if (!run(example, System.out)) {
            System.exit(1);
        }
    }

    /** Runs an example; returns whether all that it starts succeeded. */
    static boolean run(Example example, PrintStream out) throws InterruptedException {
        return new LaunchExample(example, out).run();
    }

    private boolean run() throws InterruptedException {
        try (ExampleRun run = new ExampleRun(example)) {
            Instant start = Instant.now();
            List<Path> assemblies = run.synthesize();
            out.printf(
                    "Synthesized %s in %s: %s%n",
                    example.name(),
                    since(start),
                    assemblies.stream().map(Path::toString).collect(Collectors.joining(", ")));

            Deployment deployment = run.deploy(assemblies);
            out.printf("Deployed to the stand-in at %s: %s%n", run.aws().endpoint(), summary(deployment));
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
        ExampleResult result = run.run(what, event -> tell(event, virtualStart, run.aws()));
        LaunchResult execution = result.execution();
        if (!execution.succeeded()) {
            out.printf("It %s: %s: %s%n", execution.status(), execution.error(), execution.cause());
            return false;
        }
        out.println("Permissions that sufficed:");
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
        out.printf(
                "Ended after %s on AWS's clock and %s on yours: %s%n",
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
        result.steps()
                .forEach(step -> out.printf(
                        "Step %s is %s: %s%n",
                        step.name(), step.state(), step.request().at("/HadoopJarStep/Args")));
        result.jobRuns()
                .forEach(jobRun -> out.printf(
                        "Job run %s is %s: %s%n",
                        jobRun.name(), jobRun.state(), jobRun.request().path("jobDriver")));
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
