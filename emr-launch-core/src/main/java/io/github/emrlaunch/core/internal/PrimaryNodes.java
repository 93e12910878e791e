package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;

/** The primary nodes of a cluster, according to the member {@code Instances} of its request. */
public final class PrimaryNodes {
    private PrimaryNodes() {}

    /** Returns whether it is known that there are several, for high availability. */
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

    /** Returns the count, or 0 if it is known only at deployment. */
    private static long known(JsonNode count) {
        return Tokens.isUnresolved(count) ? 0 : count.longValue();
    }

    private static boolean isMaster(JsonNode json, String member) {
        return json.path(member).asText().equals("MASTER");
    }
}
