package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;

/** The primary nodes of a cluster, as the member {@code Instances} of its request says. */
public final class PrimaryNodes {
    private PrimaryNodes() {}

    /** Whether there are known to be several, for high availability. */
    public static boolean areSeveral(JsonNode instances) {
        long nodes = 0;
        for (JsonNode group : instances.path("InstanceGroups")) {
            nodes += isMaster(group, "InstanceRole") ? known(group.path("InstanceCount")) : 0;
        }
        for (JsonNode fleet : instances.path("InstanceFleets")) {
            nodes += isMaster(fleet, "InstanceFleetType")
                    ? known(fleet.path("TargetOnDemandCapacity")) + known(fleet.path("TargetSpotCapacity"))
                    : 0;
        }
        return nodes > 1;
    }

    /** The count; 0 for one that only the deployment knows. */
    private static long known(JsonNode count) {
        return Tokens.isUnresolved(count) ? 0 : count.longValue();
    }

    private static boolean isMaster(JsonNode json, String member) {
        return json.path(member).asText().equals("MASTER");
    }
}
