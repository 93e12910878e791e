package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.client.TestAccount;
import io.github.emrlaunch.client.cli.Cli.Result;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The built jar and its launcher script. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script; the jar runs without it")
class LauncherIT {
    @TempDir
    Path home;

    private final TestAccount account = new TestAccount();

    @AfterEach
    void close() {
        account.close();
    }

    private Launcher withEnvironmentOfTheStandIn() {
        return new Launcher(home, account.aws().environment());
    }

    @Test
    void usesTheEnvironmentVariablesOfAws() throws Exception {
        account.storeFunction(new DefinitionName("analytics", "nightly"), TestAccount.SUCCEEDS, Map.of());

        Result started = withEnvironmentOfTheStandIn().run("start", "analytics/nightly", "--wait", "--output", "json");

        assertThat(started.exitCode()).as(started.err()).isZero();
        assertThat(Json.parse(started.out()).path("ClusterId").asText()).isEqualTo("j-1");
        assertThat(started.err()).isEmpty();
    }

    @Test
    void usesProfiles() throws Exception {
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

    /** These modules of the SDK are used by name only, when a profile asks for them. */
    @Test
    void carriesWhatProfilesWithRolesAndSingleSignOnNeed() throws Exception {
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
        // Keys of the environment count less than a profile that is named.
        Launcher launcher = new Launcher(home, account.aws().environment());

        Result role = launcher.run("list", "profiles", "--profile", "role");
        Result sso = launcher.run("list", "profiles", "--profile", "sso");
        Result none = launcher.run("list", "profiles", "--profile", "none");

        assertThat(role.exitCode()).isEqualTo(4);
        assertThat(role.err()).startsWith("emr-launch: AWS refuses: ").contains("role/none");
        assertThat(sso).isEqualTo(new Result(4, "", "emr-launch: Unable to load SSO token\n"));
        assertThat(none)
                .isEqualTo(new Result(4, "", "emr-launch: Profile file contained no credentials for profile 'none'\n"));
    }

    private void writeConfiguration(String text) throws IOException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), text);
    }

    @Test
    void saysWhatToSetWhenRegionOrCredentialsAreMissing() throws Exception {
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
    void saysThatNobodyAnswers() throws Exception {
        account.aws().close();

        Result unreachable = withEnvironmentOfTheStandIn().run("list", "profiles");

        assertThat(unreachable.exitCode()).isEqualTo(4);
        assertThat(unreachable.err())
                .contains("trying again in")
                .contains("emr-launch: AWS can't be reached: java.net.ConnectException")
                .contains("--endpoint-url");
    }

    @Test
    void knowsItsVersionAndItsUse() throws Exception {
        assertThat(withEnvironmentOfTheStandIn().run("--version").out()).matches("emr-launch \\d.*\n");
        Result bare = withEnvironmentOfTheStandIn().run();
        assertThat(bare.exitCode()).isEqualTo(2);
        assertThat(bare.err()).startsWith("Usage: emr-launch ");
    }
}
