package io.github.emrlaunch.examples.acceptance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.examples.acceptance.Comparison.Difference;
import io.github.emrlaunch.examples.acceptance.Probe.Outcome;
import io.github.emrlaunch.examples.acceptance.Probe.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The report of the kit, as {@code report.json} and as {@code report.md}. */
final class AcceptanceReport {
    private record Run(String name, Recording emulator, Recording aws, List<Difference> differences) {}

    private record Probed(Probe probe, Outcome outcome) {}

    private final String example;
    private final String where;
    private final List<Run> runs = new ArrayList<>();
    private final List<Probed> probes = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> cleanedUp = new ArrayList<>();

    /**
     * Creates a report without findings.
     *
     * @param where the account, the region and the way of deployment
     */
    AcceptanceReport(String example, String where) {
        this.example = example;
        this.where = where;
    }

    void add(String start, Recording emulator, Recording aws) {
        runs.add(new Run(start, emulator, aws, Comparison.of(emulator, aws)));
    }

    void add(Probe probe, Outcome outcome) {
        probes.add(new Probed(probe, outcome));
    }

    /** Adds a problem: a failure of the kit, or a resource that could not be deleted. */
    void problem(String what) {
        problems.add(what);
    }

    void cleanedUp(String what) {
        cleanedUp.add(what);
    }

    /** Returns whether AWS behaves as the emulator, no probe differs, and nothing failed. */
    boolean agrees() {
        return problems.isEmpty()
                && runs.stream().allMatch(run -> run.differences().isEmpty())
                && probes.stream().noneMatch(probed -> probed.outcome().verdict() == Verdict.DIFFERS);
    }

    /** Returns the findings, one on each line. */
    List<String> summary() {
        List<String> lines = new ArrayList<>();
        runs.forEach(run -> lines.add("%s: %s%s"
                .formatted(
                        run.name(),
                        run.aws().status(),
                        run.differences().isEmpty()
                                ? ", as on the local emulator"
                                : ", differs in "
                                        + run.differences().stream()
                                                .map(Difference::what)
                                                .collect(Collectors.joining(", ")))));
        for (Verdict verdict : Verdict.values()) {
            long number = probes.stream()
                    .filter(probed -> probed.outcome().verdict() == verdict)
                    .count();
            lines.add("%d probes: %s".formatted(number, verdict));
        }
        problems.forEach(problem -> lines.add("PROBLEM: " + problem));
        return lines;
    }

    void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("report.json"), Json.writePretty(json()) + "\n");
            Files.writeString(folder.resolve("report.md"), markdown());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the report to " + folder, e);
        }
    }

    private ObjectNode json() {
        ObjectNode json =
                Json.object().put("example", example).put("where", where).put("agrees", agrees());
        ArrayNode runList = json.putArray("runs");
        for (Run run : runs) {
            ObjectNode entry = runList.addObject().put("start", run.name());
            entry.putObject("emulator")
                    .put("status", run.emulator().status())
                    .put("error", run.emulator().error())
                    .set("events", Json.of(EventOutline.of(run.emulator().history())));
            entry.putObject("aws")
                    .put("status", run.aws().status())
                    .put("error", run.aws().error())
                    .set("events", Json.of(EventOutline.of(run.aws().history())));
            ArrayNode differences = entry.putArray("differences");
            run.differences().forEach(difference -> differences
                    .addObject()
                    .put("what", difference.what())
                    .put("emulator", difference.emulator())
                    .put("aws", difference.aws()));
        }
        ArrayNode probeList = json.putArray("probes");
        probes.forEach(probed -> probeList
                .addObject()
                .put("row", probed.probe().row())
                .put("calls", probed.probe().calls())
                .put("verdict", probed.outcome().verdict().name())
                .put("seen", probed.outcome().seen()));
        json.set("cleanedUp", Json.of(cleanedUp));
        json.set("problems", Json.of(problems));
        return json;
    }

    private String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("# Acceptance of ")
                .append(example)
                .append("\n\n")
                .append(where)
                .append("\n\n");
        text.append(
                agrees()
                        ? "AWS behaves as the local emulator.\n"
                        : "AWS does **not** behave as the local emulator, or something failed.\n");
        text.append("\n## Runs\n\n| start | emulator | AWS | differences |\n| --- | --- | --- | --- |\n");
        runs.forEach(run -> row(
                text,
                run.name(),
                ended(run.emulator()),
                ended(run.aws()),
                run.differences().isEmpty()
                        ? "none"
                        : Integer.toString(run.differences().size())));
        for (Run run : runs) {
            for (Difference difference : run.differences()) {
                text.append("\n### ")
                        .append(run.name())
                        .append(": ")
                        .append(difference.what())
                        .append("\n\n");
                quote(text, "emulator", difference.emulator());
                quote(text, "AWS", difference.aws());
            }
        }
        text.append(
                "\n## Probes\n\n| row of docs/aws-behaviour.md | calls | verdict | seen |\n| --- | --- | --- | --- |\n");
        probes.forEach(probed -> row(
                text,
                probed.probe().row(),
                probed.probe().calls(),
                probed.outcome().verdict().name(),
                probed.outcome().seen()));
        list(text, "Cleaned up", cleanedUp);
        list(text, "Problems", problems);
        return text.toString();
    }

    private static String ended(Recording run) {
        return run.error().isEmpty() ? run.status() : run.status() + " " + run.error();
    }

    private static void row(StringBuilder text, String... cells) {
        text.append('|');
        for (String cell : cells) {
            text.append(' ')
                    .append(cell.replace("|", "\\|").replaceAll("\\s+", " "))
                    .append(" |");
        }
        text.append('\n');
    }

    private static void quote(StringBuilder text, String side, String what) {
        text.append(side).append(":\n\n```\n").append(what).append("\n```\n");
    }

    private static void list(StringBuilder text, String title, List<String> elements) {
        if (!elements.isEmpty()) {
            text.append("\n## ").append(title).append("\n\n");
            elements.forEach(element -> text.append("- ").append(element).append('\n'));
        }
    }
}
