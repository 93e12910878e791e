package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/**
 * The provisioning of a fleet's On-Demand Instances when the fleet grows. EMR's default applies to a component that is
 * null.
 *
 * @param timeoutMinutes the time within which EMR provisions them, 5 to 10,080 minutes
 * @param allocationStrategy the allocation strategy
 * @param capacityReservation the capacity reservations that it uses
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_OnDemandResizingSpecification.html">
 *     OnDemandResizingSpecification</a>
 */
public record OnDemandResizing(
        @Nullable Number timeoutMinutes,
        @Nullable OnDemandAllocationStrategy allocationStrategy,
        @Nullable CapacityReservation capacityReservation) {
    /** Checks that the timeout is a whole number of minutes. */
    public OnDemandResizing {
        timeoutMinutes = GivenNumbers.wholeOrNull("timeoutMinutes", timeoutMinutes);
    }

    /** Creates provisioning with this timeout. */
    public static OnDemandResizing of(Number timeoutMinutes) {
        return new OnDemandResizing(Validation.required("timeoutMinutes", timeoutMinutes), null, null);
    }

    /** Returns a copy with an allocation strategy. */
    public OnDemandResizing withAllocationStrategy(OnDemandAllocationStrategy strategy) {
        return new OnDemandResizing(timeoutMinutes, strategy, capacityReservation);
    }

    /** Returns a copy with capacity reservations. */
    public OnDemandResizing withCapacityReservation(CapacityReservation reservation) {
        return new OnDemandResizing(timeoutMinutes, allocationStrategy, reservation);
    }

    ObjectNode toJson() {
        return new RequestMembers(Json.object())
                .add("TimeoutDurationMinutes", timeoutMinutes)
                .add("AllocationStrategy", allocationStrategy, OnDemandAllocationStrategy::emrName)
                .add("CapacityReservationOptions", capacityReservation, CapacityReservation::toJson)
                .json();
    }
}
