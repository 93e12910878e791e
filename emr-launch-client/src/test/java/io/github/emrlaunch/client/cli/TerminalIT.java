package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.emrlaunch.client.TestAccount;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import io.github.emrlaunch.states.time.VirtualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The command line in a real terminal. */
class TerminalIT {
    private static final String EXECUTION = "analytics_nightly:run-1";
    private static final String ARN = "arn:aws:states:us-east-1:123456789012:execution:" + EXECUTION;

    @TempDir
    Path home;

    @RegisterExtension
    static final LocalAwsExtension emulator = LocalAwsExtension.withoutApp();

    private final TestAccount account = new TestAccount(emulator.local());

    @BeforeEach
    void requireTmux() {
        assumeThat(Tmux.isInstalled()).as("tmux is installed").isTrue();
    }

    @AfterEach
    void close() {
        account.close();
    }

    private Tmux start() throws Exception {
        return start(150);
    }

    private Tmux start(int columns) throws Exception {
        Tmux terminal = Tmux.start(home, new Launcher(home, account.aws().environment()), columns);
        terminal.type("PS1='$ '; PATH=" + Launcher.SCRIPT.getParent() + ":$PATH; clear; echo rea''dy");
        terminal.awaitScreen("ready");
        return terminal;
    }

    @Test
    void interruptingTheWaitPrintsCommandsToFollowTheExecution() throws Exception {
        account.storeFunction(new DefinitionName("analytics", "nightly"), """
            {"First": {"Type": "Wait", "Seconds": 60, "Next": "Second"},
             "Second": {"Type": "Pass", "Result": {"ClusterId": "j-1"}, "ResultPath": "$.LaunchClusterResult",
               "End": true}}\
            """, Map.of());
        VirtualClock.Worker hold = account.aws().clock().register();
        try (Tmux terminal = start()) {
            terminal.type("emr-launch start analytics/nightly --execution-name run-1 --wait");
            String counting = terminal.awaitScreen("0:00:02  First");
            assertThat(counting).as("progress is faint").contains("\u001B[2m");

            terminal.press("C-c");
            assertThat(terminal.awaitScreen("emr-launch stop"))
                    .contains("No longer waiting. The execution continues. To show its status, or to stop it:")
                    .contains("  emr-launch status " + EXECUTION)
                    .contains("  emr-launch stop " + EXECUTION);

            terminal.type("echo exit=$?");
            terminal.awaitScreen("exit=130");

            terminal.type("clear; emr-launch status " + EXECUTION);
            terminal.awaitScreen("since 2026-01-01T00:00:00Z, in First");
            hold.close();
            terminal.type("clear; emr-launch status " + EXECUTION + " --wait; echo exit=$?");
            assertThat(terminal.awaitScreen("exit=0")).contains("\u001B[32mSUCCEEDED after 0:01:00");
        }
    }

    @Test
    void outputToAPipeHasNoColoursAndNoProgress() throws Exception {
        account.storeFunction(new DefinitionName("analytics", "nightly"), TestAccount.SUCCEEDS, Map.of());
        try (Tmux terminal = start()) {
            terminal.type("emr-launch list functions");
            assertThat(terminal.awaitScreen("nightly")).contains("\u001B[1mNAMESPACE");

            // The screen still shows the first list until it is cleared.
            terminal.type("clear; emr-launch start analytics/nightly --wait | cat -v;"
                    + " NO_COLOR=1 emr-launch list functions; echo li''sted");
            assertThat(terminal.awaitScreen("listed"))
                    .contains("OVERRIDES")
                    .contains("SUCCEEDED after")
                    .doesNotContain("\u001B[", "^[", "^M");
        }
    }

    @Test
    void bashCompletesCommands() throws Exception {
        try (Tmux terminal = start()) {
            terminal.type("source <(emr-launch generate-completion); echo so''urced");
            terminal.awaitScreen("sourced");
            terminal.press("-l", "emr-launch st");
            terminal.press("Tab", "Tab");
            assertThat(terminal.awaitScreen("stop")).contains("start", "status");

            terminal.press("C-u");
            terminal.press("-l", "emr-launch list conf");
            terminal.press("Tab");
            terminal.awaitScreen("emr-launch list configurations");
        }
    }

    @Test
    void fitsEightyColumns() throws Exception {
        account.storeFunction(new DefinitionName("analytics", "nightly"), TestAccount.SUCCEEDS, Map.of());
        try (Tmux terminal = start(80)) {
            terminal.type("emr-launch list functions; emr-launch show function analytics/nightly; echo do''ne");
            String screen = terminal.awaitScreen("done").replaceAll("\u001B\\[[0-9;]*m", "");
            assertThat(screen.lines())
                    .filteredOn(line -> !line.contains("StateMachine:"))
                    .allMatch(line -> line.length() <= 80);
            assertThat(screen).contains("nightly", "…", "CoreInstanceCount", "an integer");
        }
    }

