package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/**
 * The placement group strategy of an instance role. EMR supports one combination: three primary nodes, each on separate
 * hardware. The profile's service role needs the managed policy {@code AmazonElasticMapReducePlacementGroupPolicy}.
 *
 * @param role the role of the instances
 * @param strategy the placement strategy; null for EMR's default, which is {@link Strategy#SPREAD} for primary nodes
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-ha-placementgroup.html">Placement groups</a>
 */
public record PlacementGroup(InstanceRole role, @Nullable Strategy strategy) {
    /** The strategies of EC2 placement groups. */
    public enum Strategy {
        /** Each instance on separate hardware. */
        SPREAD,
        /** Partitions that share no hardware. */
        PARTITION,
        /** Close together. */
        CLUSTER,
        /** No placement group. */
        NONE
    }

    /** Places three primary nodes on separate hardware; from release 5.23.0. */
    public static PlacementGroup spreadMasters() {
        return new PlacementGroup(InstanceRole.MASTER, Strategy.SPREAD);
    }

    ObjectNode toJson() {
        return new RequestMembers(Json.object())
                .add("InstanceRole", role.name())
                .add("PlacementStrategy", strategy, Strategy::name)
                .json();
    }
}
