package io.github.emrlaunch.client.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The hidden command that the shell calls for completion. It has a short time limit and prints no errors. */
@Command(name = "complete", hidden = true, description = "Prints what may follow; for the shell.")
@SuppressWarnings("NullAway.Init")
final class CompleteCommand implements Callable<Integer> {
    private static final int PATIENCE_SECONDS = 10;

    /** A stored name may have any characters. Names with characters that are special in a shell are not offered. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_.:=/@+-]+");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LINE", description = "what was typed, up to the cursor")
    private String line;

    @Override
    public Integer call() throws InterruptedException {
        FutureTask<List<String>> candidates = new FutureTask<>(() -> Candidates.of(line));
        Thread asking = new Thread(candidates, "completion");
        asking.setDaemon(true);
        asking.start();
        Terminal terminal = ((EmrLaunch) spec.root().userObject()).terminal();
        try {
            candidates.get(PATIENCE_SECONDS, TimeUnit.SECONDS).stream()
                    .filter(candidate -> HARMLESS.matcher(candidate).matches())
                    .sorted()
                    .distinct()
                    .forEach(terminal::print);
        } catch (ExecutionException | TimeoutException e) {
            // no candidates
        }
        return ExitCode.OK;
    }
}
