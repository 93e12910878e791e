package io.github.emrlaunch.local.internal.page;

import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.local.jobs.JobResult;
import java.time.Instant;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The sections for the resources of a run: clusters with their steps, job runs, messages. */
final class ResourcesPart {
    private final Html html;
    private final Instant start;

    private ResourcesPart(Html html, Run run) {
        this.html = html;
        this.start = run.main().started();
    }

    static void clusters(Html html, Run run) {
        run.clusters().forEach(new ResourcesPart(html, run)::cluster);
    }

    static void jobRuns(Html html, Run run) {
        run.jobRuns().forEach(new ResourcesPart(html, run)::jobRun);
    }

    static void messages(Html html, Run run) {
        ResourcesPart part = new ResourcesPart(html, run);
        for (int i = 0; i < run.messages().size(); i++) {
            part.message(run.messages().get(i), i);
        }
    }

    private void cluster(LocalCluster cluster) {
        html.open("article").open("h3", "id", cluster.id()).text(cluster.name() + " ");
        badge(cluster.state());
        html.close("h3").line().open("dl");
        term("Cluster", cluster.id());
        times(cluster.created(), "Ready", cluster.ready(), cluster.ended());
        term("Reason", cluster.stateChangeReason());
        html.close("dl").line();
        if (!cluster.tags().isEmpty()) {
            html.open("details", "class", "card").element("summary", "Tags").open("dl");
            new TreeMap<>(cluster.tags()).forEach((key, value) -> {
                html.element("dt", key).element("dd", value);
            });
            html.close("dl").close("details").line();
        }
        for (LocalStep step : cluster.steps()) {
            step(step);
        }
        RunPage.json(
                html,
                "The RunJobFlow request as EMR received it",
                cluster.request().toString());
        html.close("article").line();
    }

    private void step(LocalStep step) {
        html.open("details", "class", "card", "id", step.id()).open("summary").element("h4", "Step " + step.name());
        badge(step.state());
        html.close("summary").open("dl");
        term("Step", step.id());
        term("Started", step.started());
        term("Ended", step.ended());
        term("Runtime role", step.executionRoleArn());
        term("Arguments", String.join(" ", step.arguments()));
        job(step.job());
        html.close("dl").line();
        logs(step.job());
        if (!step.message().isEmpty()) {
            html.open("div", "class", step.state().equals("FAILED") ? "error" : "data")
                    .element("pre", step.message())
                    .close("div");
        }
        RunPage.json(html, "Request", step.request().toString());
        html.close("details").line();
    }

    /** Writes whether a job ran, and the notes for its author. */
    private void job(@Nullable JobResult job) {
        if (job == null) {
            return;
        }
        term(
                "Job",
                switch (job.outcome()) {
                    case SIMULATED -> "simulated: " + job.message();
                    case SUCCEEDED -> "ran for " + seconds(job);
                    case FAILED ->
                        "ran for " + seconds(job) + " and failed"
                                + (job.exitCode() == null ? "" : " with exit code " + job.exitCode());
                });
        job.notes().forEach(note -> term("Note", note));
    }

    /** Writes the logs of a job that ran; open when the job failed. */
    private void logs(@Nullable JobResult job) {
        if (job == null) {
            return;
        }
        new TreeMap<>(job.logs()).forEach((name, file) -> {
            LogEnd log = LogEnd.of(file);
            if (!log.text().isBlank()) {
                boolean open = job.outcome() == JobResult.Outcome.FAILED && name.equals("stderr");
                html.raw(open ? "<details class=\"data\" open>" : "<details class=\"data\">")
                        .element("summary", "Log " + name + (log.whole() ? "" : ", its last lines"))
                        .element("pre", log.text())
                        .close("details")
                        .line();
            }
        });
    }

    private static String seconds(JobResult job) {
        return String.format(Locale.ROOT, "%.1f s of real time", job.duration().toMillis() / 1000.0);
    }

    private void jobRun(LocalJobRun job) {
        html.open("article")
                .open("h3", "id", "job-" + job.id())
                .text((job.name().isEmpty() ? job.id() : job.name()) + " ");
        badge(job.state());
        html.close("h3").line().open("dl");
        term("Job run", job.id());
        term("Application", job.applicationId());
        times(job.created(), "Started", job.started(), job.ended());
        term("Details", job.stateDetails());
        term("Output in S3", String.join(" ", job.outputs()));
        job(job.job());
        html.close("dl").line();
        logs(job.job());
        RunPage.json(
                html,
                "The StartJobRun request as EMR Serverless received it",
                job.request().toString());
        html.close("article").line();
    }

    private void message(Publication message, int number) {
        html.open("article")
                .element(
                        "h3",
                        message.subject() == null ? "A message to " + message.topicName() : message.subject(),
                        "id",
                        "message-" + number)
                .open("dl");
        term("Topic", message.topicArn());
        term("Sent", message.time());
        term("Recipients", message.recipients().isEmpty() ? "none" : String.join(", ", message.recipients()));
        message.attributes().forEach((name, value) -> term("Attribute " + name, value));
        html.close("dl").line();
        RunPage.json(html, "Message", message.message());
        html.close("article").line();
    }

    private void badge(String state) {
        html.element("span", state, "class", "badge is-" + RunPage.kind(state));
    }

    private void times(Instant created, String begun, @Nullable Instant ready, @Nullable Instant ended) {
        term("Created", created);
        term(begun, ready);
        term("Ended", ended);
    }

    private void term(String name, @Nullable Instant time) {
        if (time != null) {
            term(name, Times.since(start, time) + " (" + Times.moment(time) + ")");
        }
    }

    private void term(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            html.element("dt", name).element("dd", value);
        }
    }
}
