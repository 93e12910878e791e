package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of EMR for {@code Instances}. EMR rejects a violation immediately; the messages are those of EMR. */
final class JobFlowInstanceRules {
    private static final int MAX_ADDITIONAL_GROUPS = 4;
    private static final int MAX_TASK_GROUPS = 48;
    private static final int MAX_TYPES = 30;
    private static final int MAX_TYPES_WITHOUT_STRATEGY = 5;
    private static final Pattern TYPE =
            Pattern.compile("[a-z][a-z0-9-]*\\.(nano|micro|small|medium|large|metal|[0-9]*xlarge|metal-[0-9]+xl)");
    private static final Pattern PRICE = Pattern.compile("(?=.*[1-9])\\d*\\.?\\d+");
    private static final List<String> OLDER_FORM = List.of("MasterInstanceType", "SlaveInstanceType", "InstanceCount");
    private static final Set<Integer> MASTER_COUNTS = Set.of(1, 3);

    private JobFlowInstanceRules() {}

    static void check(JsonNode instances, Release release) {
        boolean groups = AwsJson.has(instances, "InstanceGroups");
        boolean fleets = AwsJson.has(instances, "InstanceFleets");
        boolean plain = OLDER_FORM.stream().anyMatch(member -> AwsJson.has(instances, member));
        if (Stream.of(groups, fleets, plain).filter(kind -> kind).count() != 1) {
            throw AwsException.validation("Please configure instances using one and only one of the following: instance"
                    + " groups; instance fleets; instance count, master and slave instance type.");
        }
        if (groups) {
            checkGroups(instances.get("InstanceGroups"));
        } else if (fleets) {
            checkFleets(instances.get("InstanceFleets"), release);
        } else {
            checkOlderForm(instances);
        }
        checkSubnets(instances, fleets);
        checkSecurityGroups(instances);
    }

    /** API reference, JobFlowInstancesConfig: "all three must be present". */
    private static void checkOlderForm(JsonNode instances) {
        for (String member : OLDER_FORM) {
            if (!AwsJson.has(instances, member)) {
                throw AwsException.validation("Clusters without instance groups and instance fleets must have "
                        + String.join(", ", OLDER_FORM) + ".");
            }
        }
        checkType(AwsJson.text(instances, "MasterInstanceType"));
        checkType(AwsJson.text(instances, "SlaveInstanceType"));
        if (instances.get("InstanceCount").asInt() < 1) {
            throw AwsException.validation("The instance count must be at least 1.");
        }
    }

    private static void checkGroups(JsonNode groups) {
        Set<String> roles = new HashSet<>();
        for (JsonNode group : groups) {
            String role = group.get("InstanceRole").asText();
            int count = group.get("InstanceCount").asInt();
            checkOnce(roles, role, "instance group");
            if (role.equals("MASTER") && !MASTER_COUNTS.contains(count)) {
                throw AwsException.validation(
                        "A master instance group must specify a single instance, or three for high availability");
            }
            if (count < 1 && !role.equals("TASK")) {
                throw AwsException.validation("An instance group must have at least one instance");
            }
            checkBidPrice(group);
            checkType(AwsJson.text(group, "InstanceType"));
        }
        checkTaskGroups(groups.valueStream()
                .filter(group -> group.get("InstanceRole").asText().equals("TASK"))
                .count());
        checkRoles(roles, "instance group");
    }

    /** Checks the number of task groups of a cluster. Their names can be equal. */
    static void checkTaskGroups(long count) {
        if (count > MAX_TASK_GROUPS) {
            throw AwsException.validation(
                    "A cluster can have at most " + MAX_TASK_GROUPS + " task instance groups, got: " + count);
        }
    }

    /**
     * Checks the form of an instance type's name. Which types exist is not known here. The message is that of
     * https://github.com/hashicorp/terraform-provider-aws/issues/33998.
     */
    static void checkType(@Nullable String type) {
        if (type != null && !TYPE.matcher(type).matches()) {
            throw AwsException.validation("Instance type '" + type + "' is not supported.");
        }
    }

    /** Checks a price in USD. {@code OnDemandPrice}, which older documents name, is rejected. */
    static void checkBidPrice(JsonNode config) {
        String price = AwsJson.text(config, "BidPrice");
        if (price != null && !PRICE.matcher(price).matches()) {
            throw AwsException.validation("The bid price is invalid. Revise the configuration and resubmit.");
        }
    }

