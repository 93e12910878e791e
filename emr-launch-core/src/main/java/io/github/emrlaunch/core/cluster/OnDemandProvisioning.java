package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/**
 * The provisioning of a fleet's On-Demand Instances when the cluster starts.
 *
 * @param allocationStrategy the allocation strategy
 * @param capacityReservation the capacity reservations that it uses; null for EMR's default
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_OnDemandProvisioningSpecification.html">
 *     OnDemandProvisioningSpecification</a>
 */
public record OnDemandProvisioning(
        OnDemandAllocationStrategy allocationStrategy,
        @Nullable CapacityReservation capacityReservation) {
    /** Checks that there is a strategy. */
    public OnDemandProvisioning {
        Validation.required("allocationStrategy", allocationStrategy);
    }

    /** Creates provisioning with this strategy, which also allows up to 30 instance types. */
    public static OnDemandProvisioning of(OnDemandAllocationStrategy allocationStrategy) {
        return new OnDemandProvisioning(allocationStrategy, null);
    }

    /** Returns a copy with capacity reservations. */
    public OnDemandProvisioning withCapacityReservation(CapacityReservation reservation) {
        return new OnDemandProvisioning(allocationStrategy, reservation);
    }

    ObjectNode toJson() {
        return new RequestMembers(Json.object())
                .add("AllocationStrategy", allocationStrategy.emrName())
                .add("CapacityReservationOptions", capacityReservation, CapacityReservation::toJson)
                .json();
    }
}
