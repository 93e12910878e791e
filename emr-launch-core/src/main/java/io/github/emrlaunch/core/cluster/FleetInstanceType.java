package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.function.Consumer;

/**
 * An instance type that a fleet may choose.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_InstanceTypeConfig.html">InstanceTypeConfig</a>
 */
public final class FleetInstanceType {
    private final ObjectNode json;

    private FleetInstanceType(ObjectNode json) {
        this.json = json;
    }

    /** Creates an instance type that counts as one unit and costs at most its On-Demand price. */
    public static FleetInstanceType of(String instanceType) {
        return new FleetInstanceType(
                Json.object().put("InstanceType", Validation.required("instanceType", instanceType)));
    }

    /** Returns a copy that counts as this number of units of the fleet's capacity, at least 1. EMR's default: 1. */
    public FleetInstanceType withWeight(Number units) {
        return with(copy -> copy.set("WeightedCapacity", Json.of(GivenNumbers.whole("units", units))));
    }

    /**
     * Returns a copy with a priority for allocation strategies that use priorities; 0 is the highest. EMR's default:
     * the lowest.
     */
    public FleetInstanceType withPriority(Number priority) {
        return with(copy -> copy.set("Priority", Json.of(GivenNumbers.any("priority", priority))));
    }

    /** Returns a copy with a maximum Spot price in USD an hour, such as {@code 0.25}. */
    public FleetInstanceType withBidPrice(String bidPrice) {
        return with(copy -> copy.put("BidPrice", bidPrice));
    }

    /** Returns a copy with a maximum Spot price in percent of the On-Demand price. EMR's default: 100. */
    public FleetInstanceType withBidPercentage(Number percentage) {
        return with(copy ->
                copy.set("BidPriceAsPercentageOfOnDemandPrice", Json.of(GivenNumbers.any("percentage", percentage))));
    }

    /**
     * Returns a copy with volumes in addition to the root volume. Default: the fleet's volumes, otherwise EMR's choice
     * for the instance type.
     */
    public FleetInstanceType withEbsVolumes(EbsVolume... volumes) {
        return withEbsVolumes(Validation.list("volumes", volumes));
    }

    /** Returns a copy with volumes in addition to the root volume, as a list. */
    public FleetInstanceType withEbsVolumes(List<EbsVolume> volumes) {
        List<EbsVolume> checked = Validation.list("volumes", volumes);
        return with(copy -> EbsVolume.addTo(copy, checked, true));
    }

    /** Returns a copy with application settings for these instances only, merged by classification. */
    public FleetInstanceType withConfigurations(EmrConfiguration... configurations) {
        return withConfigurations(Validation.list("configurations", configurations));
    }

    /** Returns a copy with application settings for these instances only, as a list. */
    public FleetInstanceType withConfigurations(List<EmrConfiguration> configurations) {
        List<EmrConfiguration> checked = Validation.list("configurations", configurations);
        return with(copy -> EmrConfiguration.addTo(copy, checked));
    }

    /** Returns a copy with an AMI for these instances only. */
    public FleetInstanceType withCustomAmiId(String customAmiId) {
        return with(copy -> copy.put("CustomAmiId", customAmiId));
    }

    private FleetInstanceType with(Consumer<ObjectNode> change) {
        ObjectNode copy = json.deepCopy();
        change.accept(copy);
        return new FleetInstanceType(copy);
    }

    ObjectNode toJson(List<EbsVolume> volumesOfTheFleet) {
        ObjectNode copy = json.deepCopy();
        if (!copy.has("EbsConfiguration")) {
            EbsVolume.addTo(copy, volumesOfTheFleet, true);
        }
        return copy;
    }
}
