package io.github.emrlaunch.local.internal.ec2;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Subnets and security groups. A subnet is public when its route table sends traffic to an internet gateway. */
public final class Network {
    /**
     * A subnet.
     *
     * @param declaredPublic whether it is public, for a subnet that was only declared to exist; null where routes decide
     */
    private record Subnet(
            String vpcId, String availabilityZone, @Nullable Boolean declaredPublic) {}

    private final Map<String, Subnet> subnets = new ConcurrentHashMap<>();
    private final Map<String, String> routeTableOfSubnet = new ConcurrentHashMap<>();
    private final Set<String> routeTablesToInternet = ConcurrentHashMap.newKeySet();
    private final Set<String> securityGroups = ConcurrentHashMap.newKeySet();

    public void putSubnet(String id, String vpcId, String availabilityZone) {
        subnets.put(id, new Subnet(vpcId, availabilityZone, null));
    }

    /** Declares a subnet that no template creates. */
    public void declareSubnet(String id, String availabilityZone, boolean isPublic) {
        subnets.put(id, new Subnet("", availabilityZone, isPublic));
    }

    public void associate(String routeTableId, String subnetId) {
        routeTableOfSubnet.put(subnetId, routeTableId);
    }

    public void routeToInternet(String routeTableId) {
        routeTablesToInternet.add(routeTableId);
    }

    public void putSecurityGroup(String id) {
        securityGroups.add(id);
    }

    public boolean hasSecurityGroup(String id) {
        return securityGroups.contains(id);
    }

    public boolean hasSubnet(String id) {
        return subnets.containsKey(id);
    }

    public Optional<String> availabilityZone(String subnetId) {
        return Optional.ofNullable(subnets.get(subnetId)).map(Subnet::availabilityZone);
    }

    public boolean isPublic(String subnetId) {
        Subnet subnet = subnets.get(subnetId);
        if (subnet != null && subnet.declaredPublic() != null) {
            return subnet.declaredPublic();
        }
        String table = routeTableOfSubnet.get(subnetId);
        return table != null && routeTablesToInternet.contains(table);
    }
}
