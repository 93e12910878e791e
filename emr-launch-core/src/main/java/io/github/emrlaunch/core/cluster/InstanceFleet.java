package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Capacity of one role that EMR fills with whatever it finds best among several instance types, in one of several subnets.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_InstanceFleetConfig.html">InstanceFleetConfig</a>
 */
public final class InstanceFleet {
    private final ObjectNode json;

    private InstanceFleet(ObjectNode json) {
        this.json = json;
    }

    /** One primary node, on demand, of any of these types. */
    public static InstanceFleet master(String... instanceTypes) {
        return Builder.create(InstanceRole.MASTER)
                .instanceTypes(instanceTypes)
                .targetOnDemandCapacity(1)
                .build();
    }

    ObjectNode toJson() {
        return json.deepCopy();
    }

    /** Collects what a fleet is made of. Limits are checked with the whole configuration. */
    public static final class Builder {
        private final InstanceRole role;
        private List<FleetInstanceType> instanceTypes = List.of();
        private List<EbsVolume> ebsVolumes = List.of();
        private int targetOnDemandCapacity;
        private int targetSpotCapacity;
        private @Nullable String name;
        private @Nullable OnDemandProvisioning onDemandProvisioning;
        private @Nullable SpotProvisioning spotProvisioning;
        private @Nullable OnDemandResizing onDemandResizing;
        private @Nullable SpotResizing spotResizing;

        private Builder(InstanceRole role) {
            this.role = role;
        }

        /** Starts a fleet of this role. */
        public static Builder create(InstanceRole role) {
            return new Builder(role);
        }

        /** The EC2 instance types that EMR may choose from, each counting as one unit of capacity. */
        public Builder instanceTypes(String... instanceTypes) {
            return instanceTypes(
                    Stream.of(instanceTypes).map(FleetInstanceType::of).toList());
        }

        /**
         * The EC2 instance types that EMR may choose from, with what is particular to each: up to 5, or up to 30 with an
         * allocation strategy.
         */
        public Builder instanceTypes(FleetInstanceType... instanceTypes) {
            return instanceTypes(List.of(instanceTypes));
        }

        /** The same, as a list. */
        public Builder instanceTypes(List<FleetInstanceType> instanceTypes) {
            this.instanceTypes = List.copyOf(instanceTypes);
            return this;
        }

        /** The volumes of each instance whose type has none of its own. Default: EMR's choice for the instance type. */
        public Builder ebsVolumes(EbsVolume... ebsVolumes) {
            this.ebsVolumes = List.of(ebsVolumes);
            return this;
        }

        /** Units of capacity on demand. Default: 0. */
        public Builder targetOnDemandCapacity(int targetOnDemandCapacity) {
            this.targetOnDemandCapacity = targetOnDemandCapacity;
            return this;
        }

        /** Units of spot capacity. Default: 0. */
        public Builder targetSpotCapacity(int targetSpotCapacity) {
            this.targetSpotCapacity = targetSpotCapacity;
            return this;
        }

        /** The fleet's name, unique in the cluster. Default: {@code Master}, {@code Core} or {@code Task}. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** How EMR buys on-demand instances when the cluster starts. Default: the cheapest types first. */
        public Builder onDemandProvisioning(OnDemandProvisioning onDemandProvisioning) {
            this.onDemandProvisioning = onDemandProvisioning;
            return this;
        }

        /**
         * How EMR buys spot instances when the cluster starts, and what it does when there are none. Default: EMR's own
         * strategy and timeout.
         */
        public Builder spotProvisioning(SpotProvisioning spotProvisioning) {
            this.spotProvisioning = spotProvisioning;
            return this;
        }

        /** How EMR buys on-demand instances when the fleet grows. Default: as at the start, without a timeout. */
        public Builder onDemandResizing(OnDemandResizing onDemandResizing) {
            this.onDemandResizing = onDemandResizing;
            return this;
        }

        /** How EMR buys spot instances when the fleet grows. Default: as at the start, without a timeout. */
        public Builder spotResizing(SpotResizing spotResizing) {
            this.spotResizing = spotResizing;
            return this;
        }

        /** Makes the fleet. */
        public InstanceFleet build() {
            ObjectNode json = Json.object()
                    .put("Name", name == null ? role.label() : name)
                    .put("InstanceFleetType", role.name());
            // A primary node has one target only; of other fleets both are there to be overridden.
            if (role != InstanceRole.MASTER || targetOnDemandCapacity != 0 || targetSpotCapacity == 0) {
                json.put("TargetOnDemandCapacity", targetOnDemandCapacity);
            }
            if (role != InstanceRole.MASTER || targetSpotCapacity != 0) {
                json.put("TargetSpotCapacity", targetSpotCapacity);
            }
            ArrayNode configs = json.putArray("InstanceTypeConfigs");
            instanceTypes.forEach(type -> configs.add(type.toJson(ebsVolumes)));
            if (onDemandProvisioning != null || spotProvisioning != null) {
                ObjectNode launch = json.putObject("LaunchSpecifications");
                if (spotProvisioning != null) {
                    launch.set("SpotSpecification", spotProvisioning.toJson());
                }
                if (onDemandProvisioning != null) {
                    launch.set("OnDemandSpecification", onDemandProvisioning.toJson());
                }
            }
            if (onDemandResizing != null || spotResizing != null) {
                ObjectNode resize = json.putObject("ResizeSpecifications");
                if (spotResizing != null) {
                    resize.set("SpotResizeSpecification", spotResizing.toJson());
                }
                if (onDemandResizing != null) {
                    resize.set("OnDemandResizeSpecification", onDemandResizing.toJson());
                }
            }
            return new InstanceFleet(json);
        }
    }
}
