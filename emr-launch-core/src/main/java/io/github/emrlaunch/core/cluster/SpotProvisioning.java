package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/**
 * The provisioning of a fleet's Spot Instances when the cluster starts.
 *
 * @param timeoutMinutes the time within which EMR provisions them, 5 to 1,440 minutes
 * @param timeoutAction the action after that time
 * @param allocationStrategy the allocation strategy; null for EMR's default, {@code price-capacity-optimized} from release 6.9.0 on
 *     and {@code capacity-optimized} before
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_SpotProvisioningSpecification.html">
 *     SpotProvisioningSpecification</a>
 */
public record SpotProvisioning(
        Number timeoutMinutes,
        SpotTimeoutAction timeoutAction,
        @Nullable SpotAllocationStrategy allocationStrategy) {
    /** Checks that the timeout is a whole number of minutes, and that there is an action. */
    public SpotProvisioning {
        timeoutMinutes = GivenNumbers.whole("timeoutMinutes", timeoutMinutes);
        Validation.required("timeoutAction", timeoutAction);
    }

    /** Creates provisioning with this timeout and action. */
    public static SpotProvisioning of(Number timeoutMinutes, SpotTimeoutAction timeoutAction) {
        return new SpotProvisioning(timeoutMinutes, timeoutAction, null);
    }

    /** Returns a copy with an allocation strategy, which also allows up to 30 instance types. */
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
