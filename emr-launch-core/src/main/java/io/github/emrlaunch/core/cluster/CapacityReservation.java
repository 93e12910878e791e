package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/**
 * Which of EC2's capacity reservations a fleet's on-demand instances use.
 *
 * @param reservationsFirst whether unused reservations are filled before anything else is bought
 * @param open whether instances may use any open reservation that fits, or none at all
 * @param resourceGroupArn the resource group whose reservations they use; null for any
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/on-demand-capacity-reservations.html">Capacity
 *     reservations with instance fleets</a>
 */
public record CapacityReservation(
        boolean reservationsFirst, boolean open, @Nullable String resourceGroupArn) {
    /** Any open reservation that fits, and those before anything else. */
    public static CapacityReservation openFirst() {
        return new CapacityReservation(true, true, null);
    }

    /** The reservations of a resource group, and those before anything else. */
    public static CapacityReservation ofResourceGroup(String resourceGroupArn) {
        return new CapacityReservation(true, true, resourceGroupArn);
    }

    /** No reservation, so that they stay for others. */
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
