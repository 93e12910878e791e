package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.List;

/**
 * An automatic scaling policy of one instance group. Use {@link ManagedScaling} to let EMR scale the complete cluster.
 * A cluster has either automatic scaling or managed scaling.
 *
 * @param minimum the minimum number of instances
 * @param maximum the maximum number of instances
 * @param rules the scaling rules, with unique names
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-automatic-scaling.html">Automatic scaling</a>
 */
public record AutomaticScaling(Number minimum, Number maximum, List<ScalingRule> rules) {
    private static final int DEFAULT_ADJUSTMENT = 2;
    private static final String SIGN = "its sign is set here; a custom ScalingRule accepts any number";

    /** Copies the rules. */
    public AutomaticScaling {
        minimum = GivenNumbers.whole("minimum", minimum);
        maximum = GivenNumbers.whole("maximum", maximum);
        rules = Validation.list("rules", rules);
    }

    /**
     * Creates a policy that scales on YARN's available memory and pending containers, two instances at a time. The
     * group grows if less than 15 % of the memory is available or more than 0.75 containers are pending for each
     * allocated one for 15 minutes. It shrinks if more than 75 % of the memory is available.
     */
    public static AutomaticScaling between(Number minimum, Number maximum) {
        return new AutomaticScaling(minimum, maximum, defaultRules(DEFAULT_ADJUSTMENT, DEFAULT_ADJUSTMENT));
    }

    /** Returns the default rules with other adjustments: the number of instances to add and to remove at a time. */
    public AutomaticScaling withAdjustments(int scaleOut, int scaleIn) {
        return new AutomaticScaling(minimum, maximum, defaultRules(scaleOut, scaleIn));
    }

    /** Returns a copy with these rules instead. */
    public AutomaticScaling withRules(ScalingRule... newRules) {
        return withRules(Validation.list("rules", newRules));
    }

    /** Returns a copy with these rules instead, as a list. */
    public AutomaticScaling withRules(List<ScalingRule> newRules) {
        return new AutomaticScaling(minimum, maximum, newRules);
    }

    private static List<ScalingRule> defaultRules(int scaleOut, int scaleIn) {
        int more = Math.abs(GivenNumbers.known("scaleOut", scaleOut, SIGN));
        int fewer = -Math.abs(GivenNumbers.known("scaleIn", scaleIn, SIGN));
        return List.of(
                ScalingRule.whenBelow("YARNMemoryAvailablePercentage", 15, more)
                        .withName("ScaleOut-YARNMemoryAvailablePercentage")
                        .withDescription("Scale Out on YARNMemoryAvailablePercentage")
                        .withUnit("PERCENT"),
                ScalingRule.whenAbove("ContainerPendingRatio", 0.75, more)
                        .withName("ScaleOut-ContainerPendingRatio")
                        .withDescription("Scale Out on ContainerPendingRatio")
                        .withUnit("COUNT"),
                ScalingRule.whenAbove("YARNMemoryAvailablePercentage", 75, fewer)
                        .withName("ScaleIn-YARNMemoryAvailablePercentage")
                        .withDescription("Scale In on YARNMemoryAvailablePercentage")
                        .withUnit("PERCENT"));
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        new RequestMembers(json.putObject("Constraints"))
                .add("MinCapacity", minimum)
                .add("MaxCapacity", maximum);
        ArrayNode array = json.putArray("Rules");
        rules.forEach(rule -> array.add(rule.toJson()));
        return json;
    }
}
