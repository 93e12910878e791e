package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The members that an override may change: the profile sets some of them, and some are security-relevant. */
class OverridePathTest {
    private static final Set<String> DECIDED = Set.of("PROFILE", "LAUNCH");

    /** The decisions by path, in the order of the file. */
    private static Map<String, String> decisions() {
        Map<String, String> decisions = new LinkedHashMap<>();
        text("/run-job-flow-security.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    String[] columns = line.split(" \\| ");
                    assertThat(columns).as(line).hasSize(3);
                    decisions.put(columns[0], columns[1]);
                });
        return decisions;
    }

    private static JsonNode shapes() {
        return Json.parse(text("emr-request-shapes.json")).path("shapes");
    }

    private static String text(String resource) {
        try (InputStream in = RunJobFlowShape.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The members of the request, without those under a member that is decided as a whole; elements of lists have the index 0. */
    private static void collect(
            String shape, String path, JsonNode shapes, Map<String, String> decisions, List<String> paths) {
        JsonNode description = shapes.path(shape);
        description.path("members").properties().forEach(member -> {
            String child = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
            paths.add(child);
            if (!isWhole(child, decisions)) {
                collect(member.getValue().asText(), child, shapes, decisions, paths);
            }
        });
        if (description.has("element")) {
            collect(description.path("element").asText(), path + ".0", shapes, decisions, paths);
        }
    }

    /** Whether no member under this one has its own decision. */
    private static boolean isWhole(String path, Map<String, String> decisions) {
        return !Objects.requireNonNullElse(decisions.get(path), "NONE").equals("NONE")
                && decisions.keySet().stream().noneMatch(other -> other.startsWith(path + "."));
    }

    /** Fails if EMR's model has a member without a decision. */
    @Test
    void eachMemberOfTheRequestIsClassified() {
        Map<String, String> decisions = decisions();
        List<String> members = new ArrayList<>();
        collect("RunJobFlowInput", "", shapes(), decisions, members);

        assertThat(decisions.keySet()).containsExactlyElementsOf(members);
        assertThat(decisions).hasSizeGreaterThan(150);
    }

    private static String consequence(String path) {
        return OverridePath.parse(path)
                .securityConsequence()
                .map(SecurityConsequence::name)
                .orElse("NONE");
    }

    @Test
    void eachMemberIsTreatedAsClassifiedInAnyCaseOfLetters() {
        List<UnaryOperator<String>> spellings =
                List.of(path -> path, path -> path.toLowerCase(Locale.ROOT), path -> path.toUpperCase(Locale.ROOT));
        decisions()
                .forEach((path, decision) -> spellings.forEach(spelling -> {
                    String spelled = spelling.apply(path);
                    if (decision.equals("PROFILE")) {
                        assertThatThrownBy(() -> OverridePath.parse(spelled))
                                .isInstanceOf(InvalidOverrideException.class)
                                .hasMessageContaining("set by the EMR profile");
                    } else if (!decision.equals("LAUNCH")) {
                        assertThat(consequence(spelled)).as(spelled).isEqualTo(decision);
                    }
                }));
    }

    /** All members under a security-relevant member are security-relevant; a parent object would replace it. */
    @Test
    void parentsAndChildrenOfSecurityRelevantMembersAreSecurityRelevant() {
        Map<String, String> decisions = decisions();
        decisions.forEach((path, decision) -> {
            if (!isWhole(path, decisions) || DECIDED.contains(decision)) {
                return;
            }
            assertThat(consequence(path + ".0.Anything")).as(path).isNotEqualTo("NONE");
            for (int end = path.lastIndexOf('.'); end > 0; end = path.lastIndexOf('.', end - 1)) {
                String above = path.substring(0, end);
                assertThat(above.equals("Instances") ? "PROFILE" : consequence(above))
                        .as(above)
                        .isNotEqualTo("NONE");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BootstrapActions.3.ScriptBootstrapAction.Args.7",
                "Configurations.0.Configurations.0.Properties.PYSPARK_PYTHON",
                "Instances.InstanceGroups.12.Configurations.0.Properties",
                "instances.instanceFLEETS.2.instanceTypeConfigs.9.customAmiId",
                "Instances.InstanceFleets.0.InstanceTypeConfigs.0"
            })
    void pathsBelowSecurityRelevantMembersHaveTheConsequenceCode(String path) {
        assertThat(consequence(path)).isEqualTo("CODE");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BootstrapActions | LIST    | true
            CustomAmiId      | STRING  | true
            SessionEnabled   | BOOLEAN | true
            ReleaseLabel     | STRING  | false
            Configurations.0.Properties.a | INTEGER | false
            """)
    void rulesWithoutAllowedValuesOpenSecurityRelevantMembers(String path, ValueType type, boolean opens) {
        String request = """
                {"BootstrapActions": null, "CustomAmiId": null, "SessionEnabled": null, "ReleaseLabel": "x",
                 "Configurations": [{"Properties": {"a": "x"}}]}""";
        OverrideRule rule = OverrideRule.of(path).withType(type);

        assertThat(rule.opensSecurity(Json.parseObject(request))).isEqualTo(opens);
        assertThat(rule.acknowledgeSecurity().opensSecurity(Json.parseObject(request)))
                .isEqualTo(opens);
        assertThat(rule.withAllowedValues("a").opensSecurity(Json.parseObject(request)))
                .isFalse();
        assertThat(rule.acknowledgeSecurity().toJson()).isEqualTo(rule.toJson());
    }

    /** A prefix or a pattern does not list the values. */
    @Test
    void rulesWithAPatternOrPrefixOpenSecurityRelevantMembers() {
        OverrideRule rule = OverrideRule.of("CustomAmiId");

        for (OverrideRule open : List.of(rule, rule.withPattern("ami-[0-9a-f]+"), rule.withPrefix("ami-"))) {
            assertThat(open.opensSecurity(Json.parseObject("{\"CustomAmiId\": null}")))
                    .isTrue();
        }
    }

    private static final String LOADED = """
            {"CustomAmiId": null, "BootstrapActions": [], "Configurations": [{"Classification": "a"}],
             "Instances": {"Ec2SubnetIds": ["subnet-1"], "InstanceGroups": [{"InstanceCount": 1, "Configurations": null}]}}""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"Configurations": [{"Classification": "a"}], "Instances": {"Ec2SubnetIds": ["subnet-1"]}}                    |
            {"Configurations": [{"Classification": "b"}], "Instances": {"Ec2SubnetIds": ["subnet-1"]}}                    | Configurations
            {"Configurations": [{"Classification": "a"}], "Instances": {"Ec2SubnetIds": []}}                              | Instances.Ec2SubnetIds
            {"Configurations": [{"Classification": "a"}], "Instances": {"ec2subnetids": ["subnet-1"]}}                    | Instances.ec2subnetids
            {"Configurations": [{"Classification": "a"}], "configurations": [], "Instances": {"Ec2SubnetIds": ["subnet-1"]}} |
            {"Configurations": [{"Classification": "a"}], "Instances": {"Ec2SubnetIds": ["subnet-1"], "InstanceGroups": [{}, {"Configurations": [1]}]}} | Instances.InstanceGroups.1.Configurations
            """)
    void requireSecurityRejectsChangesOfSecurityRelevantMembers(String overridden, String path) {
        ThrowingCallable check =
                () -> OverridePath.requireSecurity(Json.parse(LOADED), Json.parse(overridden), List.of());

        if (Optional.ofNullable(path).isEmpty()) {
            assertThatCode(check).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(check)
                    .isInstanceOf(InvalidOverrideException.class)
                    .hasMessageStartingWith("'" + path + "' is security-relevant");
            assertThatCode(() -> OverridePath.requireSecurity(
                            Json.parse(LOADED), Json.parse(overridden), List.of(path, "Instances")))
                    .doesNotThrowAnyException();
        }
    }

    /** A name with the name of a changeable member as its prefix is another member. */
    @Test
    void allowingAMemberDoesNotAllowAMemberWithALongerName() {
        assertThatThrownBy(() -> OverridePath.requireSecurity(
                        Json.parse("{}"),
                        Json.parse("{\"Instances\": {\"Ec2SubnetIds\": [\"subnet-1\"]}}"),
                        List.of("Instances.Ec2SubnetId")))
                .isInstanceOf(InvalidOverrideException.class);
    }
}
