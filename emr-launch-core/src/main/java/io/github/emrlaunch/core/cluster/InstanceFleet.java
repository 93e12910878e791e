package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Capacity of one role that EMR fills with whatever it finds best among several instance types, in one of several subnets.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_InstanceFleetConfig.html">InstanceFleetConfig</a>
 */
public final class InstanceFleet {
    private final InstanceRole role;
    private final List<String> instanceTypes;
    private final int targetOnDemandCapacity;
    private final int targetSpotCapacity;
    private final String name;

    private InstanceFleet(Builder props) {
        this.role = props.role;
        this.instanceTypes = props.instanceTypes;
        this.targetOnDemandCapacity = props.targetOnDemandCapacity;
        this.targetSpotCapacity = props.targetSpotCapacity;
        this.name = props.name == null ? props.role.label() : props.name;
    }

    /** One primary node, on demand, of any of these types. */
    public static InstanceFleet master(String... instanceTypes) {
        return Builder.create(InstanceRole.MASTER)
                .instanceTypes(instanceTypes)
                .targetOnDemandCapacity(1)
                .build();
    }

    InstanceRole role() {
        return role;
    }

    String name() {
        return name;
    }

    int capacity() {
        return targetOnDemandCapacity + targetSpotCapacity;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("Name", name)
                .put("InstanceFleetType", role.name())
                .put("TargetOnDemandCapacity", targetOnDemandCapacity)
                .put("TargetSpotCapacity", targetSpotCapacity);
        ArrayNode configs = json.putArray("InstanceTypeConfigs");
        instanceTypes.forEach(type -> configs.addObject().put("InstanceType", type));
        return json;
    }

    /** Collects what a fleet is made of. Required: {@link #instanceTypes} and a capacity. */
    public static final class Builder {
        private final InstanceRole role;
        private List<String> instanceTypes = List.of();
        private int targetOnDemandCapacity;
        private int targetSpotCapacity;
        private @Nullable String name;

        private Builder(InstanceRole role) {
            this.role = role;
        }

        /** Starts a fleet of this role. */
        public static Builder create(InstanceRole role) {
            return new Builder(role);
        }

        /** The EC2 instance types that EMR may choose from. */
        public Builder instanceTypes(String... instanceTypes) {
            return instanceTypes(List.of(instanceTypes));
        }

        /** The same, as a list. */
        public Builder instanceTypes(List<String> instanceTypes) {
            this.instanceTypes = List.copyOf(instanceTypes);
            return this;
        }

        /** Units of capacity on demand; an instance counts as one. Default: 0. */
        public Builder targetOnDemandCapacity(int targetOnDemandCapacity) {
            this.targetOnDemandCapacity = targetOnDemandCapacity;
            return this;
        }

        /** Units of spot capacity; an instance counts as one. Default: 0. */
        public Builder targetSpotCapacity(int targetSpotCapacity) {
            this.targetSpotCapacity = targetSpotCapacity;
            return this;
        }

        /** The fleet's name, unique in the cluster. Default: {@code Master}, {@code Core} or {@code Task}. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /**
         * Makes the fleet.
         *
         * @throws IllegalArgumentException when there are no instance types or the capacity isn't possible
         */
        public InstanceFleet build() {
            if (instanceTypes.isEmpty()) {
                throw new IllegalArgumentException(
                        "'instanceTypes' of a %s fleet must name at least one".formatted(role));
            }
            requireCapacity("targetOnDemandCapacity", targetOnDemandCapacity);
            requireCapacity("targetSpotCapacity", targetSpotCapacity);
            int capacity = targetOnDemandCapacity + targetSpotCapacity;
            boolean highlyAvailable = targetOnDemandCapacity == 3 && targetSpotCapacity == 0;
            if (role == InstanceRole.MASTER && capacity != 1 && !highlyAvailable) {
                throw new IllegalArgumentException(
                        ("A master fleet must have a capacity of 1, or 3 on demand for high availability, "
                                        + "got %d on demand and %d spot")
                                .formatted(targetOnDemandCapacity, targetSpotCapacity));
            }
            if (capacity == 0) {
                throw new IllegalArgumentException(
                        "A %s fleet needs a 'targetOnDemandCapacity' or a 'targetSpotCapacity' above 0"
                                .formatted(role));
            }
            return new InstanceFleet(this);
        }

        private static void requireCapacity(String property, int capacity) {
            if (capacity < 0) {
                throw new IllegalArgumentException("'%s' must not be negative, got: %d".formatted(property, capacity));
            }
        }
    }
}
