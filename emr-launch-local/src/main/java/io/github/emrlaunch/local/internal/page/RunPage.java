package io.github.emrlaunch.local.internal.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.service.ExecutionSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of a run, a self-contained HTML file. */
public final class RunPage {
    /** The number of lines above which JSON is collapsed. */
    private static final int LONG = 12;

    private static final int LINE = 100;
    /** The maximum number of characters of a text: a browser must be able to open pages of many states. */
    private static final int MOST = 20_000;

    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter WRITER = new ObjectMapper()
            .writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator("")
                            .withArrayEmptySeparator(""))
                    .withObjectIndenter(LINES)
                    .withArrayIndenter(LINES));

    private final Html html;
    private final Run whole;
    /** The shown data of the run. */
    private final Run run;

    private final List<StatesPart> states = new ArrayList<>();

    private RunPage(Run run, Redaction redaction) {
        this.html = new Html(redaction);
        this.whole = run;
        this.run = run.shortened();
        this.run.executions().forEach(execution -> states.add(new StatesPart(execution, states.size())));
    }

    /** Returns the page as HTML. */
    public static String of(Run run, Redaction redaction) {
        return new RunPage(run, redaction).write();
    }

    private String write() {
        ExecutionSnapshot main = run.main();
        begin(html, main.machineName() + ": " + main.status().toLowerCase(Locale.ROOT));
        html.open("header")
                .element("h1", main.machineName())
                .open("p")
                .element("span", main.status(), "class", "badge is-" + kind(main.status()))
                .text(" after " + Times.duration(main.started(), main.until(run.now())) + " of virtual time")
                .close("p")
                .close("header")
                .line();
        Map<String, String> parts = parts();
        html.open("nav", "aria-label", "Parts of this page").open("ul");
        parts.forEach((id, title) ->
                html.open("li").element("a", title, "href", "#" + id).close("li"));
        html.close("ul").close("nav").line().open("main", "id", "content");
        parts.forEach((id, title) -> {
            html.open("section", "aria-labelledby", id)
                    .element("h2", title, "id", id)
                    .line();
            write(id);
            html.close("section").line();
        });
        html.close("main").line().open("script").raw(Assets.SCRIPT).close("script");
        return end(html);
    }

    /** Returns the titles of the run's sections, by id. */
    private Map<String, String> parts() {
        Map<String, String> parts = new java.util.LinkedHashMap<>();
        parts.put("summary", "Summary");
        parts.put("graph", "State machine");
        parts.put("timeline", "Time line");
        parts.put("states", "States");
        if (run.executions().size() > 1) {
            parts.put("executions", "Started executions");
        }
        if (!run.clusters().isEmpty()) {
            parts.put("clusters", "Clusters");
        }
        if (!run.jobRuns().isEmpty()) {
            parts.put("job-runs", "Job runs");
        }
        parts.put("permissions", "Permissions");
        if (!run.messages().isEmpty()) {
            parts.put("messages", "Messages");
        }
        return parts;
    }

    private void write(String part) {
        switch (part) {
            case "summary" -> summary(run.main());
            case "graph" -> states.get(0).writeGraph(html);
            case "timeline" -> TimeLine.write(html, run, states);
            case "states" -> states.get(0).writeStates(html, "h3");
            case "executions" -> {
                leftOut(whole.started(), run.started());
                states.stream().skip(1).forEach(this::started);
            }
            case "clusters" -> {
                leftOut(whole.clusters(), run.clusters());
                ResourcesPart.clusters(html, run);
            }
            case "job-runs" -> {
                leftOut(whole.jobRuns(), run.jobRuns());
                ResourcesPart.jobRuns(html, run);
            }
            case "permissions" -> PermissionsPart.write(html, run);
            case "messages" -> {
                leftOut(whole.messages(), run.messages());
                ResourcesPart.messages(html, run);
            }
            default -> throw new IllegalArgumentException(part);
        }
    }

    private void leftOut(List<?> all, List<?> shown) {
        if (all.size() > shown.size()) {
            html.element(
                    "p",
                    "There are %,d. The page shows the first %d and the last %d."
                            .formatted(all.size(), Run.EACH_END, Run.EACH_END));
        }
    }

    private void summary(ExecutionSnapshot execution) {
        html.open("dl");
        term("Execution", execution.arn());
        term("Started", Times.moment(execution.started()));
        if (execution.stopped() == null) {
            term("State", "It is running; this page shows its state at " + Times.moment(run.now()) + ".");
        } else {
            term("Ended", Times.moment(execution.stopped()));
        }
        if (execution.redriveCount() > 0) {
            term("Redrives", Integer.toString(execution.redriveCount()));
        }
        html.close("dl").line();
        StatesPart.error(html, execution.error(), execution.cause());
        json(html, "Input", execution.input());
        if (execution.output() != null) {
            json(html, "Output", execution.output());
        }
    }

    private void term(String name, String value) {
        html.element("dt", name).element("dd", value);
    }

    private void started(StatesPart part) {
        ExecutionSnapshot execution = part.execution();
        html.open("article")
                .open("h3")
                .text(execution.machineName() + " ")
                .element("span", execution.status(), "class", "badge is-" + kind(execution.status()))
                .close("h3")
                .line();
        summary(execution);
        part.writeGraph(html);
        part.writeStates(html, "h4");
        html.close("article").line();
    }

    static void begin(Html html, String title) {
        html.raw("<!DOCTYPE html>\n")
                .open("html", "lang", "en")
                .open("head")
                .open("meta", "charset", "utf-8")
                .open("meta", "http-equiv", "Content-Security-Policy", "content", Assets.CONTENT_SECURITY_POLICY)
                .open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .open("meta", "name", "referrer", "content", "no-referrer")
                .open("meta", "name", "color-scheme", "content", "light dark")
                .element("title", title)
                .open("style")
                .raw(Assets.STYLE)
                .close("style")
                .close("head")
                .line()
                .open("body")
                .element("a", "Skip to the content", "class", "skip", "href", "#content")
                .line();
    }

    static String end(Html html) {
        return html.close("body").close("html").line().toString();
    }

    /** Writes JSON, or another text, with a title. A long text is collapsed. */
    static void json(Html html, String title, String text) {
        String pretty = pretty(text);
        boolean isLong =
                pretty.length() > LONG * LINE || pretty.lines().limit(LONG + 1).count() > LONG;
        html.raw(isLong ? "<details class=\"data\">" : "<details class=\"data\" open>")
                .element("summary", title)
                .open("pre")
                .beginning(pretty, MOST)
                .close("pre");
        if (pretty.length() > MOST) {
            html.element("p", "This is the beginning of %,d characters.".formatted(pretty.length()));
        }
        html.close("details").line();
    }

    /** Returns JSON with indentation, or another text unchanged. */
    static String pretty(String text) {
        JsonNode json = parsed(text);
        return json.isContainerNode() ? pretty(json) : text;
    }

    /** Returns JSON in which nested JSON texts are expanded, because causes contain the causes of other executions. */
    static JsonNode unfolded(JsonNode json) {
        if (json.isTextual()) {
            JsonNode inner = parsed(json.asText());
            return inner.isContainerNode() ? unfolded(inner) : json;
        }
        if (json instanceof ObjectNode object) {
            ObjectNode copy = AwsJson.object();
            object.properties().forEach(member -> copy.set(member.getKey(), unfolded(member.getValue())));
            return copy;
        }
        if (json.isArray()) {
            ArrayNode copy = AwsJson.array();
            json.forEach(element -> copy.add(unfolded(element)));
            return copy;
        }
        return json;
    }

    static String pretty(JsonNode json) {
        if (json.isTextual()) {
            return json.asText();
        }
        try {
            return WRITER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can be written", e);
        }
    }

    /** Parses JSON. Another text becomes a JSON string. */
    public static JsonNode parsed(String text) {
        try {
            return AwsJson.parse(text);
        } catch (JsonProcessingException e) {
            return new TextNode(text);
        }
    }

    static String kind(Visit.Status status) {
        return status.text().replace(' ', '-');
    }

    /** Returns the CSS class for a status of Step Functions, EMR or EMR Serverless. */
    static String kind(String status) {
        return switch (status) {
            case "SUCCEEDED", "SUCCESS", "COMPLETED", "WAITING" -> "succeeded";
            case "FAILED", "TERMINATED_WITH_ERRORS" -> "failed";
            case "TIMED_OUT" -> "timed-out";
            case "ABORTED", "CANCELLED", "CANCELLING", "CANCEL_PENDING", "INTERRUPTED", "TERMINATED", "TERMINATING" ->
                "aborted";
            default -> "running";
        };
    }
}
