package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.client.TestAccount;
import io.github.emrlaunch.client.cli.Cli.Result;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The built jar and its launcher script. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script; the jar runs without it")
class LauncherIT {
    private static final int MOST_CLASSES = 2000;
    private static final int MOST_CLASSES_OF_THE_SDK = 40;

    @TempDir
    Path home;

    @RegisterExtension
    static final LocalAwsExtension emulator = LocalAwsExtension.withoutApp();

    private final TestAccount account = new TestAccount(emulator.local());

    @AfterEach
    void close() {
        account.close();
    }

    private Launcher withEnvironmentOfTheEmulator() {
        return new Launcher(home, account.aws().environment());
    }

    @Test
    void usesTheEnvironmentVariablesOfAws() throws Exception {
        account.storeFunction(new DefinitionName("analytics", "nightly"), TestAccount.SUCCEEDS, Map.of());

        Result started = withEnvironmentOfTheEmulator().run("start", "analytics/nightly", "--wait", "--output", "json");

        assertThat(started.exitCode()).as(started.err()).isZero();
        assertThat(Json.parse(started.out()).path("ClusterId").asText()).isEqualTo("j-1");
        assertThat(started.err()).isEmpty();
    }

    @Test
    void usesAwsProfiles() throws Exception {
        account.storePython(DefinitionType.EMR_PROFILE, "default/sse-kms-profile");
        writeConfiguration("""
            [profile platform]
            region = us-east-1
            endpoint_url = %s
            aws_access_key_id = %s
            aws_secret_access_key = secret
            """.formatted(
                        account.aws().endpoint(), account.aws().environment().get("AWS_ACCESS_KEY_ID")));

        assertThat(new Launcher(home, Map.of())
                        .run("list", "profiles", "--profile", "platform")
                        .out())
                .contains("sse-kms-profile");
        assertThat(new Launcher(home, Map.of("AWS_PROFILE", "platform"))
                        .run("list", "profiles")
                        .out())
                .contains("sse-kms-profile");
    }

    /** The SDK loads these modules by name, if a profile needs them. */
    @Test
    void supportsProfilesWithRolesAndSingleSignOn() throws Exception {
        writeConfiguration("""
            [profile role]
            region = us-east-1
            role_arn = arn:aws:iam::123456789012:role/none
            source_profile = keys
            [profile keys]
            region = us-east-1
            aws_access_key_id = %s
            aws_secret_access_key = secret
            [profile sso]
            region = us-east-1
            sso_session = company
            sso_account_id = 123456789012
            sso_role_name = data
            [sso-session company]
            sso_region = us-east-1
            sso_start_url = https://company.example/start
            """.formatted(account.aws().environment().get("AWS_ACCESS_KEY_ID")));
        // An explicit profile has priority over keys in the environment.
        Launcher launcher = new Launcher(home, account.aws().environment());

        Result role = launcher.run("list", "profiles", "--profile", "role");
        Result sso = launcher.run("list", "profiles", "--profile", "sso");
        Result none = launcher.run("list", "profiles", "--profile", "none");

        assertThat(role.exitCode()).isEqualTo(4);
        assertThat(role.err())
                .startsWith(
                        "emr-launch: Role arn:aws:iam::123456789012:role/none of profile 'role' may not be assumed: ");
        assertThat(sso.exitCode()).isEqualTo(4);
        assertThat(sso.err()).endsWith("aws sso login --profile sso\n");
        assertThat(none.err())
                .startsWith("emr-launch: There is no AWS profile 'none' in ")
                .endsWith("Did you mean role?\n");
    }

