package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.LaunchSummary;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.PipelineDefinition;
import io.github.emrlaunch.definitions.PipelinePhase;
import io.github.emrlaunch.definitions.ServerlessJobFunctionDefinition;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * Completion candidates that are read from AWS: names, executions, overrides. The label of a parameter or an option in the help selects the kind, so
 * a command gets its completion by using the labels of the other commands.
 */
final class Candidates {
    private static final int EXECUTIONS = 20;

    /** Candidates by the label of the parameter or option. */
    private static final Map<String, BiFunction<Candidates, String, Stream<String>>> BY_LABEL = Map.of(
            "NAME", (candidates, word) -> candidates.names(),
            "LAUNCH", (candidates, word) -> Stream.concat(candidates.names(), candidates.executions(word)),
            "EXECUTION", Candidates::executions,
            "EXECUTION|CLUSTER", Candidates::executions,
            "EXECUTION|CLUSTER|NAME",
                    (candidates, word) -> Stream.concat(candidates.names(), candidates.executions(word)),
            "PHASE", (candidates, word) -> candidates.phases().map(PipelinePhase::name),
            "STEP.ARGUMENT=VALUE", (candidates, word) -> candidates.arguments(),
            "NAMESPACE", (candidates, word) -> candidates.namespaces(),
            "OVERRIDE=VALUE", (candidates, word) -> candidates.overrides());

    /** A new name of an execution or a step has no candidates. */
    private static final Set<String> NEW = Set.of("--execution-name", "--name");

    private final EmrLaunch emrLaunch;
    private final ParseResult command;

    private Candidates(EmrLaunch emrLaunch, ParseResult command) {
        this.emrLaunch = emrLaunch;
        this.command = command;
    }

    /** Whether a command or one of its subcommands takes stored names. */
    static boolean areStored(CommandSpec command) {
        return command.args().stream().anyMatch(argument -> source(argument).isPresent())
                || command.subcommands().values().stream().anyMatch(below -> areStored(below.getCommandSpec()));
    }

    private static Optional<BiFunction<Candidates, String, Stream<String>>> source(ArgSpec argument) {
        boolean named = argument instanceof OptionSpec option && NEW.contains(option.longestName());
        return named ? Optional.empty() : Optional.ofNullable(BY_LABEL.get(argument.paramLabel()));
    }

    /** Returns the candidates at the end of a line. */
    static List<String> of(String line) {
        List<String> words = new ArrayList<>(List.of(line.stripLeading().split("\\s+", -1)));
        String word = words.remove(words.size() - 1);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (EmrLaunch emrLaunch = new EmrLaunch(new Terminal(nowhere, nowhere, false, false))) {
            CommandLine commandLine = new CommandLine(emrLaunch);
            OptionSpec open = openOption(commandLine, words);
            if (open != null) {
                words.remove(words.size() - 1);
            }
            commandLine.getCommandSpec().parser().collectErrors(true);
            commandLine.getSubcommands().values().forEach(Candidates::lenient);
            ParseResult parsed = commandLine.parseArgs(words.stream().skip(1).toArray(String[]::new));
            while (parsed.hasSubcommand()) {
                parsed = parsed.subcommand();
            }
            Candidates candidates = new Candidates(emrLaunch, parsed);
            String completed = word;
            return Optional.ofNullable(open == null ? candidates.positional() : open)
                    .flatMap(Candidates::source)
                    .map(source -> source.apply(candidates, completed)
                            .filter(candidate -> candidate.startsWith(completed))
                            .toList())
                    .orElse(List.of());
        }
    }

    private static void lenient(CommandLine command) {
        command.getCommandSpec().parser().collectErrors(true);
        command.getSubcommands().values().forEach(Candidates::lenient);
    }

    /** The option whose value comes next; null if there is none. */
    private static @Nullable OptionSpec openOption(CommandLine root, List<String> words) {
        CommandLine command = root;
        for (String word : words.subList(1, words.size())) {
            CommandLine below = command.getSubcommands().get(word);
            command = below == null ? command : below;
        }
        OptionSpec option = command.getCommandSpec().findOption(words.get(words.size() - 1));
        return option == null || option.arity().max() == 0 ? null : option;
    }

    private @Nullable PositionalParamSpec positional() {
        int given = command.matchedPositionals().size();
        return command.commandSpec().positionalParameters().stream()
                .filter(parameter -> parameter.index().contains(given))
                .findFirst()
                .orElse(null);
    }

