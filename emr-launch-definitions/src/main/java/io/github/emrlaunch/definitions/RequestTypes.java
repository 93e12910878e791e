package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The members of a RunJobFlow request that are no texts, and the values that people give for them: parameters of CloudFormation are
 * texts, overrides give numbers for settings of applications, whose values are texts. EMR refuses both. The shape of RunJobFlow says the
 * same; launches have no time to read it.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html">RunJobFlow</a>
 */
public final class RequestTypes {
    private static final Map<String, ValueType> MEMBERS = Stream.of(
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

    /** Settings of applications by their names, all of them texts. */
    private static final String PROPERTIES = "Properties";

    private RequestTypes() {}

    private static List<Map.Entry<String, ValueType>> all(ValueType type, String... members) {
        return Stream.of(members).map(member -> Map.entry(member, type)).toList();
    }

    /**
     * The type of a member that is no text.
     *
     * @param parent the member that holds it, whose value is an object or a list of objects; empty for a member of the request
     */
    static Optional<ValueType> of(String parent, String member) {
        return Optional.ofNullable(MEMBERS.get(child(parent, member)));
    }

    /** The members that are no texts, by their names behind those of the members that hold them. */
    static Map<String, ValueType> members() {
        return MEMBERS;
    }

    /** EMR takes 4.0 for no integer. */
    private static boolean fits(ValueType type, JsonNode value) {
        return value.isNull() || (type.matches(value) && (type != ValueType.INTEGER || value.isIntegralNumber()));
    }

    /** Gives values of a request the type that EMR takes, where they say such a value in another one. Others stay as they are. */
    public static void convert(JsonNode request) {
        convert("", request);
    }

    private static void convert(String parent, JsonNode json) {
        if (json.isArray()) {
            json.forEach(element -> convert(parent, element));
        }
        if (json instanceof ObjectNode object) {
            object.properties().forEach(member -> {
                of(parent, member.getKey())
                        .filter(type -> !fits(type, member.getValue()))
                        .ifPresent(type -> member.setValue(converted(type, member.getValue())));
                if (member.getKey().equals(PROPERTIES) && member.getValue() instanceof ObjectNode properties) {
                    properties.properties().forEach(property -> property.setValue(asText(property.getValue())));
                } else {
                    convert(member.getKey(), member.getValue());
                }
            });
        }
    }

    private static JsonNode converted(ValueType type, JsonNode value) {
        String text = value.asText().strip();
        if (type == ValueType.BOOLEAN) {
            boolean isTrue = text.equalsIgnoreCase("true");
            return isTrue || text.equalsIgnoreCase("false") ? BooleanNode.valueOf(isTrue) : value;
        }
        try {
            JsonNode number = Json.of(new BigDecimal(text));
            return fits(type, number) ? number : value;
        } catch (NumberFormatException e) {
            return value;
        }
    }

    /** A number or a boolean as text, as people write it; all else as it is. */
    public static JsonNode asText(JsonNode value) {
        if (value.isNumber()) {
            return TextNode.valueOf(value.decimalValue().toPlainString());
        }
        return value.isBoolean() ? TextNode.valueOf(value.asText()) : value;
    }

    /**
     * Checks the types of a request's values; null counts as unset.
     *
     * @throws IllegalArgumentException when EMR would refuse one
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
            if (type.isPresent() && !fits(type.get(), value)) {
                throw wrong(child, type.get(), value);
            }
            if (member.getKey().equals(PROPERTIES) && value.isObject()) {
                requireTexts(child, value);
            } else {
                require(child, member.getKey(), value);
            }
        }
    }

    private static void requireTexts(String path, JsonNode properties) {
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            if (!property.getValue().isTextual() && !property.getValue().isNull()) {
                throw wrong(child(path, property.getKey()), ValueType.STRING, property.getValue());
            }
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
