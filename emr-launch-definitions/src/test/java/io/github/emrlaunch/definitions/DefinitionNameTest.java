package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionNameTest {
    @Test
    void isWrittenAsNamespaceSlashName() {
        assertThat(DefinitionName.of("etl")).hasToString("default/etl");
        assertThat(DefinitionName.parse("analytics/etl")).isEqualTo(new DefinitionName("analytics", "etl"));
    }

    @Test
    void sortsByNamespaceFirst() {
        assertThat(new DefinitionName("a", "z")).isLessThan(new DefinitionName("b", "a"));
        assertThat(new DefinitionName("a", "a")).isLessThan(new DefinitionName("a", "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "", " a", "ä", "a b", "a\n"})
    void rejectsInvalidCharacters(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DefinitionName.of(name))
                .withMessage(
                        "'name' must match [A-Za-z0-9_.-]+ (it is one level of a Parameter Store path), got: " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void rejectsDotAndDotDot(String dots) {
        String message = "must not be '%s', which is not a name but a folder in file systems. Add a letter or digit"
                .formatted(dots);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DefinitionName("default", dots))
                .withMessage("'name' " + message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DefinitionName(dots, "etl"))
                .withMessage("'namespace' " + message);
        assertThat(DefinitionName.find("default/" + dots)).isEmpty();
        assertThat(DefinitionName.find(dots + "/etl")).isEmpty();
        assertThat(DefinitionName.of(dots + "a")).hasToString("default/" + dots + "a");
    }

    @Test
    void rejectsMoreThan128Characters() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DefinitionName("n".repeat(200), "etl"))
                .withMessageStartingWith("'namespace' must have at most 128 characters, got 200: nnn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"etl", "a/b/c", "/etl", "a/"})
    void rejectsTextThatIsNotNamespaceSlashName(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DefinitionName.parse(text));
    }

    @Test
    void parameterPathHasTypeNamespaceAndName() {
        assertThat(DefinitionType.EMR_LAUNCH_FUNCTION.path(new DefinitionName("analytics", "etl")))
                .isEqualTo("/emr_launch/emr_launch_functions/analytics/etl");
    }
}
