package io.github.emrlaunch.core.cluster;

import java.util.List;

/**
 * Rules for the older form of instances without groups and fleets: one primary node with one instance type, and all
 * other nodes with another. EMR's documentation says of its members: "All three must be present".
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_JobFlowInstancesConfig.html">JobFlowInstancesConfig</a>
 */
final class OlderInstanceRules {
    static final String MASTER_TYPE = "MasterInstanceType";
    static final String WORKER_TYPE = "SlaveInstanceType";
    static final String COUNT = "InstanceCount";

    private static final List<String> MEMBERS = List.of(MASTER_TYPE, WORKER_TYPE, COUNT);

    private OlderInstanceRules() {}

    /** Returns the members of this form that are set. */
    static List<RequestNode> given(RequestNode instances) {
        return MEMBERS.stream().map(instances::get).filter(RequestNode::isSet).toList();
    }

    static void check(RequestNode instances) {
        for (String member : MEMBERS) {
            RequestNode node = instances.get(member);
            if (!node.isSet()) {
                throw node.conflicts("is required: without groups and fleets, a cluster has '%s'"
                        .formatted(String.join("', '", MEMBERS)));
            }
        }
        if (instances.get(COUNT).isBelow(1)) {
            throw instances.get(COUNT).violates("must be at least 1: it counts the primary node");
        }
    }
}
