package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LaunchClusterRequestTest {
    private static final LaunchSecrets SECRETS = new LaunchSecrets("arn", Map.of("hive-site", "other"));

    /** As the state machine completes it. */
    private static ObjectNode payload() {
        return LaunchClusterRequest.payload(SECRETS)
                .put(LaunchClusterRequest.EXECUTION, "execution")
                .put(LaunchClusterRequest.EXECUTION_START, "2026-11-20T08:00:00.123Z")
                .put(LaunchClusterRequest.RETRY_COUNT, 2)
                .set(LaunchClusterRequest.CLUSTER, Json.object().put("Name", "etl"));
    }

    @Test
    void isReadAsTheStateMachineWritesIt() {
        assertThat(LaunchClusterRequest.read(payload()))
                .isEqualTo(new LaunchClusterRequest(
                        Json.object().put("Name", "etl"),
                        SECRETS,
                        "execution",
                        Instant.parse("2026-11-20T08:00:00.123Z"),
                        2));
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> LaunchClusterRequest.read(payload().put("ExecutionStart", "today")))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("'ExecutionStart' must be a time such as 2026-11-20T08:00:00Z, got: today");
        for (String member : new String[] {"Cluster", "Secrets", "Execution", "ExecutionStart", "RetryCount"}) {
            ObjectNode payload = payload();
            payload.remove(member);
            assertThatThrownBy(() -> LaunchClusterRequest.read(payload))
                    .isInstanceOf(InvalidDefinitionException.class)
                    .hasMessage("'%s' is missing", member);
        }
    }
}
