package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.TestAccount;
import io.github.emrlaunch.client.cli.Cli.Result;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** Copies of namespaces to a folder and back, which are complete or have no effect. */
class CopyTest {
    private static final String PROFILE = "emr_profiles/default/sse-kms-profile.json";
    private static final String CONFIGURATION = "cluster_configurations/default/basic-instance-group-cluster.json";
    private static final String FUNCTION = "emr_launch_functions/default/launch-basic-cluster.json";

    @TempDir
    Path folder;

    @RegisterExtension
    static final LocalAwsExtension emulator = LocalAwsExtension.withoutApp();

    @RegisterExtension
    static final LocalAwsExtension otherEmulator = LocalAwsExtension.withoutApp();

    private final TestAccount account = new TestAccount(emulator.local());
    private final TestAccount other = new TestAccount(otherEmulator.local());
    private final Cli cli = new Cli(account);
    private final Cli otherCli = new Cli(other);

    @BeforeEach
    void store() {
        account.storePython(DefinitionType.EMR_PROFILE, "default/sse-kms-profile");
        account.storePython(DefinitionType.CLUSTER_CONFIGURATION, "default/basic-instance-group-cluster");
        account.storePython(DefinitionType.EMR_LAUNCH_FUNCTION, "default/launch-basic-cluster");
        account.storePython(DefinitionType.EMR_PROFILE, "analytics/kerberos-profile");
    }

    @AfterEach
    void close() {
        account.close();
        other.close();
    }

    private static Map<String, JsonNode> stored(TestAccount account) {
        Map<String, JsonNode> stored = new TreeMap<>();
        account
                .ssm()
                .getParametersByPathPaginator(
                        request -> request.path("/emr_launch").recursive(true))
                .stream()
                .flatMap(page -> page.parameters().stream())
                .forEach(parameter -> stored.put(parameter.name(), Json.parse(parameter.value())));
        return stored;
    }

    private Result export(String... options) {
        return cli.run(Cli.args("export", folder.toString(), options));
    }

    private Result importAt(Cli there, String... options) {
        return there.run(Cli.args("import", folder.toString(), options));
    }

    private void change(String file, String member, String value) throws IOException {
        Path path = folder.resolve(file);
        ObjectNode json = Json.parseObject(Files.readString(path)).put(member, value);
        Files.writeString(path, Json.writePretty(json));
    }

    @Test
    void exportedDefinitionsCanBeImportedInAnotherAccount() throws IOException {
        Result exported = export();
        Result imported = importAt(otherCli);

        assertThat(exported.out()).endsWith("4 definitions: 4 to create, 0 to update, 0 to keep\n");
        assertThat(Files.readString(folder.resolve(PROFILE)))
                .startsWith("{\n  \"ProfileName\" : \"sse-kms-profile\",\n")
                .endsWith("}\n");
        assertThat(imported.out()).contains("create EMR profile analytics/kerberos-profile\n");
        assertThat(stored(other)).isEqualTo(stored(account)).hasSize(4);
        assertThat(importAt(otherCli).out()).isEqualTo("4 definitions: 0 to create, 0 to update, 4 to keep\n");
        assertThat(other.proxy().calls("PutParameter")).hasSize(4).allSatisfy(call -> assertThat(call.body())
                .contains("\"Intelligent-Tiering\"")
                .doesNotContain("\\n"));
    }

    /** An invalid parameter under the path must not prevent others from listing and copying. */
    @Test
    void parametersWithInvalidNamesAreSkippedAndReported() {
        List<String> odd = List.of(
                "/emr_launch/emr_profiles/default/deeper/down",
                "/emr_launch/emr_profiles/../x",
                "/emr_launch/emr_launch_functions/flat");
        odd.forEach(name -> account.ssm()
                .putParameter(parameter -> parameter.name(name).value("{}").type(ParameterType.STRING)));

        Result exported = export();
        Result listed = cli.run("list", "profiles");

        assertThat(exported.exitCode()).isZero();
        assertThat(exported.out()).endsWith("4 definitions: 4 to create, 0 to update, 0 to keep\n");
        assertThat(exported.err().lines())
                .containsOnlyOnce(odd.stream()
                        .map("Skipped the parameter %s, whose name is no definition's"::formatted)
                        .toArray(String[]::new));
        assertThat(listed.exitCode()).isZero();
        assertThat(listed.out()).contains("kerberos-profile");
        assertThat(listed.err()).contains(odd.get(0), odd.get(1));
    }

    @Test
    void largeDefinitionIsCopiedAsOneFile() throws IOException {
        export();
        ObjectNode large = Json.parseObject(Files.readString(folder.resolve(CONFIGURATION)));
        large.withObject("/ClusterConfiguration").put("AdditionalInfo", "ä".repeat(10_000));
        Files.writeString(folder.resolve(CONFIGURATION), Json.writePretty(large));

        assertThat(importAt(otherCli).out()).endsWith("4 definitions: 4 to create, 0 to update, 0 to keep\n");
        assertThat(importAt(otherCli).out()).isEqualTo("4 definitions: 0 to create, 0 to update, 4 to keep\n");
        Files.delete(folder.resolve(CONFIGURATION));
        assertThat(otherCli.run(Cli.args("export", folder.toString())).exitCode())
                .isZero();
        ObjectNode exported = Json.parseObject(Files.readString(folder.resolve(CONFIGURATION)));
        assertThat(withoutUnset(exported)).isEqualTo(withoutUnset(large));
    }

