package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Lazy;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.Token;

/** The value of a secret never becomes part of readable text, however the CDK wraps it. */
class StoredSecretsTest {
    /** Ways to pass a secret's value as text. */
    static Stream<Arguments> wrapped() {
        return Stream.of(
                way("text", secret -> "a" + secret),
                way("join", secret -> Fn.join(":", List.of("user", secret))),
                way("lazy", secret -> Lazy.string(() -> secret)),
                way("condition", secret -> Token.asString(Fn.conditionIf("Condition", secret, "none"))),
                way("sub", secret -> Fn.sub("${a}", Map.of("a", secret))),
                way("select", secret -> Fn.select(0, Fn.split(":", secret))),
                way("both", secret -> Lazy.string(() -> Fn.join(":", List.of("user", "b" + secret)))));
    }

    private static Arguments way(String name, Function<String, String> wrap) {
        return Arguments.of(name, wrap);
    }

    private static String secret() {
        return SecretValue.secretsManager("database").unsafeUnwrap();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrapped")
    void clusterConfigurationRejectsSecretValue(String name, Function<String, String> wrap) {
        TestStack test = TestStack.create();

        assertThatThrownBy(() -> {
                    test.configuration()
                            .configurations(EmrConfiguration.of(
                                    "spark-defaults", Map.of("spark.password", wrap.apply(secret()))))
                            .build();
                    test.template();
                })
                .hasMessageContaining(
                        "'/emr_launch/cluster_configurations/default/small' would contain the value of a secret")
                .hasMessageContaining("EmrConfiguration.withSecret");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrapped")
    void pipelineRejectsSecretValue(String name, Function<String, String> wrap) {
        TestStack test = TestStack.create();

        assertThatThrownBy(() -> {
                    PersistentClusterPipeline.Builder.create(test.stack(), "Pipeline")
                            .pipelineName("pipeline")
                            .clusterId("j-1K48XXXXXXHCB")
                            .phases(Phase.of(
                                    "Work",
                                    EmrStep.of("Step", "s3://jobs/job.jar", "--password", wrap.apply(secret()))))
                            .build();
                    test.template();
                })
                .hasMessageContaining("The state machine would contain the value of a secret");
    }
}
