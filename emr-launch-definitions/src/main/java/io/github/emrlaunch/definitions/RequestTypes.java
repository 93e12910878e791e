package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The types of values in a RunJobFlow request, and conversions from other types: CloudFormation parameters are strings, and documents may
 * have
 * numbers for prices and arguments, which are strings. EMR refuses both. RunJobFlowShape has the same types, but launches have no time to
 * read it. Unknown members are not checked.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html">RunJobFlow</a>
 */
public final class RequestTypes {
    private static final Map<String, ValueType> MEMBERS = Stream.of(
                    all(
                            ValueType.STRING,
                            "Action.Market",
                            "AdditionalInfo",
                            "AmiVersion",
                            "Applications.Args",
                            "Applications.Name",
                            "Applications.Version",
                            "AutoScalingRole",
                            "BootstrapActions.Name",
                            "CapacityReservationOptions.CapacityReservationPreference",
                            "CapacityReservationOptions.CapacityReservationResourceGroupArn",
                            "CapacityReservationOptions.UsageStrategy",
                            "CloudWatchAlarmDefinition.ComparisonOperator",
                            "CloudWatchAlarmDefinition.MetricName",
                            "CloudWatchAlarmDefinition.Namespace",
                            "CloudWatchAlarmDefinition.Statistic",
                            "CloudWatchAlarmDefinition.Unit",
                            "CloudWatchLogConfiguration.EncryptionKeyArn",
                            "CloudWatchLogConfiguration.LogGroupName",
                            "CloudWatchLogConfiguration.LogStreamNamePrefix",
                            "ComputeLimits.UnitType",
                            "Configurations.Classification",
                            "CustomAmiId",
                            "Dimensions.Key",
                            "Dimensions.Value",
                            "HadoopJarStep.Args",
                            "HadoopJarStep.Jar",
                            "HadoopJarStep.MainClass",
                            "InstanceFleets.Context",
                            "InstanceFleets.InstanceFleetType",
                            "InstanceFleets.Name",
                            "InstanceGroups.BidPrice",
                            "InstanceGroups.CustomAmiId",
                            "InstanceGroups.InstanceRole",
                            "InstanceGroups.InstanceType",
                            "InstanceGroups.Market",
                            "InstanceGroups.Name",
                            "InstanceTypeConfigs.BidPrice",
                            "InstanceTypeConfigs.CustomAmiId",
                            "InstanceTypeConfigs.InstanceType",
                            "Instances.AdditionalMasterSecurityGroups",
                            "Instances.AdditionalSlaveSecurityGroups",
                            "Instances.Ec2KeyName",
                            "Instances.Ec2SubnetId",
                            "Instances.Ec2SubnetIds",
                            "Instances.EmrManagedMasterSecurityGroup",
                            "Instances.EmrManagedSlaveSecurityGroup",
                            "Instances.HadoopVersion",
                            "Instances.MasterInstanceType",
                            "Instances.ServiceAccessSecurityGroup",
                            "Instances.SlaveInstanceType",
                            "JobFlowRole",
                            "KerberosAttributes.ADDomainJoinPassword",
                            "KerberosAttributes.ADDomainJoinUser",
                            "KerberosAttributes.CrossRealmTrustPrincipalPassword",
                            "KerberosAttributes.KdcAdminPassword",
                            "KerberosAttributes.Realm",
                            "LogEncryptionKmsKeyId",
                            "LogUri",
                            "ManagedScalingPolicy.ScalingStrategy",
                            "Name",
                            "NewSupportedProducts.Args",
                            "NewSupportedProducts.Name",
                            "OSReleaseLabel",
                            "OnDemandResizeSpecification.AllocationStrategy",
                            "OnDemandSpecification.AllocationStrategy",
                            "Placement.AvailabilityZone",
                            "Placement.AvailabilityZones",
                            "PlacementGroupConfigs.InstanceRole",
                            "PlacementGroupConfigs.PlacementStrategy",
                            "Properties.Key",
                            "Properties.Value",
                            "ReleaseLabel",
                            "RepoUpgradeOnBoot",
                            "Rules.Description",
                            "Rules.Name",
                            "S3MonitoringConfiguration.EncryptionKeyArn",
                            "S3MonitoringConfiguration.LogUri",
                            "ScaleDownBehavior",
                            "ScriptBootstrapAction.Args",
                            "ScriptBootstrapAction.Path",
                            "SecurityConfiguration",
                            "ServiceRole",
                            "SimpleScalingPolicyConfiguration.AdjustmentType",
                            "SpotResizeSpecification.AllocationStrategy",
                            "SpotSpecification.AllocationStrategy",
                            "SpotSpecification.TimeoutAction",
                            "StepExecutionRoleArn",
                            "Steps.ActionOnFailure",
                            "Steps.Name",
                            "SupportedProducts",
                            "Tags.Key",
                            "Tags.Value",
                            "VolumeSpecification.VolumeType"),
                    all(
                            ValueType.INTEGER,
                            "AutoTerminationPolicy.IdleTimeout",
                            "CloudWatchAlarmDefinition.EvaluationPeriods",
                            "CloudWatchAlarmDefinition.Period",
                            "ComputeLimits.MaximumCapacityUnits",
                            "ComputeLimits.MaximumCoreCapacityUnits",
                            "ComputeLimits.MaximumOnDemandCapacityUnits",
                            "ComputeLimits.MinimumCapacityUnits",
                            "Constraints.MaxCapacity",
                            "Constraints.MinCapacity",
                            "EbsBlockDeviceConfigs.VolumesPerInstance",
                            "EbsRootVolumeIops",
                            "EbsRootVolumeSize",
                            "EbsRootVolumeThroughput",
                            "InstanceFleets.TargetOnDemandCapacity",
                            "InstanceFleets.TargetSpotCapacity",
                            "InstanceGroups.InstanceCount",
                            "InstanceTypeConfigs.WeightedCapacity",
                            "Instances.InstanceCount",
                            "ManagedScalingPolicy.UtilizationPerformanceIndex",
                            "OnDemandResizeSpecification.TimeoutDurationMinutes",
                            "SimpleScalingPolicyConfiguration.CoolDown",
                            "SimpleScalingPolicyConfiguration.ScalingAdjustment",
                            "SpotResizeSpecification.TimeoutDurationMinutes",
                            "SpotSpecification.BlockDurationMinutes",
                            "SpotSpecification.TimeoutDurationMinutes",
                            "StepConcurrencyLevel",
                            "VolumeSpecification.Iops",
                            "VolumeSpecification.SizeInGB",
                            "VolumeSpecification.Throughput"),
                    all(
                            ValueType.NUMBER,
                            "CloudWatchAlarmDefinition.Threshold",
                            "InstanceTypeConfigs.BidPriceAsPercentageOfOnDemandPrice",
                            "InstanceTypeConfigs.Priority"),
                    all(
                            ValueType.BOOLEAN,
                            "CloudWatchLogConfiguration.Enabled",
                            "EbsConfiguration.EbsOptimized",
                            "ExtendedSupport",
                            "Instances.KeepJobFlowAliveWhenNoSteps",
                            "Instances.TerminationProtected",
                            "Instances.UnhealthyNodeReplacement",
                            "SessionEnabled",
                            "VisibleToAllUsers"))
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** The settings of applications by name, all strings. */
    private static final String PROPERTIES = "Properties";

