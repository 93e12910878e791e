package io.github.emrlaunch.core.cluster;

import java.util.HashSet;
import java.util.Set;

/** Rules of instance groups. */
final class GroupRules {
    private static final int HIGHLY_AVAILABLE = 3;

    private GroupRules() {}

    static void check(RequestNode group, boolean spotMasterAllowed) {
        RequestNode count = group.get("InstanceCount");
        RequestNode role = group.get("InstanceRole");
        boolean master = role.is(InstanceRole.MASTER);
        boolean spot = group.get("Market").is(Market.SPOT);
        if (master && count.integer() != 1 && count.integer() != HIGHLY_AVAILABLE) {
            throw count.violates("must be 1 for MASTER, or 3 for high availability");
        }
        if (count.integer() < (role.is(InstanceRole.TASK) ? 0 : 1)) {
            throw count.violates(
                    "must be at least %d for %s".formatted(role.is(InstanceRole.TASK) ? 0 : 1, role.text()));
        }
        if (master && spot) {
            checkSpotMaster(group.get("Market"), count.integer(), spotMasterAllowed);
        }
        if (!spot && group.get("BidPrice").isSet()) {
            throw group.get("BidPrice").conflicts("has no effect on instances on demand: take market SPOT");
        }
        VolumeRules.check(group.get("EbsConfiguration"), role.is(InstanceRole.CORE));
        RequestNode policy = group.get("AutoScalingPolicy");
        if (policy.isSet()) {
            checkAutomaticScaling(policy, master);
        }
    }

    static void checkSpotMaster(RequestNode group, int count, boolean allowed) {
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
            if (!names.add(rule.get("Name").text())) {
                throw rule.get("Name").violates("must be unique in its policy");
            }
        }
    }
}
