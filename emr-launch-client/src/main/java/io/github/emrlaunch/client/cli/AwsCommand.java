package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.ParameterStore;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that asks AWS; it ends with an {@link ExitCode}. */
@SuppressWarnings("NullAway.Init")
abstract class AwsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    private EmrLaunch emrLaunch() {
        return (EmrLaunch) spec.root().userObject();
    }

    /** A name that must be given. */
    DefinitionName requireName(@Nullable DefinitionName given) {
        if (given == null) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'NAME'");
        }
        return given;
    }

    Terminal terminal() {
        return emrLaunch().terminal();
    }

    ParameterStore store() {
        return emrLaunch().store();
    }

    EmrLaunchClient client() {
        return emrLaunch().client();
    }

    boolean json() {
        return emrLaunch().json();
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