    /** Numbers of limited size: a stored document may contain 1e999999999. */
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,2})?");

    private RequestTypes() {}

    private static List<Map.Entry<String, ValueType>> all(ValueType type, String... members) {
        return Stream.of(members).map(member -> Map.entry(member, type)).toList();
    }

    /**
     * Returns the type of a member's value, or of the elements of its list.
     *
     * @param parent the parent member, whose value is an object or a list of objects; empty for a member of the request
     */
    private static Optional<ValueType> of(String parent, String member) {
        return Optional.ofNullable(MEMBERS.get(child(parent, member)));
    }

    /** Returns the members that are single values or lists of those, by the names of parent and member. */
    static Map<String, ValueType> members() {
        return MEMBERS;
    }

    /** EMR does not accept 4.0 as an integer. */
    private static boolean fits(ValueType type, JsonNode value) {
        return value.isNull() || (type.matches(value) && (type != ValueType.INTEGER || value.isIntegralNumber()));
    }

    /** Converts values of a request to the type that EMR requires, if they represent such a value in another type. Others are unchanged. */
    public static void convert(JsonNode request) {
        convert(request, RequestTypes::asText);
    }

    /**
     * Converts values of a request, which may have values that are known only at deployment.
     *
     * @param toText converts a number or a boolean to a string
     */
    public static void convert(JsonNode request, UnaryOperator<JsonNode> toText) {
        convert("", request, toText);
    }

    private static void convert(String parent, JsonNode json, UnaryOperator<JsonNode> toText) {
        if (json.isArray()) {
            json.forEach(element -> convert(parent, element, toText));
        }
        if (json instanceof ObjectNode object) {
            object.properties().forEach(member -> {
                JsonNode value = member.getValue();
                Optional<ValueType> type = of(parent, member.getKey());
                if (type.isPresent()) {
                    member.setValue(convertedOrElements(type.get(), value, toText));
                } else if (member.getKey().equals(PROPERTIES) && value instanceof ObjectNode properties) {
                    properties
                            .properties()
                            .forEach(property ->
                                    property.setValue(converted(ValueType.STRING, property.getValue(), toText)));
                } else {
                    convert(member.getKey(), value, toText);
                }
            });
        }
    }

    private static JsonNode convertedOrElements(ValueType type, JsonNode value, UnaryOperator<JsonNode> toText) {
        if (!(value instanceof ArrayNode elements)) {
            return converted(type, value, toText);
        }
        for (int i = 0; i < elements.size(); i++) {
            elements.set(i, converted(type, elements.get(i), toText));
        }
        return elements;
    }

    private static JsonNode converted(ValueType type, JsonNode value, UnaryOperator<JsonNode> toText) {
        if (fits(type, value) || value.isContainerNode()) {
            return value;
        }
        if (type == ValueType.STRING) {
            return value.isNumber() || value.isBoolean() ? toText.apply(value) : value;
        }
        String text = value.asText().strip();
        if (type == ValueType.BOOLEAN) {
            boolean isTrue = text.equalsIgnoreCase("true");
            return isTrue || text.equalsIgnoreCase("false") ? BooleanNode.valueOf(isTrue) : value;
        }
        if (!NUMBER.matcher(text).matches()) {
            return value;
        }
        JsonNode number = Json.of(new BigDecimal(text));
        return fits(type, number) ? number : value;
    }

    /**
     * Returns a number or a boolean as a string in the usual notation. Other values, and numbers beyond the range of a double, are
     * unchanged.
     */
    public static JsonNode asText(JsonNode value) {
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            return Math.abs((long) number.scale()) > Json.MAX_EXPONENT
                    ? value
                    : TextNode.valueOf(number.toPlainString());
        }
        return value.isBoolean() ? TextNode.valueOf(value.asText()) : value;
    }

    /**
     * Checks the types of a request's values; null counts as unset.
     *
     * @throws IllegalArgumentException when EMR would refuse a value
     */
    public static void require(JsonNode request) {
        require("", "", request);
    }

    private static void require(String path, String parent, JsonNode json) {
        for (int i = 0; json.isArray() && i < json.size(); i++) {
            require(child(path, String.valueOf(i)), parent, json.get(i));
        }
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            String child = child(path, member.getKey());
            JsonNode value = member.getValue();
            Optional<ValueType> type = of(parent, member.getKey());
            if (type.isPresent()) {
                requireType(child, type.get(), value);
            } else if (member.getKey().equals(PROPERTIES) && value.isObject()) {
                value.properties()
                        .forEach(property ->
                                requireSingle(child(child, property.getKey()), ValueType.STRING, property.getValue()));
            } else {
                require(child, member.getKey(), value);
            }
        }
    }

    /** Checks a type. It is unknown which strings occur in lists. */
    private static void requireType(String path, ValueType type, JsonNode value) {
        if (value.isArray() && type == ValueType.STRING) {
            for (int i = 0; i < value.size(); i++) {
                requireSingle(child(path, String.valueOf(i)), type, value.get(i));
            }
        } else {
            requireSingle(path, type, value);
        }
    }

    private static void requireSingle(String path, ValueType type, JsonNode value) {
        if (!fits(type, value)) {
            throw wrong(path, type, value);
        }
    }

    private static IllegalArgumentException wrong(String path, ValueType type, JsonNode value) {
        return new IllegalArgumentException(
                "'%s' must be %s, got: %s".formatted(path, type.description(), OverrideValue.inWords(value)));
    }

    private static String child(String path, String member) {
        return path.isEmpty() ? member : path + "." + member;
    }
}