    private static void checkFleets(JsonNode fleets, Release release) {
        if (!release.hasSince(4, 8, 1)) {
            throw AwsException.validation("Instance fleets are not available for the release.");
        }
        Set<String> roles = new HashSet<>();
        for (JsonNode fleet : fleets) {
            String role = fleet.get("InstanceFleetType").asText();
            String name = AwsJson.text(fleet, "Name", "null");
            checkOnce(roles, role, "instance fleet");
            int capacity = fleet.path("TargetOnDemandCapacity").asInt()
                    + fleet.path("TargetSpotCapacity").asInt();
            boolean highlyAvailable = capacity == 3
                    && fleet.path("TargetSpotCapacity").asInt() == 0
                    && release.hasHighlyAvailableFleets();
            if (role.equals("MASTER") && capacity != 1 && !highlyAvailable) {
                throw AwsException.validation(
                        "A master instance fleet can only have a target capacity of 1. Revise the configuration and resubmit.");
            }
            if (capacity < 1) {
                throw AwsException.validation(
                        "The instance fleet (" + name + ") should have a value of one or greater for"
                                + " either targetOnDemandCapacity or targetSpotCapacity.");
            }
            checkTypes(fleet, role, name);
        }
        checkRoles(roles, "instance fleet");
    }

    static void checkTypes(JsonNode fleet, String role, String name) {
        int allowed = hasStrategy(fleet) ? MAX_TYPES : MAX_TYPES_WITHOUT_STRATEGY;
        int count = fleet.path("InstanceTypeConfigs").size();
        if (count > allowed) {
            throw AwsException.validation("The instance fleet: " + name + " can have at most " + allowed
                    + " instance types, got: " + count + ". An allocation strategy allows " + MAX_TYPES + ".");
        }
        Set<String> types = new HashSet<>();
        for (JsonNode config : fleet.path("InstanceTypeConfigs")) {
            String type = config.get("InstanceType").asText();
            checkType(type);
            if (!types.add(type)) {
                throw AwsException.validation("The instance fleet: " + name + " contains duplicate instance types ["
                        + type + "]. Revise the configuration and resubmit.");
            }
            checkBidPrice(config);
            int weight = config.path("WeightedCapacity").asInt(1);
            if (role.equals("MASTER") && weight != 1) {
                throw AwsException.validation(
                        "All instance types in the master instance fleet must have weighted capacity as"
                                + " 1. Revise the configuration and resubmit.");
            }
            if (weight < 1) {
                throw AwsException.validation(
                        "Weighted capacity cannot be zero. Revise the configuration and resubmit.");
            }
            if (AwsJson.has(config, "BidPrice") && AwsJson.has(config, "BidPriceAsPercentageOfOnDemandPrice")) {
                throw AwsException.validation(
                        "Specify at most one of bidPrice or bidPriceAsPercentageOfOnDemandPrice value for"
                                + " the Spot Instance fleet : " + name + " request.");
            }
        }
    }

    private static boolean hasStrategy(JsonNode fleet) {
        return Stream.of("OnDemandSpecification", "SpotSpecification")
                .anyMatch(
                        member -> AwsJson.has(fleet.path("LaunchSpecifications").path(member), "AllocationStrategy"));
    }

    private static void checkOnce(Set<String> roles, String role, String what) {
        boolean severalAllowed = role.equals("TASK") && what.equals("instance group");
        if (!roles.add(role) && !severalAllowed) {
            String lower = role.toLowerCase(Locale.ROOT);
            throw AwsException.validation("Multiple " + lower + " " + what + "s supplied, you must specify exactly one "
                    + lower + " " + what);
        }
    }

    private static void checkRoles(Set<String> roles, String what) {
        if (roles.contains("TASK") && !roles.contains("CORE")) {
            throw AwsException.validation("Clusters with task " + what + "s must also define core " + what + "s.");
        }
        if (!roles.contains("MASTER")) {
            throw AwsException.validation("No master " + what + "s were supplied; you must specify exactly one master "
                    + what + ". Revise the configuration and resubmit.");
        }
    }

    private static void checkSubnets(JsonNode instances, boolean fleets) {
        if (AwsJson.has(instances, "Ec2SubnetId") && AwsJson.has(instances, "Ec2SubnetIds")) {
            throw AwsException.validation("Ec2SubnetId and Ec2SubnetIds cannot be specified together.");
        }
        if (!fleets && instances.path("Ec2SubnetIds").size() > 1) {
            throw AwsException.validation(
                    "Only one subnet may be specified for clusters configured with instance groups or"
                            + " instance count, master and slave instance type. Revise the configuration and resubmit.");
        }
    }

    private static void checkSecurityGroups(JsonNode instances) {
        for (String member : List.of(
                "EmrManagedMasterSecurityGroup", "EmrManagedSlaveSecurityGroup", "ServiceAccessSecurityGroup")) {
            checkGroup(member, AwsJson.text(instances, member, "sg-unset"));
        }
        for (String member : Set.of("AdditionalMasterSecurityGroups", "AdditionalSlaveSecurityGroups")) {
            if (instances.path(member).size() > MAX_ADDITIONAL_GROUPS) {
                throw AwsException.validation("Maximum number(" + MAX_ADDITIONAL_GROUPS
                        + ") of security groups exceeded for " + member + ".");
            }
            instances.path(member).forEach(group -> checkGroup(member, group.asText()));
        }
    }

    private static void checkGroup(String member, String group) {
        if (group.isBlank()) {
            throw AwsException.validation("The security group id of " + member + " is empty.");
        }
    }
}
