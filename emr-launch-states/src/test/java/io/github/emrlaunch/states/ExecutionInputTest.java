package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionInputTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1000.0", "-0.50", "12345678901234567890", "0.1", "1E+400", "[1,2.00]"})
    void aNumberKeepsItsText(String number) {
        assertThat(ExecutionInput.parse(number).toString()).isEqualTo(number);
    }

    @Test
    void aSmallExponentIsWrittenAsDigits() {
        assertThat(ExecutionInput.parse("1E3").toString()).isEqualTo("1000");
        assertThat(ExecutionInput.parse("1E100").toString()).isEqualTo("1E+100");
    }

    @Test
    void anInputHasALimitedSize() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExecutionInput.parse("\"" + "x".repeat(262_143) + "\""))
                .withMessage("The input must not have more than 262144 bytes, got: 262145");
    }

    @Test
    void anInputHasALimitedDepth() {
        assertThat(ExecutionInput.parse("[".repeat(1000) + "]".repeat(1000))).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExecutionInput.parse("[".repeat(1001) + "]".repeat(1001)))
                .withMessageContaining("exceeds the maximum allowed (1000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {"not JSON | Unrecognized token", "^^ | an empty string is not JSON"})
    void inputThatIsNotJsonIsRejected(String text, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExecutionInput.parse(text))
                .withMessageContaining(problem);
    }
}
