package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that permissions do not distinguish are the same key. */
class TagTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws:x",
                "AWS:x",
                " aws:x",
                "\taws:x",
                "\u00a0aws:x",
                "\u2007Aws:x",
                "\u200baws:x",
                "\ufeffaws:x",
                "emr-launch:execution",
                "EMR-Launch:Execution",
                "emr-launch:execution\u3000",
                "\u2028emr-launch:function",
                "emr-launch:any",
                "emr-launch:execut\u0131on"
            })
    void rejectsReservedKeysInAnySpelling(String key) {
        assertThatThrownBy(() -> new Tag(key, "x").requireAllowed())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reserved");
        assertThatThrownBy(() -> new InputRules(false, true, List.of("team", key), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reserved");
        assertThatThrownBy(() -> LaunchInput.builder().tag(key, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "For-Use-With-Amazon-EMR-Managed-Policies",
                " for-use-with-amazon-emr-managed-policies",
                "for-use-with-amazon-emr-managed-policies\u00a0"
            })
    void rejectsOtherSpellingsOfTheManagedPoliciesKey(String key) {
        assertThatThrownBy(() -> new Tag(key, "true").requireAllowed()).hasMessageContaining("with the value true");
        assertThatThrownBy(() -> new InputRules(false, true, List.of(key), List.of()))
                .hasMessageContaining("reserved for EMR's managed policies");
    }

    @Test
    void acceptsOnlyTrueAsValueOfTheManagedPoliciesTag() {
        assertThatThrownBy(() -> new Tag(Tag.MANAGED_POLICIES_KEY, "false").requireAllowed())
                .hasMessageContaining("with the value true");
        assertThatCode(() -> new Tag(Tag.MANAGED_POLICIES_KEY, "true").requireAllowed())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"awsx:y", "my-aws:x", "emr-launch", "team aws:x", "emr launch:x", "käse"})
    void acceptsKeysThatAreNotReserved(String key) {
        assertThatCode(() -> new Tag(key, "x").requireAllowed()).doesNotThrowAnyException();
    }

    @Test
    void inputRulesIgnoreCaseAndOuterWhiteSpaceOfKeys() {
        InputRules rules = new InputRules(false, true, List.of("Team"), List.of());

        assertThat(List.of("team", "TEAM", " team ")).allMatch(rules::isOverridable);
        assertThat(List.of("teams", "te am", "")).noneMatch(rules::isOverridable);
    }

    @Test
    void launchRequestKeepsItsInputRules() {
        InputRules rules = new InputRules(true, false, List.of("team"), List.of("CustomAmiId"));
        LaunchRequest launch = new LaunchRequest(
                DefinitionName.of("p"),
                DefinitionName.of("c"),
                "etl",
                false,
                true,
                Map.of(),
                List.of(),
                LaunchSecrets.NONE);

        assertThat(LaunchRequest.read(launch.withInputRules(rules).toJson()).inputRules())
                .isEqualTo(rules);
        assertThat(LaunchRequest.read(launch.toJson()).inputRules()).isEqualTo(InputRules.DEFAULT);
    }
}
