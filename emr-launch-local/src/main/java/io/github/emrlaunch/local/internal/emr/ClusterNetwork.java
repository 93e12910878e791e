package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.service.NetworkLookup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The network location of a cluster.
 *
 * @param availabilityZone the Availability Zone; null for a cluster whose request names no subnet
 * @param managedGroups the ids of the EMR-managed security groups, by their names in DescribeCluster; see <a
 *     href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-man-sec-groups.html">Amazon EMR-managed security
 *     groups</a>
 */
record ClusterNetwork(@Nullable String availabilityZone, Map<String, String> managedGroups) {
    ClusterNetwork {
        managedGroups = Map.copyOf(managedGroups);
    }

    /** Returns the network location for a request. When the request does not name security groups, EMR creates them once per location. */
    static ClusterNetwork of(JsonNode instances, NetworkLookup network) {
        List<String> subnets = ClusterPreconditions.subnets(instances);
        String place = subnets.isEmpty() ? "default" : subnets.get(0);
        Map<String, String> groups = new LinkedHashMap<>();
        for (String member : List.of("EmrManagedMasterSecurityGroup", "EmrManagedSlaveSecurityGroup")) {
            groups.put(member, AwsJson.text(instances, member, made(member, place)));
        }
        String access = "ServiceAccessSecurityGroup";
        if (AwsJson.has(instances, access)) {
            groups.put(access, instances.get(access).asText());
        } else if (!subnets.isEmpty() && network.isPrivate(place)) {
            groups.put(access, made(access, place));
        }
        String zone =
                subnets.stream().findFirst().flatMap(network::availabilityZone).orElse(null);
        return new ClusterNetwork(zone, groups);
    }

    private static String made(String member, String place) {
        return "sg-" + Ids.hex("emr/" + member + "/" + place, 17);
    }
}