    /** By an argument on the line or by the name of the command, such as {@code job}. Default: launch functions. */
    private DefinitionType<?> type() {
        for (PositionalParamSpec given : command.matchedPositionals()) {
            if (given.getValue() instanceof DefinitionType<?> type) {
                return type;
            }
        }
        for (DefinitionType<?> type : DefinitionType.all()) {
            if (type.word().equals(command.commandSpec().name())) {
                return type;
            }
        }
        return DefinitionType.EMR_LAUNCH_FUNCTION;
    }

    private Stream<String> names() {
        return stored(type()).map(Candidates::shorten);
    }

    private Stream<DefinitionName> stored(DefinitionType<?> type) {
        DefinitionStore store = emrLaunch.store();
        return store.documents(type).stream().map(document -> document.name());
    }

    /** Returns the text as a user types it. */
    private static String shorten(DefinitionName name) {
        return name.namespace().equals(DefinitionName.DEFAULT_NAMESPACE) ? name.name() : name.toString();
    }

    private Stream<String> namespaces() {
        return DefinitionType.all().stream().flatMap(this::stored).map(DefinitionName::namespace);
    }

    private Optional<DefinitionName> named() {
        return Stream.<ArgSpec>concat(command.matchedPositionals().stream(), command.matchedOptions().stream())
                .map(given -> given.<Object>getValue())
                .filter(DefinitionName.class::isInstance)
                .map(DefinitionName.class::cast)
                .findFirst();
    }

    private Stream<String> overrides() {
        return named().map(name -> overrides(emrLaunch.store().get(type(), name)))
                .orElse(Stream.empty())
                .map(override -> override + "=");
    }

    private Stream<String> overrides(Definition definition) {
        if (definition instanceof PipelineDefinition pipeline) {
            return Stream.ofNullable(pipeline.cluster().launchFunction())
                    .flatMap(name -> overrides(emrLaunch.store().get(DefinitionType.EMR_LAUNCH_FUNCTION, name)));
        }
        if (definition instanceof EmrLaunchFunctionDefinition function) {
            return Optional.ofNullable(function.allowedClusterConfigOverrides()).map(Map::keySet).stream()
                    .flatMap(Set::stream);
        }
        return definition instanceof ServerlessJobFunctionDefinition job
                ? job.allowedOverrides().keySet().stream()
                : Stream.empty();
    }

    private Stream<PipelinePhase> phases() {
        return named()
                .map(name -> emrLaunch.store().get(DefinitionType.PIPELINE, name))
                .flatMap(pipeline -> Optional.ofNullable(pipeline.phases()))
                .stream()
                .flatMap(List::stream);
    }

    private Stream<String> arguments() {
        return phases().flatMap(phase -> Stream.ofNullable(phase.steps()).flatMap(List::stream))
                .flatMap(step -> Stream.ofNullable(step.allowedOverrides())
                        .flatMap(allowed -> allowed.keySet().stream())
                        .map(key -> "%s.%s=".formatted(step.name(), key)));
    }

    /** Returns the state machines, or, after a colon, the last executions of one. */
    private Stream<String> executions(String word) {
        EmrLaunchClient client = emrLaunch.client();
        return Stream.of(
                        new Started(
                                DefinitionType.EMR_LAUNCH_FUNCTION,
                                EmrLaunchFunctionDefinition::stateMachineName,
                                client::launches),
                        new Started(
                                DefinitionType.PIPELINE, PipelineDefinition::stateMachineName, client::pipelineRuns),
                        new Started(
                                DefinitionType.SERVERLESS_JOB_FUNCTION,
                                ServerlessJobFunctionDefinition::stateMachineName,
                                client::jobRuns))
                .flatMap(started -> executions(started, word));
    }

    private Stream<String> executions(Started started, String word) {
        Stream<DefinitionName> names = stored(started.type());
        if (!word.contains(":")) {
            return names.map(name -> started.machine().apply(name) + ":");
        }
        String machine = word.substring(0, word.indexOf(':'));
        return names.filter(name -> started.machine().apply(name).equals(machine))
                .flatMap(name -> started.last().apply(name, EXECUTIONS).stream())
                .map(summary -> ExecutionTexts.shorten(summary.launch()));
    }

    /** A definition that can be started: its name, the name of its state machine and its last executions. */
    private record Started(
            DefinitionType<?> type,
            Function<DefinitionName, String> machine,
            BiFunction<DefinitionName, Integer, List<LaunchSummary>> last) {}
}
