package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/**
 * The provisioning of a fleet's Spot Instances when the fleet grows. EMR's default applies to a component that is null.
 *
 * @param timeoutMinutes the time within which EMR provisions them, 5 to 10,080 minutes
 * @param allocationStrategy the allocation strategy
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_SpotResizingSpecification.html"> SpotResizingSpecification</a>
 */
public record SpotResizing(
        @Nullable Number timeoutMinutes, @Nullable SpotAllocationStrategy allocationStrategy) {
    /** Checks that the timeout is a whole number of minutes. */
    public SpotResizing {
        timeoutMinutes = GivenNumbers.wholeOrNull("timeoutMinutes", timeoutMinutes);
    }

    /** Creates provisioning with this timeout. */
    public static SpotResizing of(Number timeoutMinutes) {
        return new SpotResizing(Validation.required("timeoutMinutes", timeoutMinutes), null);
    }

    /** Returns a copy with an allocation strategy. */
    public SpotResizing withAllocationStrategy(SpotAllocationStrategy strategy) {
        return new SpotResizing(timeoutMinutes, strategy);
    }

    ObjectNode toJson() {
        return new RequestMembers(Json.object())
                .add("TimeoutDurationMinutes", timeoutMinutes)
                .add("AllocationStrategy", allocationStrategy, SpotAllocationStrategy::emrName)
                .json();
    }
}
