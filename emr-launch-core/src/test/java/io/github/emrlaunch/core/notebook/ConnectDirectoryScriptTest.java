package io.github.emrlaunch.core.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the script that connects JupyterHub to a directory with fake docker and curl commands. */
@DisabledOnOs(OS.WINDOWS)
class ConnectDirectoryScriptTest {
    private static final String OWN = "c.JupyterHub.port = 9443\n";
    private static final LdapDirectory DIRECTORY =
            LdapDirectory.of("ldap.example.org", "uid={username},o='a b\"$(id)'");

    @TempDir
    Path folder;

    private FakeCommands node;
    private Path script;
    private Path settings;

    @BeforeEach
    void prepare() throws IOException {
        node = new FakeCommands(folder);
        settings = Files.writeString(folder.resolve("jupyterhub_config.py"), OWN);
        try (InputStream resource = NotebookScripts.class.getResourceAsStream(NotebookScripts.CONNECT_DIRECTORY)) {
            script = Files.writeString(
                    folder.resolve("connect-directory.sh"),
                    new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                            .replace("/etc/jupyter/conf/jupyterhub_config.py", settings.toString()));
        }
    }

    private FakeCommands.Run run(String argument) throws IOException, InterruptedException {
        return node.run(List.of("bash", script.toString(), argument));
    }

    /** Evaluates JupyterHub's settings as JupyterHub does, and simulates a login. */
    private String python(String user, String uid) throws IOException, InterruptedException {
        String hub = """
                import sys, types, pwd, subprocess
                c = types.SimpleNamespace(**{n: types.SimpleNamespace() for n in ("JupyterHub", "LDAPAuthenticator", "Authenticator", "Spawner")})
                exec(open(sys.argv[1]).read())
                def account(name):
                    if not sys.argv[3]:
                        raise KeyError(name)
                    return types.SimpleNamespace(pw_uid=int(sys.argv[3]))
                pwd.getpwnam = account
                subprocess.run = lambda command, check: print("RUN", *command)
                print(c.JupyterHub.authenticator_class, c.LDAPAuthenticator.bind_dn_template, c.LDAPAuthenticator.use_ssl, c.Authenticator.blocked_users)
                try:
                    c.Spawner.pre_spawn_hook(types.SimpleNamespace(user=types.SimpleNamespace(name=sys.argv[2])))
                except PermissionError as e:
                    print("REFUSED", e)
                """;
        Process process = new ProcessBuilder("python3", "-c", hub, settings.toString(), user, uid)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return output;
    }

    @Test
    void configuresJupyterHubForDirectory() throws Exception {
        node.write("statuses", "000\n202\n");

        FakeCommands.Run run = run(DIRECTORY.settings());

        assertThat(run.status()).as(run.printed()).isZero();
        assertThat(node.read("calls"))
                .contains(
                        "pip install --quiet jupyterhub-ldapauthenticator==1.3.2",
                        "https://primary:9443/hub/api/shutdown")
                .doesNotContain("hub-token-of-jovyan");
        assertThat(Files.readString(settings)).startsWith(OWN);
        assertThat(python("ada", ""))
                .contains(
                        "ldapauthenticator.LDAPAuthenticator",
                        "uid={username},o=\\'a b\"$(id)\\'",
                        "True {'jovyan'}",
                        "RUN useradd --create-home --shell /bin/bash --no-user-group ada");
        assertThat(python("ada", "1001")).doesNotContain("RUN", "REFUSED");
        assertThat(python("root", "0")).contains("REFUSED root is a system account");
    }

    @Test
    void secondRunChangesNothing() throws Exception {
        assertThat(run(DIRECTORY.settings()).status()).isZero();
        String once = Files.readString(settings);
        FakeCommands.Run run = run(DIRECTORY.settings());

        assertThat(run.status()).as(run.printed()).isZero();
        assertThat(settings).hasContent(once);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "$(id)", "\"); import os"})
    void rejectsInvalidSettings(String argument) throws Exception {
        FakeCommands.Run run = run(argument);

        assertThat(run.status()).isNotZero();
        assertThat(run.printed()).contains("Usage: connect-directory.sh SETTINGS");
        assertThat(settings).hasContent(OWN);
    }

    @Test
    void failsIfJupyterHubDoesNotRestart() throws Exception {
        node.write("statuses", "403\n");

        FakeCommands.Run run = run(DIRECTORY.settings());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.printed())
                .contains("JupyterHub did not restart: HTTP status 403")
                .doesNotContain("can log in");
    }
}
