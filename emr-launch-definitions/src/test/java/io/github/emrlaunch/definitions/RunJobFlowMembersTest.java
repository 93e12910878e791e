package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class RunJobFlowMembersTest {
    private static final ObjectNode REQUEST = Json.parseObject("""
            {"Name": "etl", "OSReleaseLabel": "2023", "KerberosAttributes": null, "Steps": [],
             "Instances": {"InstanceCount": 3, "UnhealthyNodeReplacement": true, "Future": null}}""");

    @Test
    void tellWhatTheTaskWouldNotPassOn() {
        assertThat(RunJobFlowMembers.notPassedOn(REQUEST, LaunchWay.CREATE_CLUSTER))
                .containsExactly("OSReleaseLabel", "Steps", "Instances.UnhealthyNodeReplacement");
    }

    @Test
    void completeARequestWithNulls() {
        ObjectNode complete = RunJobFlowMembers.complete(REQUEST, LaunchWay.CREATE_CLUSTER);

        assertThat(complete.fieldNames())
                .toIterable()
                .containsAll(RunJobFlowMembers.TOP_LEVEL)
                .hasSize(26);
        assertThat(complete.path("Instances").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(RunJobFlowMembers.INSTANCES);
        assertThat(complete.get("LogUri").isNull()).isTrue();
        assertThat(complete.at("/Instances/InstanceCount").intValue()).isEqualTo(3);
    }
}
