package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;

/**
 * The rules of EMR for a RunJobFlow request, checked at synthesis. The rules check the request itself, so they apply to
 * a value from any builder method. Tokens are skipped.
 */
final class RequestRules {
    private RequestRules() {}

    /** Returns warnings about values that EMR may refuse or ignore, by the ids that acknowledge them. */
    static Map<String, List<String>> warnings(ObjectNode request) {
        RequestNode root = RequestNode.root(request);
        return new TreeMap<>(Map.of(
                "bidPriceOnDemand", BidPriceRules.warnings(root),
                "unknownInstanceType", InstanceTypeRules.warnings(root),
                "unknownVolumeType", VolumeRules.warnings(root),
                "scalingWithoutLimits", ScalingRules.warnings(root)));
    }

    /**
     * Checks a request.
     *
     * @param spotMasterAllowed whether the primary node may be a Spot Instance
     * @param amiArchitecture the architecture of the cluster's AMI; null if it is not known
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
