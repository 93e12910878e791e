package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.List;

/**
 * Rules by which one instance group grows and shrinks. For a whole cluster that EMR scales by itself, there is
 * {@link ManagedScaling}; a cluster has one or the other.
 *
 * @param minimum the fewest instances
 * @param maximum the most instances
 * @param rules when it grows and shrinks, their names unique
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-automatic-scaling.html">Automatic scaling</a>
 */
public record AutomaticScaling(Number minimum, Number maximum, List<ScalingRule> rules) {
    private static final int DEFAULT_ADJUSTMENT = 2;
    private static final String SIGN = "its sign is set here; rules of your own take any number";

    /** Copies the rules. */
    public AutomaticScaling {
        minimum = GivenNumbers.whole("minimum", minimum);
        maximum = GivenNumbers.whole("maximum", maximum);
        rules = Validation.list("rules", rules);
    }

    /**
     * By YARN's memory and pending containers, two instances at a time: grows while for 15 minutes less than 15 % of the memory
     * is available or more than 0.75 containers wait for each one allocated, shrinks while more than 75 % of the memory is.
     */
    public static AutomaticScaling between(Number minimum, Number maximum) {
        return new AutomaticScaling(minimum, maximum, defaultRules(DEFAULT_ADJUSTMENT, DEFAULT_ADJUSTMENT));
    }

    /** The default rules with other adjustments: how many instances come, and how many go, at a time. */
    public AutomaticScaling withAdjustments(int scaleOut, int scaleIn) {
        return new AutomaticScaling(minimum, maximum, defaultRules(scaleOut, scaleIn));
    }

    /** These rules instead. */
    public AutomaticScaling withRules(ScalingRule... newRules) {
        return withRules(Validation.list("rules", newRules));
    }

    /** These rules instead, as a list. */
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
