package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.client.TestAccount;
import io.github.emrlaunch.client.cli.Cli.Result;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every command with invalid arguments: each prints a few lines, and none reports a bug. */
class WrongArgumentsTest {
    private static final int MOST_LINES = 6;

    @TempDir
    Path folder;

    @RegisterExtension
    static final LocalAwsExtension emulator = LocalAwsExtension.withoutApp();

    private final TestAccount account = new TestAccount(emulator.local());
    private final Cli cli = new Cli(account);

    @AfterEach
    void close() {
        account.close();
    }

    private List<String> words() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "no JSON");
        return List.of(
                "",
                " ",
                "/",
                "a/b/c",
                "x:y",
                "x:y:z",
                "arn:aws",
                "arn:aws:states:us-east-1:123456789012:execution:none:none",
                "arn:aws:states:eu-west-1:123456789012:execution:none:none",
                "j-NONE",
                "@" + file,
                "=",
                "a=b",
                "ü",
                "\u202e",
                "0",
                "-1",
                "profile",
                file.toString(),
                file + "/below");
    }

    private static CommandSpec root() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new CommandLine(new EmrLaunch(new Terminal(nowhere, nowhere, false, false))).getCommandSpec();
    }

    /** The arguments that select each command, such as start and job. */
    private static Stream<List<CommandSpec>> commands(List<CommandSpec> above) {
        return above.get(above.size() - 1).subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(command -> !command.usageMessage().hidden())
                .flatMap(command -> {
                    List<CommandSpec> path = new ArrayList<>(above);
                    path.add(command);
                    return Stream.concat(Stream.of(path), commands(path));
                });
    }

    @Test
    void everyCommandAnswersWrongArgumentsInAFewLines() throws Exception {
        List<String> words = words();
        Random random = new Random(21);
        List<List<CommandSpec>> all = commands(List.of(root())).toList();
        assertThat(all).hasSizeGreaterThan(8);
        for (List<CommandSpec> path : all) {
            List<String> command = path.stream().skip(1).map(CommandSpec::name).toList();
            CommandSpec last = path.get(path.size() - 1);
            long positions = last.positionalParameters().size();
            check(command);
            for (String word : words) {
                check(with(command, word));
                check(with(
                        command,
                        Stream.generate(() -> words.get(random.nextInt(words.size())))
                                .limit(positions)
                                .toArray(String[]::new)));
            }
            for (OptionSpec option : last.options()) {
                if (!option.usageHelp() && !option.versionHelp() && !option.inherited()) {
                    check(with(command, option.longestName()));
                    check(with(command, "x", option.longestName(), words.get(random.nextInt(words.size()))));
                    check(with(command, "profile", "x", option.longestName(), "a=b", option.longestName(), "a=c"));
                }
            }
        }
    }

    private static List<String> with(List<String> command, String... arguments) {
        return Stream.concat(command.stream(), Stream.of(arguments)).toList();
    }

    private void check(List<String> arguments) {
        Result result = cli.run(arguments.toArray(String[]::new));

        assertThat(result.exitCode())
                .as("%s: %s", arguments, result.err())
                .isIn(ExitCode.OK, ExitCode.NEGATIVE, ExitCode.INVALID, ExitCode.NOT_FOUND, ExitCode.AWS);
        assertThat(result.err().lines()).as("%s", arguments).hasSizeLessThanOrEqualTo(MOST_LINES);
        assertThat(result.err()).as("%s", arguments).doesNotContain("\tat ", "Exception", "must not be null");
        if (result.exitCode() > ExitCode.NEGATIVE) {
            assertThat(result.err()).as("%s", arguments).startsWith("emr-launch: ");
        }
    }
}
