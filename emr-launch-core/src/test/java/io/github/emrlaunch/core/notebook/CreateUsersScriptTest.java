package io.github.emrlaunch.core.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the script that creates JupyterHub's users with fake docker, curl and AWS CLI commands. */
@DisabledOnOs(OS.WINDOWS)
class CreateUsersScriptTest {
    private static final String SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";
    private static final String PHILIPP = "philipp=" + SECRET + "philipp-AbCdEf";
    private static final String ADMIN = "admin=" + SECRET + "admin-AbCdEf";
    private static final String ODD_PASSWORD = "p:a'ss \"$(touch x)\" \\n %s ß";

    @TempDir
    Path folder;

    private FakeCommands node;
    private Path script;

    @BeforeEach
    void prepare() throws IOException {
        node = new FakeCommands(folder);
        node.write("secrets/philipp-AbCdEf", ODD_PASSWORD + "\n");
        node.write("secrets/admin-AbCdEf", "admins-secret\n");
        script = folder.resolve("create-users.sh");
        try (InputStream resource = NotebookScripts.class.getResourceAsStream("create-users.sh")) {
            Files.copy(resource, script);
        }
    }

    private FakeCommands.Run run(String... arguments) throws IOException, InterruptedException {
        return runWith("", arguments);
    }

    private FakeCommands.Run runWith(String option, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash"));
        if (!option.isEmpty()) {
            command.add(option);
        }
        command.add(script.toString());
        command.addAll(Arrays.asList(arguments));
        return node.run(command);
    }

    @Test
    void createsAccountPasswordAndHubUserForEachUser() throws Exception {
        FakeCommands.Run run = run(PHILIPP, ADMIN);

        assertThat(run.status()).as(run.printed()).isZero();
        assertThat(node.lines("accounts")).containsExactly("jovyan", "philipp", "admin");
        assertThat(node.lines("passwords")).containsExactly("philipp:" + ODD_PASSWORD, "admin:admins-secret");
        assertThat(node.lines("headers"))
                .containsOnly("header = \"Authorization: token hub-token-of-jovyan\"")
                .hasSize(2);
        assertThat(node.lines("calls"))
                .filteredOn(call -> call.startsWith("curl"))
                .extracting(call -> call.substring(call.lastIndexOf(' ') + 1))
                .containsExactly(
                        "https://primary:9443/hub/api/users/philipp", "https://primary:9443/hub/api/users/admin");
        assertThat(node.lines("calls"))
                .filteredOn(call -> call.startsWith("aws"))
                .first()
                .isEqualTo("aws secretsmanager get-secret-value --region eu-west-1 --secret-id " + SECRET
                        + "philipp-AbCdEf --query SecretString --output text");
        assertThat(run.printed()).contains("philipp can log in", "admin can log in");
    }

    /** {@code -x} prints every command: the script switches it off. */
    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "-v"})
    void keepsPasswordsAndTokenOutOfArgumentsAndOutput(String option) throws Exception {
        FakeCommands.Run run = runWith(option, PHILIPP, ADMIN);

        assertThat(run.status()).as(run.printed()).isZero();
        for (String told : List.of(node.read("calls"), run.printed())) {
            assertThat(told).doesNotContain(ODD_PASSWORD, "admins-secret", "hub-token-of-jovyan");
        }
    }

    @Test
    void changesPasswordOfAdministrator() throws Exception {
        node.write("secrets/jovyan-AbCdEf", "not-the-well-known-one\n");
        node.write("statuses", "409\n");

        FakeCommands.Run run = run("jovyan=" + SECRET + "jovyan-AbCdEf");

        assertThat(run.status()).as(run.printed()).isZero();
        assertThat(node.lines("accounts")).containsExactly("jovyan");
        assertThat(node.lines("passwords")).containsExactly("jovyan:not-the-well-known-one");
    }

    @Test
    void secondRunUpdatesPassword() throws Exception {
        assertThat(run(PHILIPP).status()).isZero();
        node.write("secrets/philipp-AbCdEf", "another\n");
        node.write("statuses", "409\n");

        FakeCommands.Run again = run(PHILIPP);

        assertThat(again.status()).as(again.printed()).isZero();
        assertThat(node.lines("accounts")).containsExactly("jovyan", "philipp");
        assertThat(node.lines("passwords")).containsExactly("philipp:" + ODD_PASSWORD, "philipp:another");
    }

    @Test
    void waitsForContainerAndHub() throws Exception {
        node.write("starting", "1\n2\n3\n");
        node.write("statuses", "000\n503\n201\n");

        FakeCommands.Run run = run(PHILIPP);

        assertThat(run.status()).as(run.printed()).isZero();
        assertThat(node.lines("calls")).filteredOn("sleep 5"::equals).hasSize(5);
    }

    @Test
    void failsWhenContainerDoesNotStart() throws Exception {
        node.write("starting", "no\n".repeat(100));

        FakeCommands.Run run = run(PHILIPP);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.printed()).contains("the container jupyterhub is not running");
    }

    @Test
    void stopsAtUnreadableSecret() throws Exception {
        FakeCommands.Run run = run("nobody=" + SECRET + "missing", PHILIPP);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.printed())
                .contains(
                        "AccessDeniedException",
                        "the secret of the user nobody could not be read, or is not one line of text: " + SECRET
                                + "missing");
        assertThat(node.lines("accounts")).containsExactly("jovyan");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "None\n", "one\nroot:two\n"})
    void rejectsSecretsThatAreNotPasswords(String text) throws Exception {
        node.write("secrets/philipp-AbCdEf", text);

        FakeCommands.Run run = run(PHILIPP);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.printed()).contains("the secret of the user philipp").doesNotContain("two");
        assertThat(node.read("passwords")).isEmpty();
    }

    @Test
    void reportsFailedAccountCreation() throws Exception {
        node.write("refused", "admin\n");

        FakeCommands.Run run = run(PHILIPP, ADMIN);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.printed())
                .contains(
                        "cannot lock /etc/passwd",
                        "the account of the user admin could not be created in the container");
        assertThat(node.lines("passwords")).containsExactly("philipp:" + ODD_PASSWORD);
    }

    @Test
    void reportsUserRejectedByHub() throws Exception {
        node.write("statuses", "403\n");

        FakeCommands.Run run = run(PHILIPP);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.printed()).contains("JupyterHub refused the user philipp: HTTP status 403");
    }

    @Test
    void reportsMissingToken() throws Exception {
        node.write("token", "");

        FakeCommands.Run run = run(PHILIPP);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.printed()).contains("JupyterHub returned no token for its administrator");
        assertThat(node.lines("accounts")).containsExactly("jovyan");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "philipp",
                "philipp=",
                "philipp=password",
                "Philipp=arn:aws:x",
                "a b=arn:aws:x",
                "-x=arn:aws:x",
                "a;reboot=arn:aws:x",
                "$(reboot)=arn:aws:x",
                "root:x=arn:aws:x",
                "philipp=arn:aws:x\nroot=arn:aws:y"
            })
    void rejectsInvalidArgument(String argument) throws Exception {
        FakeCommands.Run run = run(ADMIN, argument);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.printed()).contains("not USER=SECRET: " + argument);
        assertThat(node.read("calls")).doesNotContain("docker", "aws", "curl");
    }

    @Test
    void rejectsMissingUsers() throws Exception {
        FakeCommands.Run run = run();

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.printed()).contains("no users given");
    }
}
