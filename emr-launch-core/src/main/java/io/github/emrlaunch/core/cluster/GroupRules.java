package io.github.emrlaunch.core.cluster;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** Rules of instance groups. */
final class GroupRules {
    private static final int HIGHLY_AVAILABLE = 3;

    private GroupRules() {}

    static void check(RequestNode group, boolean spotMasterAllowed) {
        RequestNode count = group.get("InstanceCount");
        RequestNode role = group.get("InstanceRole");
        boolean master = role.is(InstanceRole.MASTER);
        RequestNode market = group.get("Market");
        boolean spot = market.is(Market.SPOT);
        checkCount(count, role);
        if (master && spot) {
            checkSpotMaster(market, count.number().orElse(1), spotMasterAllowed);
        }
        if (!spot && !market.isUnresolved() && group.get("BidPrice").isSet()) {
            throw group.get("BidPrice").conflicts("has no effect on instances on demand: take market SPOT");
        }
        VolumeRules.check(group.get("EbsConfiguration"), role.is(InstanceRole.CORE));
        RequestNode policy = group.get("AutoScalingPolicy");
        if (policy.isSet()) {
            checkAutomaticScaling(policy, master);
        }
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

    static void checkSpotMaster(RequestNode group, long count, boolean allowed) {
        if (count > 1) {
            throw group.conflicts("is SPOT for three primary nodes, which EMR starts on demand only");
        }
        if (!allowed) {
            throw group.conflicts(
                    "puts the primary node on the spot market: when EC2 takes it back, the cluster is lost. "
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
        }
    }
}
