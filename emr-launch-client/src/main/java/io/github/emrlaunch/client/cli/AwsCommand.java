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

/** A command that asks AWS; it ends with an {@link ExitCode}. */
@SuppressWarnings("NullAway.Init")
abstract class AwsCommand implements Callable<Integer> {
    /** How an execution is given, for descriptions. */
    static final String EXECUTION =
            "an execution: STATE_MACHINE:NAME, as emr-launch status NAME lists them, or its ARN";

    /** How an execution or a cluster is given. */
    static final String EXECUTION_OR_CLUSTER = EXECUTION + "; or the id of a cluster, j-…";

    @Spec
    private CommandSpec spec;

    EmrLaunch emrLaunch() {
        return (EmrLaunch) spec.root().userObject();
    }

    /** A name that must be given. */
    DefinitionName requireName(@Nullable DefinitionName given) {
        return require("NAME", given);
    }

    /** A parameter that must be given, unless a subcommand is. */
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

    /** Reads an execution that somebody typed: short, or an ARN. */
    Launch launch(String text) {
        return emrLaunch().launch(text);
    }

    /** An execution for people or, in a pipe, for programs. */
    String shown(Launch launch) {
        return terminal().shown(launch);
    }

    /** Where to look at an execution: in the AWS console or, of the local emulator, the page of the run. */
    Optional<URI> link(Launch launch) {
        return emrLaunch()
                .emulator()
                .map(local -> Optional.of(local.run(launch.executionArn())))
                .orElseGet(launch::link);
    }

    /** Where to look at the cluster of an execution: the page of a run has that, too. */
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
