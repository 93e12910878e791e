package io.github.emrlaunch.local.internal.page;

import io.github.emrlaunch.local.Authorization;
import io.github.emrlaunch.local.internal.iam.DecidedCall;
import io.github.emrlaunch.local.internal.iam.PolicyStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The section for permissions: the permissions that roles requested, the statements that decided, and the unused statements. */
final class PermissionsPart {
    private final Html html;
    private final Run run;

    private PermissionsPart(Html html, Run run) {
        this.html = html;
        this.run = run;
    }

    static void write(Html html, Run run) {
        html.element("p", "The permissions that each role requested in this run, and the statements that decided.")
                .line();
        new PermissionsPart(html, run).roles();
    }

    private void roles() {
        Map<String, List<DecidedCall>> byRole = run.decisions().stream()
                .collect(Collectors.groupingBy(
                        call -> call.authorization().roleName(), LinkedHashMap::new, Collectors.toList()));
        Map<String, List<PolicyStatement>> unused = unused();
        unused.keySet().forEach(role -> byRole.putIfAbsent(role, List.of()));
        if (byRole.isEmpty()) {
            html.element("p", "No role requested a permission.");
        }
        byRole.forEach((role, calls) -> {
            html.open("article").element("h3", role).line();
            table(calls);
            unused(unused.getOrDefault(role, List.of()));
            html.close("article").line();
        });
    }

    private void table(List<DecidedCall> calls) {
        if (calls.isEmpty()) {
            html.element("p", "It requested no permission.");
            return;
        }
        Map<Authorization, List<DecidedCall>> distinct = calls.stream()
                .collect(Collectors.groupingBy(DecidedCall::authorization, LinkedHashMap::new, Collectors.toList()));
        html.open("table", "class", "decisions").open("thead").open("tr");
        Stream.of("Decision", "Action", "Resource", "Statement")
                .forEach(name -> html.element("th", name, "scope", "col"));
        html.close("tr").close("thead").open("tbody").line();
        distinct.forEach((authorization, same) -> {
            html.open("tr")
                    .open("td")
                    .element(
                            "span",
                            authorization.allowed() ? "allowed" : "denied",
                            "class",
                            "badge is-" + (authorization.allowed() ? "succeeded" : "failed"))
                    .text(same.size() == 1 ? "" : " " + same.size() + " times")
                    .close("td")
                    .open("td")
                    .element("code", authorization.action())
                    .close("td")
                    .open("td")
                    .element("code", authorization.resource())
                    .close("td")
                    .open("td");
            decider(same.get(0));
            html.close("td").close("tr").line();
        });
        html.close("tbody").close("table").line();
    }

    private void decider(DecidedCall call) {
        if (call.statement() == null) {
            html.text("No statement allows it.");
            return;
        }
        html.open("details")
                .element(
                        "summary",
                        call.authorization().policy() + " "
                                + call.authorization().statement())
                .element("pre", RunPage.pretty(call.statement()))
                .close("details");
    }

    private void unused(List<PolicyStatement> statements) {
        if (statements.isEmpty()) {
            return;
        }
        html.open("details", "class", "card")
                .element(
                        "summary",
                        statements.size() == 1
                                ? "1 statement was not used"
                                : statements.size() + " statements were not used");
        for (PolicyStatement statement : statements) {
            html.element("p", statement.policy() + " " + statement.id())
                    .element("pre", RunPage.pretty(statement.document()));
        }
        html.close("details").line();
    }

    /** Returns the statements that were not used in this run, by role. */
    private Map<String, List<PolicyStatement>> unused() {
        Set<List<String>> used = new HashSet<>();
        for (DecidedCall call : run.decisions()) {
            Authorization decision = call.authorization();
            used.add(List.of(
                    decision.roleName(), String.valueOf(decision.policy()), String.valueOf(decision.statement())));
        }
        Map<String, List<PolicyStatement>> unused = new TreeMap<>();
        for (PolicyStatement statement : run.statements()) {
            if (!used.contains(List.of(statement.roleName(), statement.policy(), statement.id()))) {
                unused.computeIfAbsent(statement.roleName(), role -> new ArrayList<>())
                        .add(statement);
            }
        }
        return unused;
    }
}
