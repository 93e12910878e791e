package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/**
 * How EMR buys a fleet's spot instances when the fleet grows. A component that is null has EMR's default.
 *
 * @param timeoutMinutes after how long it stops looking for them, 5 to 10,080 minutes
 * @param allocationStrategy by what it chooses
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_SpotResizingSpecification.html">
 *     SpotResizingSpecification</a>
 */
public record SpotResizing(
        @Nullable Integer timeoutMinutes, @Nullable SpotAllocationStrategy allocationStrategy) {
    /** Stops looking after that long. */
    public static SpotResizing of(int timeoutMinutes) {
        return new SpotResizing(timeoutMinutes, null);
    }

    /** The same with another strategy. */
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
