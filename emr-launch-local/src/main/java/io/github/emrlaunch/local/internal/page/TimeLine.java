package io.github.emrlaunch.local.internal.page;

import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.local.internal.page.Visit.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The timeline: a row for each state, cluster, step, job run and message, in groups. */
final class TimeLine {
    private static final int WIDTH = 1000;
    private static final int NARROWEST = 5;
    private static final int HEIGHT = 12;

    /** @param end the end; null when it has not ended */
    private record Bar(Instant start, @Nullable Instant end, String kind) {}

    /** @param anchor the id of the section with the details */
    private record Row(String name, String anchor, String status, List<Bar> bars) {}

    private final Html html;
    private final Run run;
    private final Instant start;
    private final Instant end;

    private TimeLine(Html html, Run run) {
        this.html = html;
        this.run = run;
        this.start = run.main().started();
        this.end = Stream.of(
                        run.executions().stream().map(execution -> execution.until(run.now())),
                        run.clusters().stream().map(LocalCluster::ended).filter(Objects::nonNull),
                        run.jobRuns().stream().map(LocalJobRun::ended).filter(Objects::nonNull),
                        run.messages().stream().map(Publication::time))
                .flatMap(times -> times)
                .max(Instant::compareTo)
                .orElse(run.now());
    }

    static void write(Html html, Run run, List<StatesPart> states) {
        TimeLine line = new TimeLine(html, run);
        html.open("table", "class", "timeline")
                .element(
                        "caption",
                        "From " + Times.moment(line.start) + " to " + Times.moment(line.end)
                                + ", in virtual time. The links lead to the details.")
                .open("thead")
                .open("tr");
        Stream.of("Name", "When", "Start", "Duration", "Status")
                .forEach(name -> html.element("th", name, "scope", "col"));
        html.close("tr").close("thead").line();
        for (StatesPart part : states) {
            line.group(
                    part.isMain() ? "States" : "States of " + part.execution().machineName(), line.states(part));
        }
        line.group("Clusters and steps", line.clusters());
        line.group("Job runs", line.jobRuns());
        line.group("Messages", line.messages());
        html.close("table").line();
    }

    private List<Row> states(StatesPart part) {
        List<Row> rows = new ArrayList<>();
        part.visited().forEach((state, visits) -> {
            Status status = MachineGraph.status(visits);
            rows.add(new Row(
                    state,
                    part.anchor(state),
                    status.text() + (visits.size() == 1 ? "" : ", " + visits.size() + " visits"),
                    visits.stream()
                            .map(visit -> new Bar(visit.entered(), visit.left(), RunPage.kind(visit.status())))
                            .toList()));
        });
        return rows;
    }

    private List<Row> clusters() {
        List<Row> rows = new ArrayList<>();
        for (LocalCluster cluster : run.clusters()) {
            List<Bar> bars = new ArrayList<>();
            bars.add(
                    new Bar(cluster.created(), cluster.ready() == null ? cluster.ended() : cluster.ready(), "waiting"));
            if (cluster.ready() != null) {
                bars.add(new Bar(cluster.ready(), cluster.ended(), RunPage.kind(cluster.state())));
            }
            rows.add(new Row(cluster.name() + " " + cluster.id(), cluster.id(), cluster.state(), bars));
            for (LocalStep step : cluster.steps()) {
                List<Bar> ran = step.started() == null
                        ? List.of()
                        : List.of(new Bar(step.started(), step.ended(), RunPage.kind(step.state())));
                rows.add(new Row("Step " + step.name(), step.id(), step.state(), ran));
            }
        }
        return rows;
    }

    private List<Row> jobRuns() {
        List<Row> rows = new ArrayList<>();
        for (LocalJobRun job : run.jobRuns()) {
            List<Bar> bars = new ArrayList<>();
            bars.add(new Bar(job.created(), job.started() == null ? job.ended() : job.started(), "waiting"));
            if (job.started() != null) {
                bars.add(new Bar(job.started(), job.ended(), RunPage.kind(job.state())));
            }
            rows.add(new Row(job.name().isEmpty() ? job.id() : job.name(), "job-" + job.id(), job.state(), bars));
        }
        return rows;
    }

    private List<Row> messages() {
        List<Row> rows = new ArrayList<>();
        for (Publication message : run.messages()) {
            rows.add(new Row(
                    message.subject() == null ? message.topicName() : message.subject(),
                    "message-" + rows.size(),
                    "sent",
                    List.of(new Bar(message.time(), message.time(), "succeeded"))));
        }
        return rows;
    }

    private void group(String name, List<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        html.open("tbody")
                .open("tr", "class", "group")
                .element("th", name, "colspan", "5", "scope", "rowgroup")
                .close("tr")
                .line();
        rows.forEach(this::row);
        html.close("tbody").line();
    }

    private void row(Row row) {
        html.open("tr")
                .open("th", "scope", "row")
                .element("a", row.name(), "href", "#" + row.anchor())
                .close("th")
                .open("td", "class", "when");
        bars(row.bars());
        html.close("td");
        if (row.bars().isEmpty()) {
            html.element("td", "–").element("td", "–");
        } else {
            Instant first = row.bars().get(0).start();
            Bar last = row.bars().get(row.bars().size() - 1);
            html.element("td", Times.since(start, first)).element("td", Times.duration(first, until(last)));
        }
        html.element("td", row.status()).close("tr").line();
    }

    private void bars(List<Bar> bars) {
        html.open(
                "svg",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "preserveAspectRatio",
                "none",
                "aria-hidden",
                "true",
                "focusable",
                "false");
        int drawn = -1;
        String kind = "";
        for (Bar bar : bars) {
            int from = Math.min(position(bar.start()), WIDTH - NARROWEST);
            int width = Math.max(position(until(bar)) - from, NARROWEST);
            if (bar.kind().equals(kind) && from + width <= drawn) {
                // The bars of a loop with thousands of iterations would cover each other.
                continue;
            }
            drawn = from + width;
            kind = bar.kind();
            html.open(
                            "rect",
                            "class",
                            "is-" + bar.kind(),
                            "x",
                            Integer.toString(from),
                            "width",
                            Integer.toString(width),
                            "height",
                            Integer.toString(HEIGHT))
                    .close("rect");
        }
        html.close("svg");
    }

    private Instant until(Bar bar) {
        return bar.end() == null ? end : bar.end();
    }

    private int position(Instant time) {
        long whole = Math.max(1, Duration.between(start, end).toMillis());
        long passed = Math.max(0, Duration.between(start, time).toMillis());
        return (int) Math.min(WIDTH, WIDTH * passed / whole);
    }
}
