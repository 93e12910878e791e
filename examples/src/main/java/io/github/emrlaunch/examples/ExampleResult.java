package io.github.emrlaunch.examples;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.LocalStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The result of one execution of an example.
 *
 * @param folder the folder in which it is saved
 * @param execution the execution
 * @param clusters the clusters that it launched, in their state at its end
 * @param steps the steps that it added to any cluster
 * @param jobRuns the job runs of EMR Serverless that it started
 */
public record ExampleResult(
        Path folder,
        LaunchResult execution,
        List<LocalCluster> clusters,
        List<LocalStep> steps,
        List<LocalJobRun> jobRuns) {
    /** Keeps the lists as they are. */
    public ExampleResult {
        clusters = List.copyOf(clusters);
        steps = List.copyOf(steps);
        jobRuns = List.copyOf(jobRuns);
    }

    /**
     * Saves the history, the output, and the requests of the last cluster, of all steps and of all job runs as the services received
     * them.
     *
     * @param page the page of the run, in HTML
     */
    void save(Path folder, JsonNode history, String page) {
        save(folder, "index.html", page);
        save(folder, "history.json", history);
        save(folder, "output.json", execution.output() == null ? Json.object() : execution.output());
        if (!clusters.isEmpty()) {
            save(folder, "run-job-flow.json", clusters.get(clusters.size() - 1).request());
        }
        save(folder, "steps.json", steps.stream().map(LocalStep::request).toList());
        save(folder, "job-runs.json", jobRuns.stream().map(LocalJobRun::request).toList());
    }

    private static void save(Path folder, String file, List<JsonNode> requests) {
        if (!requests.isEmpty()) {
            save(folder, file, Json.of(requests));
        }
    }

    private static void save(Path folder, String file, JsonNode json) {
        save(folder, file, Json.writePretty(json) + "\n");
    }

    private static void save(Path folder, String file, String text) {
        Path path = folder.resolve(file);
        try {
            Files.createDirectories(folder);
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + path, e);
        }
    }
}
