package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.emrlaunch.client.TestAccount;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.states.time.VirtualClock;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line in a real terminal. */
class TerminalIT {
    private static final String EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:analytics_nightly:run-1";

    @TempDir
    Path home;

    private final TestAccount account = new TestAccount();

    @BeforeEach
    void requireTmux() {
        assumeThat(Tmux.isInstalled()).as("tmux is installed").isTrue();
    }

    @AfterEach
    void close() {
        account.close();
    }

    private Tmux start() throws Exception {
        Tmux terminal = Tmux.start(home, new Launcher(home, account.aws().environment()));
        terminal.type("PS1='$ '; PATH=" + Launcher.SCRIPT.getParent() + ":$PATH; clear; echo rea''dy");
        terminal.awaitScreen("ready");
        return terminal;
    }

    @Test
    void whoInterruptsTheWaitIsToldThatTheLaunchGoesOn() throws Exception {
        account.storeFunction(new DefinitionName("analytics", "nightly"), """
                {"First": {"Type": "Wait", "Seconds": 60, "Next": "Second"},
                 "Second": {"Type": "Pass", "Result": {"ClusterId": "j-1"}, "ResultPath": "$.LaunchClusterResult",
                   "End": true}}""", Map.of());
        VirtualClock.Worker hold = account.aws().clock().register();
        try (Tmux terminal = start()) {
            terminal.type("emr-launch start analytics/nightly --execution-name run-1 --wait");
            String counting = terminal.awaitScreen("0:00:02  First");
            assertThat(counting).as("progress is faint").contains("\u001B[2m");

            terminal.press("C-c");
            assertThat(terminal.awaitScreen("emr-launch stop"))
                    .contains("No longer waiting. The launch goes on. To see how it is doing, or to stop it:")
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
    void aPipeGetsNeitherColoursNorProgress() throws Exception {
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
    void theShellCompletes() throws Exception {
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
}
