package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;

/**
 * The rules of EMR for a RunJobFlow request, checked at synth. The rules look at the request itself, so that
 * they see whatever way a value came into it; what only the deployment knows is passed over.
 */
final class RequestRules {
    private RequestRules() {}

    /** Warnings about values that EMR may refuse or ignore, by the ids by which they are acknowledged. */
    static Map<String, List<String>> warnings(ObjectNode request) {
        RequestNode root = RequestNode.root(request);
        return new TreeMap<>(Map.of(
                "bidPriceOnDemand", BidPriceRules.warnings(root),
                "unknownVolumeType", VolumeRules.warnings(root),
                "scalingWithoutLimits", ScalingRules.warnings(root)));
    }

    /**
     * Checks a request.
     *
     * @param spotMasterAllowed whether the primary node may be a Spot Instance
     * @param amiArchitecture that of the cluster's AMI; null if it is not known
     * @throws IllegalArgumentException with the path of the first value that breaks a rule, the rule and the value
     */
    static void check(ObjectNode request, boolean spotMasterAllowed, @Nullable InstanceArchitecture amiArchitecture) {
        RequestNode root = RequestNode.root(request);
        InstanceRules.check(root.get("Instances"), spotMasterAllowed);
        ScalingRules.check(root);
        VolumeRules.checkRoot(root);
        SoftwareRules.check(root);
        ArchitectureRules.check(root, amiArchitecture);
        BootstrapRules.check(root.get("BootstrapActions"));
        RequestTagRules.check(root.get("Tags"));
        ReleaseRules.check(root);
        ClassificationRules.check(root);
    }
}
