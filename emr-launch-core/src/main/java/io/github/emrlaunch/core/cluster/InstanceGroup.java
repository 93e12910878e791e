package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/**
 * Instances of one type and one role.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_InstanceGroupConfig.html">InstanceGroupConfig</a>
 */
public final class InstanceGroup {
    private final InstanceRole role;
    private final String instanceType;
    private final int instanceCount;
    private final Market market;
    private final String name;

    private InstanceGroup(Builder props, String instanceType) {
        this.role = props.role;
        this.instanceType = instanceType;
        this.instanceCount = props.instanceCount;
        this.market = props.market;
        this.name = props.name == null ? props.role.label() : props.name;
    }

    /** One primary node, on demand. */
    public static InstanceGroup master(String instanceType) {
        return Builder.create(InstanceRole.MASTER).instanceType(instanceType).build();
    }

    /** Core nodes, on demand. */
    public static InstanceGroup core(String instanceType, int instanceCount) {
        return Builder.create(InstanceRole.CORE)
                .instanceType(instanceType)
                .instanceCount(instanceCount)
                .build();
    }

    InstanceRole role() {
        return role;
    }

    String name() {
        return name;
    }

    int instanceCount() {
        return instanceCount;
    }

    ObjectNode toJson() {
        return Json.object()
                .put("Name", name)
                .put("InstanceRole", role.name())
                .put("InstanceType", instanceType)
                .put("Market", market.name())
                .put("InstanceCount", instanceCount);
    }

    /** Collects what a group is made of. Required: {@link #instanceType}. */
    public static final class Builder {
        private final InstanceRole role;
        private @Nullable String instanceType;
        private int instanceCount = 1;
        private Market market = Market.ON_DEMAND;
        private @Nullable String name;

        private Builder(InstanceRole role) {
            this.role = role;
        }

        /** Starts a group of this role. */
        public static Builder create(InstanceRole role) {
            return new Builder(role);
        }

        /** The EC2 instance type, such as {@code r6g.xlarge}. */
        public Builder instanceType(String instanceType) {
            this.instanceType = instanceType;
            return this;
        }

        /** How many instances. A primary node is one, or three for high availability. Default: 1. */
        public Builder instanceCount(int instanceCount) {
            this.instanceCount = instanceCount;
            return this;
        }

        /** Default: on demand. */
        public Builder market(Market market) {
            this.market = market;
            return this;
        }

        /** The group's name, unique in the cluster. Default: {@code Master}, {@code Core} or {@code Task}. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /**
         * Makes the group.
         *
         * @throws IllegalArgumentException when the instance type is missing or the count isn't possible
         */
        public InstanceGroup build() {
            if (role == InstanceRole.MASTER && instanceCount != 1 && instanceCount != 3) {
                throw new IllegalArgumentException(
                        "'instanceCount' of a master group must be 1, or 3 for high availability, got: "
                                + instanceCount);
            }
            if (instanceCount < 1) {
                throw new IllegalArgumentException(
                        "'instanceCount' of a %s group must be at least 1, got: %d".formatted(role, instanceCount));
            }
            return new InstanceGroup(this, Validation.required("instanceType", instanceType));
        }
    }
}