    /** A command accepts the short form that it prints. A pipe gets the ARN. */
    @Test
    void terminalShowsShortExecutionNamesAndAPipeGetsArns() throws Exception {
        account.storeFunction(new DefinitionName("analytics", "nightly"), TestAccount.SUCCEEDS, Map.of());
        try (Tmux terminal = start(80)) {
            terminal.type("emr-launch start analytics/nightly --execution-name run-1");
            assertThat(terminal.awaitScreen("To show its status"))
                    .contains(": " + EXECUTION + "\n")
                    .contains("emr-launch status " + EXECUTION);

            terminal.type("clear; emr-launch status " + EXECUTION);
            assertThat(terminal.awaitScreen("Cluster j-1")).contains("started 2026-01-01T00:00:00Z");

            terminal.type("clear; emr-launch watch " + EXECUTION + "; emr-launch steps " + EXECUTION
                    + "; emr-launch open --print " + EXECUTION + "; echo do''ne");
            assertThat(terminal.awaitScreen("done"))
                    .contains("SUCCEEDED after", "Cluster id 'j-1' is not valid", "executions/details/" + ARN);

            terminal.type("clear; emr-launch status analytics/nightly | cat; emr-launch status analytics/nightly");
            assertThat(terminal.awaitScreen("SUCCEEDED  " + EXECUTION)).contains("SUCCEEDED  " + ARN);
        }
    }

    @Test
    void bashCompletesStoredNames() throws Exception {
        account.storeFunction(new DefinitionName("analytics", "nightly"), TestAccount.SUCCEEDS, Map.of());
        try (Tmux terminal = start()) {
            terminal.type("source <(emr-launch generate-completion); echo so''urced");
            terminal.awaitScreen("sourced");
            terminal.type("emr-launch start analytics/nightly --execution-name run-1 --wait");
            terminal.awaitScreen("SUCCEEDED after");

            terminal.press("-l", "clear; emr-launch start an");
            terminal.press("Tab");
            terminal.awaitScreen("emr-launch start analytics/nightly ");
            terminal.press("-l", "--", "--set CoreInstanceC");
            terminal.press("Tab");
            terminal.awaitScreen("--set CoreInstanceCount=");

            terminal.press("C-u");
            terminal.press("-l", "emr-launch status analytics_");
            terminal.press("Tab");
            terminal.awaitScreen("emr-launch status analytics_nightly:");
            terminal.press("Tab");
            terminal.awaitScreen("emr-launch status " + EXECUTION);
        }
    }

    @Test
    void zshCompletesCommandsAndStoredNames() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/zsh")))
                .as("zsh is installed")
                .isTrue();
        account.storeFunction(new DefinitionName("analytics", "nightly"), TestAccount.SUCCEEDS, Map.of());
        try (Tmux terminal = start()) {
            terminal.type("exec zsh -f");
            terminal.type("PS1='> '; autoload -U compinit; compinit -u -D; source <(emr-launch generate-completion);"
                    + " clear; echo so''urced");
            terminal.awaitScreen("sourced");
            terminal.press("-l", "emr-launch li");
            terminal.press("Tab");
            terminal.awaitScreen("emr-launch list");
            terminal.press("-l", "func");
            terminal.press("Tab");
            terminal.awaitScreen("emr-launch list functions");

            terminal.press("C-u");
            terminal.press("-l", "emr-launch start analytics/nigh");
            terminal.press("Tab");
            terminal.awaitScreen("emr-launch start analytics/nightly");
            terminal.press("-l", "--", "--set CoreInstanceC");
            terminal.press("Tab");
            terminal.awaitScreen("nightly --set CoreInstanceCount=");
            terminal.press("-l", "3");
            terminal.awaitScreen("nightly --set CoreInstanceCount=3");
        }
    }

    /** The shell treats stored names as data. */
    @Test
    void completionDoesNotRunStoredNamesAsCommands() throws Exception {
        account.storeFunction(
                new DefinitionName("analytics", "nightly"),
                TestAccount.SUCCEEDS,
                Map.of("AllowedClusterConfigOverrides", Json.parse("""
                    {"$(touch pwned)": {"JsonPath": "Name", "Default": "x"}, "`touch pwned`": {"JsonPath": "Name", "Default": "x"},
                     "Harmless": {"JsonPath": "Name", "Default": "x"}}\
                    """)));
        try (Tmux terminal = start()) {
            terminal.type("cd " + home + "; source <(emr-launch generate-completion); echo so''urced");
            terminal.awaitScreen("sourced");
            terminal.press("-l", "emr-launch start analytics/nightly --set ");
            terminal.press("Tab");
            terminal.awaitScreen("--set Harmless=");
            assertThat(home.resolve("pwned")).doesNotExist();
        }
    }

    /** A wrapped line could not be overwritten. */
    @Test
    void progressIsOneLine() throws Exception {
        String state = "Wait until all of the instances of the cluster have been started, and run";
        account.storeFunction(
                new DefinitionName("analytics", "nightly"),
                "{\"First\": {\"Type\": \"Pass\", \"Next\": \"%s\"}, \"%s\": {\"Type\": \"Wait\", \"Seconds\": 60, \"End\": true}}"
                        .formatted(state, state),
                Map.of());
        VirtualClock.Worker hold = account.aws().clock().register();
        try (Tmux terminal = start(80)) {
            terminal.type("emr-launch start analytics/nightly --wait");
            String counting = terminal.awaitScreen("0:00:03  Wait until");
            assertThat(counting).contains("…").doesNotContain("0:00:02  Wait until", "0:00:01  Wait until");
            hold.close();
            terminal.awaitScreen("SUCCEEDED after");
        }
    }
}
