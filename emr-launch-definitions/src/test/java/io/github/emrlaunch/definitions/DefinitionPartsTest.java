package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionPartsTest {
    private static final DefinitionType<ClusterConfigurationDefinition> TYPE = DefinitionType.CLUSTER_CONFIGURATION;
    private static final DefinitionName NAME = new DefinitionName("analytics", "large");
    private static final String HEAD = "/emr_launch/cluster_configurations/analytics/large";
    private static final String PART_1 = "/emr_launch_parts/cluster_configurations/analytics/large/1";
    private static final String PART_2 = "/emr_launch_parts/cluster_configurations/analytics/large/2";

    private static ObjectNode document(String text) {
        ObjectNode request = StoredRequest.empty().put("ReleaseLabel", "emr-7.12.0");
        request.putArray("Configurations")
                .addObject()
                .put("Classification", "spark-defaults")
                .putObject("Properties")
                .put("spark.text", text);
        return ClusterConfigurationDefinition.of(NAME, request).toJson();
    }

    /** A document with exactly this number of bytes when it is stored in one parameter. */
    private static ObjectNode documentOf(int bytes) {
        return document("x".repeat(bytes - bytes(Json.write(document("")))));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Map<String, String> split(ObjectNode document) {
        return DefinitionParts.split(TYPE, NAME, document);
    }

    /** The content of the parameters, as one text. */
    private static String stored(Map<String, String> parameters) {
        return String.join("", parameters.values());
    }

    private static ObjectNode assembled(Map<String, String> parameters) {
        String text = DefinitionParts.assemble(TYPE, NAME, parameters);
        return TYPE.parse(NAME, text, "here").toJson();
    }

    @Test
    void namesTheHeadAndFourParts() {
        assertThat(DefinitionParts.names(TYPE, NAME))
                .containsExactly(
                        HEAD,
                        PART_1,
                        PART_2,
                        "/emr_launch_parts/cluster_configurations/analytics/large/3",
                        "/emr_launch_parts/cluster_configurations/analytics/large/4");
    }

    @Test
    void storesADefinitionThatFitsInOneParameterUnchanged() {
        ObjectNode document = documentOf(8192);

        assertThat(split(document)).containsExactly(Map.entry(HEAD, Json.write(document)));
    }

    @ParameterizedTest
    @ValueSource(ints = {8193, 9065, 16_384, 24_577, 39 * 1024})
    void splitsALargeDefinitionIntoParts(int size) {
        ObjectNode document = documentOf(size);

        Map<String, String> parameters = split(document);

        assertThat(List.copyOf(parameters.keySet()))
                .isEqualTo(DefinitionParts.names(TYPE, NAME).subList(0, parameters.size()));
        assertThat(parameters.values())
                .allSatisfy(value -> assertThat(bytes(value)).isBetween(1, 8192));
        assertThat(assembled(parameters)).isEqualTo(document);
    }

    /** Well under the maximum size, each character of the text is once at the border of a part. */
    @ParameterizedTest
    @ValueSource(strings = {"ä", "語", "🦉", "a🦉ä", " ", "a ", "\n", "\"", "\\", "{", "}{"})
    void keepsCharactersAtTheBorderOfAPart(String text) {
        // The first of two braces is written with six characters.
        int size = text.equals("{") ? 6 : bytes(text);
        for (int shift = 0; shift < 8; shift++) {
            ObjectNode document = document("x".repeat(shift) + text.repeat(20_000 / size));

            Map<String, String> parameters = split(document);

            assertThat(parameters).hasSizeGreaterThan(2);
            assertThat(parameters.values()).allSatisfy(value -> {
                assertThat(bytes(value)).isLessThanOrEqualTo(8192);
                assertThat(new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                        .isEqualTo(value);
            });
            assertThat(assembled(parameters)).isEqualTo(document);
        }
    }

    @Test
    void partsDoNotBeginOrEndWithWhiteSpace() {
        split(document("word ".repeat(6000))).values().forEach(value -> assertThat(value)
                .isEqualTo(value.strip()));
    }

    @Test
    void rejectsATooLargeDefinitionWithItsSizeAndLargestMembers() {
        ObjectNode document = documentOf(45_000);
        document.put("Description", "d".repeat(100));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> split(document))
                .withMessageMatching(
                        "'/emr_launch/cluster_configurations/analytics/large' would have 4\\d{4} bytes even "
                                + "without optional members; Parameter Store holds at most 40\\d{3}, in a parameter "
                                + "and 4 parts\\. Largest parts: ClusterConfiguration\\.Configurations \\(43\\d{3}\\), "
                                + "Description \\(102\\), OverrideInterfaces \\(14\\)");
    }

    @Test
    void omitsNullsAndDerivedOverridesOfALargeDefinition() {
        ObjectNode request = (ObjectNode) document("x".repeat(9000)).get("ClusterConfiguration");
        request.put("Name", "large").put("StepConcurrencyLevel", 1);
        ArrayNode groups = request.withObject("/Instances").putArray("InstanceGroups");
        groups.addObject().put("InstanceRole", "MASTER").put("InstanceType", "m7g.xlarge");
        Map<String, OverrideRule> overrides = OverrideInterface.of(request);
        overrides.put("Own", OverrideRule.of("CustomAmiId"));
        overrides.computeIfPresent(
                "MasterInstanceType", (name, override) -> override.withAllowedValues("m7g.xlarge", "m7g.2xlarge"));
        ObjectNode document = ClusterConfigurationDefinition.of(NAME, request)
                .withOverrides(overrides)
                .toJson();

        Map<String, String> parameters = split(document);

        assertThat(stored(parameters))
                .doesNotContain("null")
                .contains("\"Own\":{\"JsonPath\":\"CustomAmiId\"}", "\"ReleaseLabel\":{}", "\"ClusterName\":{}")
                .contains("\"AllowedValues\"");
        assertThat(assembled(parameters)).isEqualTo(document);
        assertThat(assembled(parameters).at("/OverrideInterfaces/default").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(overrides.keySet());
    }

    @Test
    void keepsTextKnownOnlyAtDeploymentInTheHead() {
        Pattern unknown = Pattern.compile("<[^>]*>");
        ObjectNode document = document("<bucket>/a/" + "x".repeat(9000) + "<region><bucket>");

        Map<String, String> parameters = DefinitionParts.split(TYPE, NAME, document, unknown);

        assertThat(parameters.get(PART_1)).doesNotContain("<");
        Map<String, String> deployed = new HashMap<>(parameters);
        deployed.computeIfPresent(
                HEAD, (name, value) -> value.replace("<bucket>", "data").replace("<region>", "eu-\\\"x"));
        assertThat(DefinitionParts.assemble(TYPE, NAME, deployed))
                .contains("\"data/a/xxx")
                .contains("xxxeu-\\\"xdata\"");
    }

    /** The CDK joins a list with the separator of its elements, and writes a number without quotes. */
    @Test
    void keepsListsAndNumbersKnownOnlyAtDeployment() {
        Pattern unknown = Pattern.compile("<[^>]*>");
        ObjectNode document = document("x".repeat(9000) + "<region>");
        ObjectNode request = document.withObject("/ClusterConfiguration");
        request.withObject("/Instances").putArray("Ec2SubnetIds").add("<subnets>");
        request.putPOJO("StepConcurrencyLevel", new RawValue("<level>"));

        Map<String, String> deployed = new HashMap<>(DefinitionParts.split(TYPE, NAME, document, unknown));
        deployed.computeIfPresent(HEAD, (name, value) -> value.replace("<subnets>", "a\",\"b")
                .replace("<level>", "4")
                .replace("<region>", "eu"));

        ObjectNode assembled = assembled(deployed);
        assertThat(assembled.at("/ClusterConfiguration/Instances/Ec2SubnetIds")).hasToString("[\"a\",\"b\"]");
        assertThat(assembled.at("/ClusterConfiguration/StepConcurrencyLevel").intValue())
                .isEqualTo(4);
        assertThat(DefinitionParts.assemble(TYPE, NAME, deployed)).contains("xeu\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9000})
    void escapesTwoBracesThatParameterStoreReadsAsAReference(int room) {
        String text = "-Xloggc:/tmp/{{APP_ID}}-{{{EXECUTOR_ID}}}.gc \\{{ {{resolve:ssm:a}} {{resolve:ssm:b}}";
        ObjectNode document = document(text + "x".repeat(room));

        Map<String, String> parameters =
                DefinitionParts.split(TYPE, NAME, document, Pattern.compile("\\{\\{resolve:ssm:b}}"));

        assertThat(stored(parameters).replace("{{resolve:ssm:b}}", "")).doesNotContain("{{");
        assertThat(stored(parameters)).contains("{{resolve:ssm:b}}");
        assertThat(assembled(parameters)).isEqualTo(document);
    }

    @Test
    void rejectsAHeadThatADeployedValueMadeInvalid() {
        Pattern unknown = Pattern.compile("<[^>]*>");
        Map<String, String> deployed =
                new HashMap<>(DefinitionParts.split(TYPE, NAME, document("<memory>" + "x".repeat(9000)), unknown));
        deployed.computeIfPresent(HEAD, (name, value) -> value.replace("<memory>", "say \"8g\""));

        assertThatThrownBy(() -> DefinitionParts.assemble(TYPE, NAME, deployed))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith("'" + HEAD + "' is not the head of a stored cluster configuration: not JSON: ")
                .hasMessageContaining("set an AllowedPattern for the parameter");
    }

    @Test
    void throwsNotFoundWithoutAHead() {
        assertThatThrownBy(() -> DefinitionParts.assemble(TYPE, NAME, Map.of(PART_1, "text")))
                .isInstanceOf(ClusterConfigurationNotFoundException.class)
                .hasMessageContaining(HEAD);
    }

    @Test
    void rejectsMissingPartsAndPartsOfAnotherDeployment() {
        Map<String, String> old = split(document("a".repeat(20_000)));
        Map<String, String> mixed = new HashMap<>(split(document("b".repeat(20_000))));
        mixed.put(PART_2, old.get(PART_2));

        assertThatThrownBy(() -> DefinitionParts.assemble(TYPE, NAME, mixed))
                .isInstanceOf(DefinitionIncompleteException.class)
                .hasMessage("The cluster configuration 'analytics/large' is not complete: '" + PART_2
                        + "' is from another deployment than its head. It is probably being deployed: try again. Otherwise "
                        + "deploy it again");
        mixed.remove(PART_2);
        assertThatThrownBy(() -> DefinitionParts.assemble(TYPE, NAME, mixed))
                .isInstanceOf(DefinitionIncompleteException.class)
                .hasMessageContaining("'" + PART_2 + "' is missing");
    }

    @Test
    void ignoresPartsOfAnEarlierDeployment() {
        Map<String, String> parameters = new HashMap<>(split(document("a".repeat(20_000))));
        ObjectNode small = document("small");
        parameters.putAll(split(small));

        assertThat(assembled(parameters)).isEqualTo(small);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "emr-launch-parts/1 ",
                "emr-launch-parts/1 {\"Digests\":[]}",
                "emr-launch-parts/1 {}\n{\"a\":\n7\n}",
                "emr-launch-parts/1 {}\n{\"a\":\nx\n}",
                // The index of the text after the values, which would also be JSON.
                "emr-launch-parts/1 {\"Digests\":[],\"Values\":1}\nv\n{\"a\":\n1\n}",
                "emr-launch-parts/1 {\"Digests\":[1,2,3,4,5]}\n{}"
            })
    void rejectsAnInvalidHead(String head) {
        assertThatThrownBy(() -> DefinitionParts.assemble(TYPE, NAME, Map.of(HEAD, head)))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith("'" + HEAD + "' is not the head of a stored cluster configuration: ");
    }
}
