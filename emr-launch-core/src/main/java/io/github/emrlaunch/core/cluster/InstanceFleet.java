package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instance fleet: capacity for one role that EMR provisions from several instance types, in one of several subnets.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_InstanceFleetConfig.html">InstanceFleetConfig</a>
 */
public final class InstanceFleet {
    private final ObjectNode json;

    private InstanceFleet(Builder builder) {
        InstanceRole role = builder.role;
        // A primary fleet has one target only. Other fleets have both, so that an override can set either.
        boolean bothTargets = role != InstanceRole.MASTER;
        Number onDemand = GivenNumbers.whole("targetOnDemandCapacity", builder.targetOnDemandCapacity);
        Number spot = GivenNumbers.whole("targetSpotCapacity", builder.targetSpotCapacity);
        json = Json.object();
        new RequestMembers(json)
                .add("Name", builder.name == null ? role.label() : builder.name)
                .add("InstanceFleetType", role.name())
                .add(
                        "TargetOnDemandCapacity",
                        bothTargets || !GivenNumbers.isZero(onDemand) || GivenNumbers.isZero(spot) ? onDemand : null)
                .add("TargetSpotCapacity", bothTargets || !GivenNumbers.isZero(spot) ? spot : null);
        ArrayNode types = json.putArray("InstanceTypeConfigs");
        builder.instanceTypes.forEach(type -> types.add(type.toJson(builder.ebsVolumes)));
        ObjectNode launch = new RequestMembers(Json.object())
                .add("SpotSpecification", builder.spotProvisioning, SpotProvisioning::toJson)
                .add("OnDemandSpecification", builder.onDemandProvisioning, OnDemandProvisioning::toJson)
                .json();
        ObjectNode resize = new RequestMembers(Json.object())
                .add("SpotResizeSpecification", builder.spotResizing, SpotResizing::toJson)
                .add("OnDemandResizeSpecification", builder.onDemandResizing, OnDemandResizing::toJson)
                .json();
        new RequestMembers(json)
                .add("LaunchSpecifications", launch.isEmpty() ? null : launch)
                .add("ResizeSpecifications", resize.isEmpty() ? null : resize);
    }

    /** Creates a builder of a fleet for this role. */
    public static Builder builder(InstanceRole role) {
        return new Builder(role);
    }

    /** Creates a fleet of one primary node, an On-Demand Instance of one of these types. */
    public static InstanceFleet master(String... instanceTypes) {
        return master(Copies.of(instanceTypes));
    }

    /** Creates a fleet of one primary node, an On-Demand Instance of one of these types, as a list. */
    public static InstanceFleet master(List<String> instanceTypes) {
        return builder(InstanceRole.MASTER)
                .instanceTypeNames(instanceTypes)
                .targetOnDemandCapacity(1)
                .build();
    }

    ObjectNode toJson() {
        return json.deepCopy();
    }

    /** Builds an {@link InstanceFleet}. Limits are checked when the configuration is built. */
    public static final class Builder {
        private final InstanceRole role;
        private List<FleetInstanceType> instanceTypes = List.of();
        private List<EbsVolume> ebsVolumes = List.of();
        private Number targetOnDemandCapacity = 0;
        private Number targetSpotCapacity = 0;
        private @Nullable String name;
        private @Nullable OnDemandProvisioning onDemandProvisioning;
        private @Nullable SpotProvisioning spotProvisioning;
        private @Nullable OnDemandResizing onDemandResizing;
        private @Nullable SpotResizing spotResizing;

        private Builder(InstanceRole role) {
            this.role = role;
        }

        /** The EC2 instance types that EMR may choose from, each counting as one unit of capacity. */
        public Builder instanceTypes(String... instanceTypes) {
            return instanceTypeNames(Copies.of(instanceTypes));
        }

        /** The EC2 instance types that EMR may choose from, each counting as one unit of capacity, as a list. */
        public Builder instanceTypeNames(List<String> instanceTypes) {
            return instanceTypes(Copies.of(instanceTypes, FleetInstanceType::of));
        }

        /**
         * The EC2 instance types that EMR may choose from, with settings of each: up to 5, or up to 30 with an allocation
         * strategy.
         */
        public Builder instanceTypes(FleetInstanceType... instanceTypes) {
            return instanceTypes(Copies.of(instanceTypes));
        }

        /** The EC2 instance types that EMR may choose from, as a list. */
        public Builder instanceTypes(List<FleetInstanceType> instanceTypes) {
            this.instanceTypes = Copies.of(instanceTypes);
            return this;
        }

        /** The volumes of each instance whose type has no volumes. Default: EMR's choice for the instance type. */
        public Builder ebsVolumes(EbsVolume... ebsVolumes) {
            return ebsVolumes(Copies.of(ebsVolumes));
        }

        /** The volumes of each instance whose type has no volumes, as a list. */
        public Builder ebsVolumes(List<EbsVolume> ebsVolumes) {
            this.ebsVolumes = Copies.of(ebsVolumes);
            return this;
        }

        /** The target capacity of On-Demand Instances, in units. Default: 0. */
        public Builder targetOnDemandCapacity(Number targetOnDemandCapacity) {
            this.targetOnDemandCapacity = targetOnDemandCapacity;
            return this;
        }

        /** The target capacity of Spot Instances, in units. Default: 0. */
        public Builder targetSpotCapacity(Number targetSpotCapacity) {
            this.targetSpotCapacity = targetSpotCapacity;
            return this;
        }

        /**
         * The fleet's name. Several fleets may have the same name; overrides identify a fleet by its role. Step
         * Functions tasks resize a fleet by its name, which must be unique in the cluster then. Default:
         * {@code Master}, {@code Core} or {@code Task}.
         */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** The provisioning of On-Demand Instances when the cluster starts. Default: lowest price first. */
        public Builder onDemandProvisioning(OnDemandProvisioning onDemandProvisioning) {
            this.onDemandProvisioning = onDemandProvisioning;
            return this;
        }

        /**
         * The provisioning of Spot Instances when the cluster starts, and the action if there is no capacity. Default:
         * EMR's default.
         */
        public Builder spotProvisioning(SpotProvisioning spotProvisioning) {
            this.spotProvisioning = spotProvisioning;
            return this;
        }

        /** The provisioning of On-Demand Instances when the fleet grows. Default: as at the start, without a timeout. */
        public Builder onDemandResizing(OnDemandResizing onDemandResizing) {
            this.onDemandResizing = onDemandResizing;
            return this;
        }

        /** The provisioning of Spot Instances when the fleet grows. Default: as at the start, without a timeout. */
        public Builder spotResizing(SpotResizing spotResizing) {
            this.spotResizing = spotResizing;
            return this;
        }

        /** Creates the fleet. */
        public InstanceFleet build() {
            return new InstanceFleet(Validation.complete(this));
        }
    }
}
