package io.github.emrlaunch.local.internal.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.Authorization;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.local.VisitedState;
import io.github.emrlaunch.local.internal.iam.DecidedCall;
import io.github.emrlaunch.local.internal.service.ExecutionSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run as a few lines of text: a row for each state, cluster, step, job run and message, and the errors. */
public final class RunText {
    private static final int MOST_LINES = 60;
    private static final int LONGEST_CAUSE = 2_000;
    private static final int LONGEST_DETAIL = 300;

    /** @param time the start; null for what never started */
    private record Row(@Nullable Instant time, @Nullable Duration took, String name, String status, String detail) {}

    private final Run run;
    private final ShownText texts;
    /** The blocks. Each starts with its title. */
    private final List<List<String>> blocks = new ArrayList<>();

    private RunText(Run run, Redaction redaction) {
        this.run = run;
        this.texts = new ShownText(redaction);
    }

    /**
     * Returns the timeline of a run, without secrets.
     *
     * @param missing one line for each missing resource of the account
     */
    public static String of(Run run, List<String> missing, Redaction redaction) {
        Run few = run.shortened();
        RunText text = new RunText(few, redaction);
        few.executions().forEach(text::execution);
        few.clusters().forEach(text::cluster);
        text.jobRuns();
        text.messages();
        text.denied();
        return Stream.concat(Stream.of(text.lines()), text.missing(missing)).collect(Collectors.joining("\n"));
    }

    /** Returns the names of all states of an execution's state machine, except those of child executions. */
    public static List<String> stateNames(ExecutionSnapshot execution) {
        RunMachine machine = RunMachine.of(execution.definition());
        return machine.states().keySet().stream()
                .filter(name -> !machine.isOfChildren(name))
                .toList();
    }

    /** Returns the visits of an execution's states in the order in which they were entered. */
    public static List<VisitedState> visits(ExecutionSnapshot execution) {
        return Visits.of(RunMachine.of(execution.definition()), execution.history()).stream()
                .map(visit -> new VisitedState(
                        visit.state(),
                        visit.status().text(),
                        visit.entered(),
                        visit.left(),
                        visit.input(),
                        visit.output(),
                        visit.attempts().stream().map(Visit.Attempt::parameters).toList(),
                        visit.error(),
                        visit.cause()))
                .toList();
    }

    /** Returns the lines. When the blocks are too long together, the longest are shortened in the middle. */
    private String lines() {
        for (int over = total() - MOST_LINES; over > 0; over = total() - MOST_LINES) {
            List<String> longest =
                    blocks.stream().max(Comparator.comparingInt(List::size)).orElseThrow();
            int from = longest.size() / 3;
            int left = Math.min(over + 1, longest.size() - 3);
            if (left < 2) {
                break;
            }
            from = Math.min(from, longest.size() - left);
            List<String> middle = longest.subList(from, from + left);
            middle.clear();
            longest.add(from, "  … and %d more".formatted(left));
        }
        List<String> lines = new ArrayList<>();
        blocks.forEach(lines::addAll);
        int over = lines.size() - MOST_LINES;
        if (over > 0) {
            // When there are many short blocks, those in the middle are omitted.
            List<String> middle = lines.subList(MOST_LINES * 2 / 3, MOST_LINES * 2 / 3 + over + 1);
            middle.clear();
            lines.add(MOST_LINES * 2 / 3, "  … and %d more".formatted(over + 1));
        }
        return String.join("\n", lines);
    }

    private int total() {
        return blocks.stream().mapToInt(List::size).sum();
    }

    private void execution(ExecutionSnapshot execution) {
        Duration took = Duration.between(execution.started(), execution.until(run.now()));
        title("%s, execution %s: %s after %s of virtual time"
                .formatted(
                        shown(execution.machineName()), shown(execution.name()), execution.status(), duration(took)));
        if (execution.error() != null || execution.cause() != null) {
            line("  " + shown(execution.error() == null ? "Stopped" : execution.error()));
            if (execution.cause() != null) {
                JsonNode unfolded = RunPage.unfolded(new TextNode(CauseText.of(execution.cause())));
                String cause = unfolded.isTextual() ? unfolded.asText() : unfolded.toString();
                cut(shown(cause), LONGEST_CAUSE).lines().forEach(part -> line("    " + part));
            }
        }
        StatesPart states = new StatesPart(execution, 0);
        rows(states.visited().entrySet().stream()
                .map(state -> state(states.depth(state.getKey()), state))
                .toList());
    }

