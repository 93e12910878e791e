package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;

class CdkVersionTest {
    private final NoSuchMethodError error = new NoSuchMethodError("ResourceEnvironment IResource.getEnv()");

    @Test
    void explainsThatCdkIsTooOld() {
        assertThat(CdkVersion.explain(error, Optional.of("2.180.0")))
                .hasMessage("aws-cdk-lib 2.180.0 is too old for EMR Launch for Java, which needs " + CdkVersion.OLDEST
                        + " or later: raise the version of software.amazon.awscdk:aws-cdk-lib in the build")
                .hasCause(error);
        assertThat(CdkVersion.explain(error, Optional.of("2.99.0-rc.1"))).hasMessageContaining("2.99.0-rc.1");
    }

    @Test
    void rethrowsErrorForNewOrUnknownCdkVersion() {
        for (Optional<String> version :
                List.of(Optional.of("2.1000.0"), Optional.of(CdkVersion.OLDEST), Optional.<String>empty())) {
            assertThatThrownBy(() -> CdkVersion.explain(error, version)).isSameAs(error);
        }
    }

    @Test
    void readsVersionFromClassPath() {
        assertThat(CdkVersion.onClassPath())
                .hasValueSatisfying(version -> assertThat(version).startsWith("2."));
    }

    @Test
    void validationRethrowsNoSuchMethodError() {
        Stack stack = new Stack(new App(), "Emr");

        assertThatThrownBy(() -> Validation.at(stack, "Profile", () -> {
                    throw error;
                }))
                .isSameAs(error);
    }
}
