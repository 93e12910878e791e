package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/**
 * How EMR buys a fleet's spot instances when the cluster starts.
 *
 * @param timeoutMinutes how long it looks for them, 5 to 1,440 minutes
 * @param timeoutAction what it does then
 * @param allocationStrategy by what it chooses; null for EMR's default, {@code price-capacity-optimized} from release 6.9.0 on
 *     and {@code capacity-optimized} before
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_SpotProvisioningSpecification.html">
 *     SpotProvisioningSpecification</a>
 */
public record SpotProvisioning(
        int timeoutMinutes,
        SpotTimeoutAction timeoutAction,
        @Nullable SpotAllocationStrategy allocationStrategy) {
    /** Looks that long and then does that. */
    public static SpotProvisioning of(int timeoutMinutes, SpotTimeoutAction timeoutAction) {
        return new SpotProvisioning(timeoutMinutes, timeoutAction, null);
    }

    /** The same with another strategy, which also allows up to 30 instance types. */
    public SpotProvisioning withAllocationStrategy(SpotAllocationStrategy strategy) {
        return new SpotProvisioning(timeoutMinutes, timeoutAction, strategy);
    }

    ObjectNode toJson() {
        return new RequestMembers(Json.object())
                .add("TimeoutDurationMinutes", timeoutMinutes)
                .add("TimeoutAction", timeoutAction.name())
                .add("AllocationStrategy", allocationStrategy, SpotAllocationStrategy::emrName)
                .json();
    }
}