    private void writeConfiguration(String text) throws IOException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), text);
    }

    @Test
    void explainsMissingRegionAndCredentials() throws Exception {
        Result withoutRegion = new Launcher(home, Map.of()).run("list", "profiles");
        Result withoutCredentials = new Launcher(home, Map.of("AWS_REGION", "us-east-1")).run("list", "profiles");

        assertThat(withoutRegion).isEqualTo(new Result(4, "", """
            emr-launch: No AWS region is known
            Set AWS_REGION, give --region, or name a profile that has one with AWS_PROFILE or --profile
            """));
        assertThat(withoutCredentials).isEqualTo(new Result(4, "", """
            emr-launch: No AWS credentials were found
            Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile that has some with --profile
            """));
    }

    @Test
    void explainsAConnectionThatIsRefused() throws Exception {
        LocalAws closed = LocalAws.start();
        closed.close();

        Result unreachable = new Launcher(home, closed.environment()).run("list", "profiles");

        assertThat(unreachable.exitCode()).isEqualTo(4);
        assertThat(unreachable.err())
                .startsWith(
                        "emr-launch: AWS at %s can't be reached: no server listens there".formatted(closed.endpoint()))
                .contains("--endpoint-url");
    }

    @Test
    void printsVersionAndUsage() throws Exception {
        assertThat(withEnvironmentOfTheEmulator().run("--version").out()).matches("emr-launch \\d.*\n");
        Result bare = withEnvironmentOfTheEmulator().run();
        assertThat(bare.exitCode()).isEqualTo(2);
        assertThat(bare.err()).startsWith("Usage: emr-launch ");
    }

    /** The SDK's clients have thousands of classes. The help loads none of them. */
    @Test
    void helpLoadsFewClasses() throws Exception {
        Path loaded = home.resolve("loaded.txt");

        Result help = withEnvironmentOfTheEmulator()
                .withJavaOption("-Xlog:class+load:file=" + loaded)
                .run("--help");

        assertThat(help.exitCode()).isZero();
        List<String> classes = Files.readAllLines(loaded);
        assertThat(classes).hasSizeBetween(500, MOST_CLASSES);
        assertThat(classes)
                .filteredOn(line -> line.contains("] software.amazon.awssdk."))
                .as("exceptions, for those who catch them")
                .hasSizeLessThan(MOST_CLASSES_OF_THE_SDK);
    }

    /** The command line as it is downloaded. */
    @Test
    void runsFromTheZip() throws Exception {
        account.storePython(DefinitionType.EMR_PROFILE, "default/sse-kms-profile");
        Path zip = onlyFile(Path.of("target"), "emr-launch-client-[^-]*(-SNAPSHOT)?\\.zip");
        Process unzip = new ProcessBuilder("unzip", "-q", zip.toString(), "-d", home.toString())
                .inheritIO()
                .start();
        assertThat(unzip.waitFor()).isZero();
        Path folder = onlyFile(home, "emr-launch-.*");

        assertThat(folder).isDirectoryContaining("glob:**/{LICENSE,NOTICE,emr-launch.jar,emr-launch-completion.sh}");
        assertThat(Files.readString(folder.resolve("emr-launch-completion.sh")))
                .isEqualTo(withEnvironmentOfTheEmulator()
                        .run("generate-completion")
                        .out());
        assertThat(withEnvironmentOfTheEmulator()
                        .withScript(folder.resolve("emr-launch"))
                        .run("list", "profiles")
                        .out())
                .contains("sse-kms-profile");
    }

    private static Path onlyFile(Path folder, String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .reduce((one, other) -> {
                        throw new AssertionError("Not the only one: " + one + ", " + other);
                    })
                    .orElseThrow();
        }
    }

    /** A truncated file must not look complete. */
    @Test
    void reportsAFailedWriteButNotAClosedPipe() throws Exception {
        Launcher bash = withEnvironmentOfTheEmulator().withScript(Path.of("/bin/bash"));

        assertThat(bash.run("-c", Launcher.SCRIPT + " generate-completion >/dev/full"))
                .isEqualTo(new Result(2, "", "emr-launch: The output can't be written: No space left on device\n"));
        assertThat(bash.run("-c", "set -o pipefail; " + Launcher.SCRIPT + " generate-completion | head -n 1"))
                .isEqualTo(new Result(0, "#!/usr/bin/env bash\n", ""));
    }

    @Test
    void explainsThatJavaIsMissing() throws Exception {
        assertThat(new Launcher(home, Map.of("JAVA_HOME", "/none")).run("--help"))
                .isEqualTo(new Result(
                        2,
                        "",
                        "emr-launch: there is no Java in JAVA_HOME, /none. Install Java 17 or later, or set"
                                + " JAVA_HOME to one\n"));
    }

    /** A Java version that is too old can read the main class, and no other. */
    @Test
    void mainClassIsCompiledForJava8() throws Exception {
        assertThat(majorVersion("EmrLaunchMain")).isEqualTo(52);
        assertThat(majorVersion("EmrLaunch")).isEqualTo(61);
    }

    private static int majorVersion(String name) throws IOException {
        Path jar = onlyFile(Path.of("target"), "emr-launch-client-.*-cli\\.jar");
        try (ZipFile zip = new ZipFile(jar.toFile());
                DataInputStream file = new DataInputStream(
                        zip.getInputStream(zip.getEntry("io/github/emrlaunch/client/cli/" + name + ".class")))) {
            file.skipBytes(6);
            return file.readUnsignedShort();
        }
    }
}