    private Row state(int depth, Map.Entry<String, List<Visit>> state) {
        List<Visit> visits = state.getValue();
        Visit first = visits.get(0);
        Duration took = visits.stream()
                .map(visit -> Duration.between(visit.entered(), visit.left() == null ? run.now() : visit.left()))
                .reduce(Duration.ZERO, Duration::plus);
        String error = visits.stream()
                .filter(visit -> visit.error() != null || visit.cause() != null)
                .reduce((one, later) -> later)
                .map(visit -> error(visit.error(), visit.cause()))
                .orElse("");
        return new Row(
                first.entered(),
                took,
                "  ".repeat(depth) + state.getKey(),
                MachineGraph.status(visits).text() + (visits.size() == 1 ? "" : ", " + visits.size() + " visits"),
                error);
    }

    private static String error(@Nullable String error, @Nullable String cause) {
        return Stream.of(error, cause == null ? null : CauseText.of(cause))
                .filter(part -> part != null && !part.isEmpty())
                .reduce((name, text) -> name + ": " + text)
                .orElse("");
    }

    private void cluster(LocalCluster cluster) {
        title("Cluster %s %s: %s, created at %s%s%s%s"
                .formatted(
                        shown(cluster.name()),
                        cluster.id(),
                        cluster.state(),
                        since(cluster.created()),
                        cluster.ready() == null ? "" : ", ready at " + since(cluster.ready()),
                        cluster.ended() == null ? "" : ", ended at " + since(cluster.ended()),
                        detail(cluster.stateChangeReason())));
        rows(cluster.steps().stream()
                .map(step ->
                        new Row(step.started(), step.duration(), "Step " + step.name(), step.state(), message(step)))
                .toList());
    }

    private static String message(LocalStep step) {
        return step.state().equals("COMPLETED") ? "" : step.message();
    }

    private void jobRuns() {
        if (!run.jobRuns().isEmpty()) {
            title("Job runs");
            rows(run.jobRuns().stream()
                    .map(job -> new Row(job.created(), took(job), nameOf(job), job.state(), job.stateDetails()))
                    .toList());
        }
    }

    private static String nameOf(LocalJobRun job) {
        return job.name().isEmpty() ? job.id() : job.name() + " " + job.id();
    }

    private static @Nullable Duration took(LocalJobRun job) {
        return job.ended() == null ? null : Duration.between(job.created(), job.ended());
    }

    private void messages() {
        if (!run.messages().isEmpty()) {
            title("Messages");
            rows(run.messages().stream().map(RunText::message).toList());
        }
    }

    private static Row message(Publication message) {
        return new Row(
                message.time(),
                null,
                "to " + message.topicName(),
                "sent",
                message.subject() == null ? message.message() : message.subject());
    }

    private void denied() {
        List<Authorization> denied = run.decisions().stream()
                .map(DecidedCall::authorization)
                .filter(authorization -> !authorization.allowed())
                .distinct()
                .toList();
        if (!denied.isEmpty()) {
            title("Denied");
            denied.forEach(call -> line(
                    "  %s for role %s on %s".formatted(call.action(), shown(call.roleName()), shown(call.resource()))));
        }
    }

    /** Returns all missing resources. With a shorter list, a user would have to run the test again after each declaration. */
    private Stream<String> missing(List<String> lines) {
        return lines.isEmpty()
                ? Stream.empty()
                : Stream.concat(
                        Stream.of("Missing resources that the stacks refer to"),
                        lines.stream().map(line -> "  " + shown(line)));
    }

    /** Adds rows in columns. */
    private void rows(List<Row> rows) {
        List<List<String>> cells = rows.stream()
                .map(row -> List.of(
                        row.time() == null ? "–" : since(row.time()),
                        row.took() == null ? "" : duration(row.took()),
                        shown(row.name()),
                        row.status(),
                        detail(row.detail())))
                .toList();
        int[] widths = new int[4];
        cells.forEach(row -> {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        });
        cells.forEach(row -> {
            StringBuilder line = new StringBuilder("  ");
            for (int column = 0; column < widths.length; column++) {
                String cell = row.get(column);
                line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
            }
            String told = line.toString().stripTrailing();
            line(told + row.get(4));
        });
    }

    /** Returns the start of a long text in one line. */
    private String detail(String text) {
        String line = shown(text).replaceAll("\\s+", " ").strip();
        return line.isEmpty() ? "" : ": " + cut(line, LONGEST_DETAIL);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }

    private String since(Instant time) {
        return Times.since(run.main().started(), time);
    }

    private static String duration(Duration duration) {
        return Times.duration(Instant.EPOCH, Instant.EPOCH.plus(duration));
    }

    private String shown(String text) {
        return texts.of(text);
    }

    private void title(String text) {
        blocks.add(new ArrayList<>(List.of(text)));
    }

    private void line(String text) {
        blocks.get(blocks.size() - 1).add(text);
    }
}
