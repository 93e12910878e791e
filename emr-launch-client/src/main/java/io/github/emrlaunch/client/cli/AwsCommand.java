package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.ParameterStore;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that calls AWS. It returns an {@link ExitCode}. */
@SuppressWarnings("NullAway.Init")
abstract class AwsCommand implements Callable<Integer> {
    /** The description of a parameter that is an execution. */
    static final String EXECUTION =
            "an execution: STATE_MACHINE:NAME, as emr-launch status NAME lists them, or its ARN";

    /** The description of a parameter that is an execution or a cluster. */
    static final String EXECUTION_OR_CLUSTER = EXECUTION + "; or the id of a cluster, j-…";

    @Spec
    private CommandSpec spec;

    EmrLaunch emrLaunch() {
        return (EmrLaunch) spec.root().userObject();
    }

    /** Checks that a name is given. */
    DefinitionName requireName(@Nullable DefinitionName given) {
        return require("NAME", given);
    }

    /** Checks that a parameter is given. It is optional only with a subcommand. */
    <T> T require(String label, @Nullable T given) {
        if (given == null) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: '%s'".formatted(label));
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

    /** Parses an execution: its short form or its ARN. */
    Launch launch(String text) {
        return emrLaunch().launch(text);
    }

    /** Returns the text for an execution: its short form on a terminal, its ARN in a pipe. */
    String shown(Launch launch) {
        return terminal().shown(launch);
    }

    /** Returns a command that users can paste into a shell, with the options of this command that select an account. */
    String followUp(String... words) {
        return emrLaunch().followUp(words);
    }

    /** Returns the URL of an execution: in the AWS console, or the page of the run in the local emulator. */
    Optional<URI> link(Launch launch) {
        return emrLaunch()
                .emulator()
                .map(local -> Optional.of(local.run(launch.executionArn())))
                .orElseGet(launch::link);
    }

    /** Returns the URL of the cluster of an execution. In the local emulator that is the page of the run. */
    Optional<URI> clusterLink(Launch launch, String clusterId) {
        return emrLaunch().emulator().isPresent() ? link(launch) : launch.clusterLink(clusterId);
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
