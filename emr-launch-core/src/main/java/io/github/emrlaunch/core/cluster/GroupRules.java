package io.github.emrlaunch.core.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Rules for instance groups. */
final class GroupRules {
    private static final int HIGHLY_AVAILABLE = 3;

    private GroupRules() {}

    static void check(RequestNode group, boolean spotMasterAllowed) {
        RequestNode count = group.get("InstanceCount");
        RequestNode role = group.get("InstanceRole");
        boolean master = role.is(InstanceRole.MASTER);
        checkCount(count, role);
        if (master) {
            spot(group).ifPresent(spot -> checkSpotMaster(spot, count.number().orElse(1), spotMasterAllowed));
        }
        BidPriceRules.check(group);
        VolumeRules.check(group.get("EbsConfiguration"), role.is(InstanceRole.CORE));
        RequestNode policy = group.get("AutoScalingPolicy");
        if (policy.isSet()) {
            checkAutomaticScaling(policy, master);
        }
    }

    /**
     * Returns the member that makes a group use Spot Instances: the market, or a bid price without a market.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_InstanceGroupConfig.html">InstanceGroupConfig, BidPrice</a>,
     *     looked up on 2026-11-28
     */
    private static Optional<RequestNode> spot(RequestNode group) {
        RequestNode market = group.get("Market");
        RequestNode price = group.get("BidPrice");
        if (market.is(Market.SPOT)) {
            return Optional.of(market);
        }
        return market.isSet() || !price.isSet() ? Optional.empty() : Optional.of(price);
    }

    private static void checkCount(RequestNode count, RequestNode role) {
        OptionalLong known = count.numberOr(0);
        if (known.isEmpty()) {
            return;
        }
        if (role.is(InstanceRole.MASTER) && known.getAsLong() != 1 && known.getAsLong() != HIGHLY_AVAILABLE) {
            throw count.violates("must be 1 for MASTER, or 3 for high availability");
        }
        int minimum = role.is(InstanceRole.TASK) || role.isUnresolved() ? 0 : 1;
        if (known.getAsLong() < minimum) {
            throw count.violates("must be at least %d for %s".formatted(minimum, role.text()));
        }
    }

    /** @param spot the member that makes it a Spot Instance */
    static void checkSpotMaster(RequestNode spot, long count, boolean allowed) {
        if (count > 1) {
            throw spot.conflicts("is SPOT for three primary nodes, which EMR starts on demand only");
        }
        if (!allowed) {
            throw spot.conflicts("makes the primary node a Spot Instance: when EC2 reclaims it, the cluster is lost. "
                    + "Set spotMaster(true) if that is intended");
        }
    }

    private static void checkAutomaticScaling(RequestNode policy, boolean master) {
        if (master) {
            throw policy.conflicts("can't be on MASTER: core and task groups scale");
        }
        RequestNode constraints = policy.get("Constraints");
        ScalingRules.requireOrder(constraints.get("MinCapacity"), constraints.get("MaxCapacity"));
        if (!policy.get("Rules").isSet()) {
            throw policy.get("Rules").conflicts("must have at least one rule");
        }
        Set<String> names = new HashSet<>();
        for (RequestNode rule : policy.get("Rules").elements()) {
            String name = rule.get("Name").text();
            if (!rule.get("Name").isUnresolved() && !names.add(name)) {
                throw rule.get("Name").violates("must be unique in its policy");
            }
            checkAdjustment(rule.get("Action").get("SimpleScalingPolicyConfiguration"));
            checkAlarm(rule.get("Trigger").get("CloudWatchAlarmDefinition"));
        }
    }

    /** https://docs.aws.amazon.com/emr/latest/APIReference/API_SimpleScalingPolicyConfiguration.html, 2026-11-28. */
    private static void checkAdjustment(RequestNode action) {
        RequestNode adjustment = action.get("ScalingAdjustment");
        if (action.get("AdjustmentType").text().equals("EXACT_CAPACITY") && adjustment.isBelow(1)) {
            throw adjustment.violates("must be at least 1 with the adjustment type EXACT_CAPACITY");
        }
        if (action.get("CoolDown").isBelow(0)) {
            throw action.get("CoolDown").violates("must be at least 0 seconds");
        }
    }

    /**
     * CloudWatch evaluates an alarm over one or more periods of some seconds each.
     * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html, 2026-11-29.
     */
    private static void checkAlarm(RequestNode alarm) {
        for (String member : List.of("EvaluationPeriods", "Period")) {
            if (alarm.get(member).isBelow(1)) {
                throw alarm.get(member).violates("must be at least 1");
            }
        }
    }
}