    /** A large definition is stored without null members of the request. */
    private static ObjectNode withoutUnset(ObjectNode configuration) {
        configuration.withObject("/ClusterConfiguration").properties().removeIf(member -> member.getValue()
                .isNull());
        return configuration;
    }

    @Test
    void exportAndImportCanSelectOneNamespace() {
        export("-n", "analytics");

        assertThat(folder.resolve("emr_profiles/analytics/kerberos-profile.json"))
                .exists();
        assertThat(folder.resolve("emr_profiles/default")).doesNotExist();
        assertThat(importAt(otherCli, "--namespace", "analytics").exitCode()).isZero();
        assertThat(importAt(otherCli, "-n", "nobody").err()).contains("has no definition in nobody");
    }

    @Test
    void dryRunShowsChangesWithoutWriting() throws IOException {
        export();
        change(PROFILE, "LogsPath", "other");
        Files.delete(folder.resolve(CONFIGURATION));
        Map<String, JsonNode> before = stored(account);

        Result dry = importAt(cli, "--dry-run");

        assertThat(dry.out()).isEqualTo("""
                update EMR profile default/sse-kms-profile
                  ~ LogsPath: elasticmapreduce/ -> other
                3 definitions: 0 to create, 1 to update, 2 to keep. Nothing was written
                """);
        assertThat(dry.err())
                .isEqualTo("cluster configuration default/basic-instance-group-cluster is only there, and stays\n");
        assertThat(stored(account)).isEqualTo(before);
        assertThat(Json.parse(importAt(cli, "--dry-run", "--output", "json").out())
                        .at("/1/Differences/0/Path"))
                .hasToString("\"LogsPath\"");
    }

    @Test
    void importWritesNothingWhenADocumentIsInvalid() throws IOException {
        export();
        change(PROFILE, "LogsPath", "other");
        change(CONFIGURATION, "ConfigurationName", "called-otherwise");
        change(FUNCTION, "Description", "x".repeat(42_000));

        Result refused = importAt(otherCli);

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err().lines())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("it is stored as 'default/basic-instance-group-cluster'"))
                .anySatisfy(line -> assertThat(line)
                        .contains(FUNCTION + "' is too large: ")
                        .contains("Parameter Store holds at most "));
        assertThat(stored(other)).isEmpty();
    }

    @Test
    void importRejectsALaunchFunctionWithoutItsProfile() throws IOException {
        export();
        Files.delete(folder.resolve(PROFILE));

        Result refused = importAt(otherCli);

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .contains("refers to the EMR profile 'default/sse-kms-profile', which is neither copied");
        assertThat(stored(other)).isEmpty();
        other.storePython(DefinitionType.EMR_PROFILE, "default/sse-kms-profile");
        assertThat(importAt(otherCli).exitCode()).isZero();
    }

    @Test
    void importRestoresDefinitionsWhenAwsRefusesTheRest() throws IOException {
        export();
        other.storePython(DefinitionType.EMR_PROFILE, "default/sse-kms-profile");
        change(PROFILE, "LogsPath", "other");
        Map<String, JsonNode> before = stored(other);
        other.proxy().refuseAfter(3, "PutParameter", "AccessDeniedException", 1);

        Result refused = importAt(otherCli);

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).startsWith("emr-launch: AWS refuses: as told\n");
        assertThat(stored(other)).isEqualTo(before).hasSize(1);
    }

    @Test
    void importNamesDefinitionsThatCannotBeRestored() throws IOException {
        export();
        other.proxy().refuseAfter(2, "PutParameter", "AccessDeniedException", 1);
        other.proxy().refuse("DeleteParameter", "AccessDeniedException", 3);

        Result refused = importAt(otherCli);

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err())
                .contains("these may be as copied: ")
                .contains("/emr_launch/emr_profiles/analytics/kerberos-profile")
                .endsWith("Repeat the copy when the cause is gone\n");
    }

    @Test
    void importNamesFilesThatAreNotDefinitions() throws IOException {
        export();
        Files.writeString(folder.resolve("emr_profiles/default/name with spaces.json"), "{}");

        assertThat(importAt(otherCli).err())
                .startsWith("Not a definition, by name or place: ")
                .contains("name with spaces.json");
        assertThat(cli.run("import", folder.resolve("none").toString()).err()).contains("There is no folder");
    }

    @Test
    void exportFailsForADefinitionThatIsNotJson() {
        account.store(DefinitionType.EMR_PROFILE, DefinitionName.of("broken"), "no JSON");

        Result refused = export();

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("emr_profiles/default/broken' is not a stored EMR profile: not JSON");
        assertThat(folder).isEmptyDirectory();
    }
}
