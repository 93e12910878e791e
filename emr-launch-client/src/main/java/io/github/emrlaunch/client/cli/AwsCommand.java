package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.definitions.ParameterStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.ParentCommand;

/** A command that asks AWS; it ends with an {@link ExitCode}. */
@SuppressWarnings("NullAway.Init")
abstract class AwsCommand implements Callable<Integer> {
    @ParentCommand
    private EmrLaunch emrLaunch;

    Terminal terminal() {
        return emrLaunch.terminal();
    }

    ParameterStore store() {
        return emrLaunch.store();
    }

    EmrLaunchClient client() {
        return emrLaunch.client();
    }

    boolean json() {
        return emrLaunch.json();
    }

    void print(String line) {
        terminal().print(line);
    }

    void print(JsonNode json) {
        terminal().print(json);
    }

    void note(String line) {
        terminal().note(line);
    }
}
