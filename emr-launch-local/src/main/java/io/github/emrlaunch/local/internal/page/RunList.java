package io.github.emrlaunch.local.internal.page;

import io.github.emrlaunch.local.internal.service.ExecutionSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The page with a list of executions, each with a link to its page. */
public final class RunList {
    private RunList() {}

    /**
     * Returns the page as HTML.
     *
     * @param executions the executions in the order of their start; a link is {@code runs/} with the number of the execution
     * @param now the virtual time
     */
    public static String of(List<ExecutionSnapshot> executions, Instant now, Redaction redaction) {
        Html html = new Html(redaction);
        RunPage.begin(html, "Runs");
        html.open("header").element("h1", "Runs").close("header").line().open("main", "id", "content");
        if (executions.isEmpty()) {
            html.element("p", "No execution has been started yet.");
        } else {
            table(html, executions, now);
        }
        html.close("main");
        return RunPage.end(html);
    }

    private static void table(Html html, List<ExecutionSnapshot> executions, Instant now) {
        html.open("table", "class", "runs")
                .element(
                        "caption",
                        "The newest execution is first. Times are virtual; it is now " + Times.moment(now) + ".")
                .open("thead")
                .open("tr");
        Stream.of("State machine", "Execution", "Status", "Started", "Duration")
                .forEach(name -> html.element("th", name, "scope", "col"));
        html.close("tr").close("thead").open("tbody").line();
        for (int i = executions.size() - 1; i >= 0; i--) {
            ExecutionSnapshot execution = executions.get(i);
            html.open("tr")
                    .open("th", "scope", "row")
                    .element("a", execution.machineName(), "href", "runs/" + execution.number())
                    .close("th")
                    .element("td", execution.name())
                    .open("td")
                    .element("span", execution.status(), "class", "badge is-" + RunPage.kind(execution.status()))
                    .close("td")
                    .element("td", Times.moment(execution.started()))
                    .element("td", Times.duration(execution.started(), execution.until(now)))
                    .close("tr")
                    .line();
        }
        html.close("tbody").close("table");
    }
}
