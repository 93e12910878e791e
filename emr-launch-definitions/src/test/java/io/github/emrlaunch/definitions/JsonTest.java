package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void convertsPlainDataAsIfParsedFromText() {
        List<Object> plain = List.of(
                "text",
                true,
                1,
                2L,
                3.0,
                0.75,
                new BigDecimal("1.50"),
                5_000_000_000L,
                List.of(),
                Map.of("member", List.of(1)));

        assertThat(Json.of(plain)).isEqualTo(Json.parse("""
                        ["text", true, 1, 2, 3, 0.75, 1.50, 5000000000, [], {"member": [1]}]"""));
    }

    @Test
    void rejectsObjectsThatAreNotPlainData() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.of(List.of(Set.of(new Object()))))
                .withMessage("Not a string, number, boolean, list or map: java.lang.Object");
    }

    /** CloudFormation inserts the values of number parameters unchanged into stored documents. */
    @Test
    void parseStoredAcceptsNumbersOfCloudFormation() {
        assertThat(Json.parseStored("{\"a\": [05, .5, 5.]}")).isEqualTo(Json.parse("{\"a\": [5, 0.5, 5.0]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"05", ".5", "5."})
    void parseRejectsNumbersThatAreNotJson(String number) {
        assertThatExceptionOfType(InvalidDefinitionException.class).isThrownBy(() -> Json.parse(number));
    }
}
