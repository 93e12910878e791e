package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instance group: instances of one type for one role.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_InstanceGroupConfig.html">InstanceGroupConfig</a>
 */
public final class InstanceGroup {
    private final ObjectNode json;

    private InstanceGroup(Builder builder) {
        json = Json.object();
        new RequestMembers(json)
                .add("Name", builder.name == null ? builder.role.label() : builder.name)
                .add("InstanceRole", builder.role.name())
                .add("InstanceType", Validation.required("instanceType", builder.instanceType))
                .add("Market", builder.market.name())
                .add("InstanceCount", GivenNumbers.whole("instanceCount", builder.instanceCount))
                .add("BidPrice", builder.bidPrice);
        EbsVolume.addTo(json, builder.ebsVolumes, builder.ebsOptimized);
        EmrConfiguration.addTo(json, builder.configurations);
        new RequestMembers(json)
                .add("CustomAmiId", builder.customAmiId)
                .add("AutoScalingPolicy", builder.automaticScaling, AutomaticScaling::toJson);
    }

    /** Creates a builder of a group for this role. */
    public static Builder builder(InstanceRole role) {
        return new Builder(role);
    }

    /** Creates a group of one On-Demand primary node. */
    public static InstanceGroup master(String instanceType) {
        return builder(InstanceRole.MASTER).instanceType(instanceType).build();
    }

    /** Creates a group of On-Demand core nodes. */
    public static InstanceGroup core(String instanceType, Number instanceCount) {
        return builder(InstanceRole.CORE)
                .instanceType(instanceType)
                .instanceCount(instanceCount)
                .build();
    }

    /** Creates a group of On-Demand task nodes. */
    public static InstanceGroup task(String instanceType, Number instanceCount) {
        return builder(InstanceRole.TASK)
                .instanceType(instanceType)
                .instanceCount(instanceCount)
                .build();
    }

    ObjectNode toJson() {
        return json.deepCopy();
    }

    /**
     * Builds an {@link InstanceGroup}. Required: {@link #instanceType}. Limits are checked when the configuration is
     * built.
     */
    public static final class Builder {
        private final InstanceRole role;
        private @Nullable String instanceType;
        private Number instanceCount = 1;
        private Market market = Market.ON_DEMAND;
        private @Nullable String bidPrice;
        private @Nullable String name;
        private List<EbsVolume> ebsVolumes = List.of();
        private boolean ebsOptimized = true;
        private List<EmrConfiguration> configurations = List.of();
        private @Nullable String customAmiId;
        private @Nullable AutomaticScaling automaticScaling;

        private Builder(InstanceRole role) {
            this.role = role;
        }

        /** The EC2 instance type, such as {@code r6g.xlarge}. */
        public Builder instanceType(String instanceType) {
            this.instanceType = instanceType;
            return this;
        }

        /**
         * The number of instances: one primary node, or three for high availability. A task group may start with 0.
         * Default: 1.
         */
        public Builder instanceCount(Number instanceCount) {
            this.instanceCount = instanceCount;
            return this;
        }

        /** The purchasing option of the instances. Default: {@link Market#ON_DEMAND}. */
        public Builder market(Market market) {
            this.market = market;
            return this;
        }

        /**
         * The maximum price of a Spot Instance in USD an hour, such as {@code 0.25}. Has no effect on On-Demand
         * Instances, and is a warning there. Default: the On-Demand price.
         */
        public Builder bidPrice(String bidPrice) {
            this.bidPrice = bidPrice;
            return this;
        }

        /**
         * The group's name. Several groups may have the same name; overrides identify a group by its role and position.
         * Step Functions tasks resize a group by its name, which must be unique in the cluster then. Default:
         * {@code Master}, {@code Core} or {@code Task}.
         */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** The volumes of each instance in addition to the root volume. Default: EMR's choice for the instance type. */
        public Builder ebsVolumes(EbsVolume... ebsVolumes) {
            return ebsVolumes(Copies.of(ebsVolumes));
        }

        /** The volumes of each instance in addition to the root volume, as a list. */
        public Builder ebsVolumes(List<EbsVolume> ebsVolumes) {
            this.ebsVolumes = Copies.of(ebsVolumes);
            return this;
        }

        /**
         * Whether the volumes have dedicated bandwidth; volumes of current instance types always have it. Default:
         * true.
         */
        public Builder ebsOptimized(boolean ebsOptimized) {
            this.ebsOptimized = ebsOptimized;
            return this;
        }

        /** Application settings for these instances, merged by classification. Default: none. */
        public Builder configurations(EmrConfiguration... configurations) {
            return configurations(Copies.of(configurations));
        }

        /** Application settings for these instances, as a list. */
        public Builder configurations(List<EmrConfiguration> configurations) {
            this.configurations = Copies.of(configurations);
            return this;
        }

        /** The AMI of these instances. Default: the cluster's AMI. */
        public Builder customAmiId(String customAmiId) {
            this.customAmiId = customAmiId;
            return this;
        }

        /** The automatic scaling policy of a core or task group. Default: none. */
        public Builder automaticScaling(AutomaticScaling automaticScaling) {
            this.automaticScaling = automaticScaling;
            return this;
        }

        /**
         * Creates the group.
         *
         * @throws IllegalArgumentException if the instance type is missing
         */
        public InstanceGroup build() {
            return new InstanceGroup(Validation.complete(this));
        }
    }
}
