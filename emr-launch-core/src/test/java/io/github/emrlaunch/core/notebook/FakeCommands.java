package io.github.emrlaunch.core.notebook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Fake docker, AWS CLI and other commands on the path. They apply to files what the real commands do on a primary node,
 * and record their calls.
 */
final class FakeCommands {
    /**
     * A run.
     *
     * @param status the exit status, 0 for success
     * @param printed the standard output and standard error
     */
    record Run(int status, String printed) {}

    private static final Map<String, String> COMMANDS = Map.of(
            "sudo", "exec \"$@\"",
            "hostname", "echo primary",
            "sleep", "",
            "docker", """
                    [ "$1 $2 $3" = 'exec --interactive jupyterhub' ] || exit 64
                    shift 3
                    case "$1" in
                    true)
                      [ -s "$FAKE/starting" ] || exit 0
                      sed -i 1d "$FAKE/starting"
                      exit 1 ;;
                    /opt/conda/bin/jupyterhub) cat "$FAKE/token" ;;
                    id) grep -qxF -- "$3" "$FAKE/accounts" ;;
                    useradd)
                      for user; do :; done
                      if grep -qxF -- "$user" "$FAKE/refused"; then
                        echo "useradd: cannot lock /etc/passwd" >&2
                        exit 10
                      fi
                      echo "$user" >>"$FAKE/accounts" ;;
                    /opt/conda/bin/pip) ;;
                    chpasswd) cat >>"$FAKE/passwords" ;;
                    *) exit 64 ;;
                    esac
                    """,
            "aws", """
                    [ "$1 $2" = 'secretsmanager get-secret-value' ] || exit 64
                    while [ "$1" != --secret-id ]; do shift; done
                    cat "$FAKE/secrets/${2##*:}" ||
                      { echo 'An error occurred (AccessDeniedException)' >&2; exit 254; }
                    """,
            "curl", """
                    cat >>"$FAKE/headers"
                    if [ -s "$FAKE/statuses" ]; then
                      head -n 1 "$FAKE/statuses"
                      sed -i 1d "$FAKE/statuses"
                    else
                      echo 201
                    fi
                    """);

    private final Path folder;

    FakeCommands(Path folder) throws IOException {
        this.folder = folder;
        Path commands = Files.createDirectories(folder.resolve("bin"));
        Files.createDirectories(folder.resolve("secrets"));
        for (Map.Entry<String, String> command : COMMANDS.entrySet()) {
            Path file = commands.resolve(command.getKey());
            Files.writeString(
                    file,
                    "#!/usr/bin/env bash\nprintf '%s %s\\n' \"${0##*/}\" \"$*\" >>\"$FAKE/calls\"\n"
                            + command.getValue());
            if (!file.toFile().setExecutable(true)) {
                throw new IOException("Cannot make " + file + " executable");
            }
        }
        for (String file : List.of("calls", "starting", "accounts", "refused", "passwords", "headers", "statuses")) {
            write(file, "");
        }
        write("token", "a warning of JupyterHub\nhub-token-of-jovyan\n");
        write("accounts", "jovyan\n");
    }

    void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }

    Run run(List<String> command) throws IOException, InterruptedException {
        Path printed = folder.resolve("printed");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().put("FAKE", folder.toString());
        builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
        Process process = builder.start();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command + " does not end");
        }
        return new Run(process.exitValue(), Files.readString(printed));
    }
}
