package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/**
 * The EC2 capacity reservations that a fleet's On-Demand Instances use.
 *
 * @param reservationsFirst whether unused reservations are used before other capacity
 * @param open whether instances may use any open reservation that matches, or none
 * @param resourceGroupArn the ARN of the resource group that contains the reservations; null for any
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/on-demand-capacity-reservations.html">Capacity reservations with
 *     instance fleets</a>
 */
public record CapacityReservation(
        boolean reservationsFirst, boolean open, @Nullable String resourceGroupArn) {
    /** Uses any open reservation that matches, before other capacity. */
    public static CapacityReservation openFirst() {
        return new CapacityReservation(true, true, null);
    }

    /** Uses the reservations of a resource group, before other capacity. */
    public static CapacityReservation ofResourceGroup(String resourceGroupArn) {
        return new CapacityReservation(true, true, Validation.required("resourceGroupArn", resourceGroupArn));
    }

    /** Uses no reservation. */
    public static CapacityReservation none() {
        return new CapacityReservation(false, false, null);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        if (reservationsFirst) {
            json.put("UsageStrategy", "use-capacity-reservations-first");
        }
        if (resourceGroupArn == null) {
            json.put("CapacityReservationPreference", open ? "open" : "none");
        } else {
            json.put("CapacityReservationResourceGroupArn", resourceGroupArn);
        }
        return json;
    }
}
