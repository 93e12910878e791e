package io.github.emrlaunch.local.internal.ec2;

import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.NetworkImports;
import io.github.emrlaunch.local.internal.service.NetworkLookup;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The network resources of EC2: subnets and security groups. A subnet is public when its route table has a route to an internet
 * gateway.
 */
public final class Network implements LocalService, NetworkLookup, NetworkImports {
    /**
     * A subnet.
     *
     * @param traffic its route to the Internet
     */
    private record Subnet(String vpcId, String availabilityZone, Traffic traffic) {}

    private enum Traffic {
        BY_ROUTES,
        PUBLIC,
        PRIVATE,
        UNKNOWN
    }

    private final Account account;
    private final NetworkResources resources;
    private final Map<String, Subnet> subnets = new ConcurrentHashMap<>();
    private final Map<String, String> routeTableOfSubnet = new ConcurrentHashMap<>();
    /** The route tables of the routes to the Internet, by the ID of the route. */
    private final Map<String, String> routesToInternet = new ConcurrentHashMap<>();

    private final Set<String> securityGroups = ConcurrentHashMap.newKeySet();
    private final Set<String> assumed = ConcurrentHashMap.newKeySet();

    Network(ServiceContext context) {
        this.account = context.account();
        this.resources = new NetworkResources(account, this);
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new Network(context);
        }
    }

    @Override
    public AwsService api() {
        return AwsService.query("ec2", "http://ec2.amazonaws.com/doc/2016-11-15/", Map.of());
    }

    @Override
    public Map<String, ResourceType> resources() {
        return resources.handlers();
    }

    @Override
    public Checkpoint checkpoint() {
        return Checkpoints.all(
                Checkpoints.of(subnets),
                Checkpoints.of(routeTableOfSubnet),
                Checkpoints.of(routesToInternet),
                Checkpoints.of(securityGroups),
                Checkpoints.of(assumed));
    }

    public void putSubnet(String id, String vpcId, String availabilityZone) {
        subnets.put(id, new Subnet(vpcId, availabilityZone, Traffic.BY_ROUTES));
    }

    /**
     * Declares a subnet that no template creates, or adds to an earlier declaration.
     *
     * @param isPublic whether it is public; null when that is not known
     */
    public void declareSubnet(String id, String availabilityZone, @Nullable Boolean isPublic) {
        assumed.remove(id);
        Subnet known = subnets.get(id);
        if (isPublic != null) {
            subnets.put(id, new Subnet("", availabilityZone, isPublic ? Traffic.PUBLIC : Traffic.PRIVATE));
        } else if (known == null) {
            subnets.put(id, new Subnet("", availabilityZone, Traffic.UNKNOWN));
        }
    }

    public void associate(String routeTableId, String subnetId) {
        routeTableOfSubnet.put(subnetId, routeTableId);
    }

    void disassociate(String routeTableId, String subnetId) {
        routeTableOfSubnet.remove(subnetId, routeTableId);
    }

    void routeToInternet(String routeId, String routeTableId) {
        routesToInternet.put(routeId, routeTableId);
    }

    void removeRoute(String routeId) {
        routesToInternet.remove(routeId);
    }

    public void putSecurityGroup(String id) {
        assumed.remove(id);
        securityGroups.add(id);
    }

    @Override
    public List<String> assumed() {
        return assumed.stream().sorted().toList();
    }

    @Override
    public void forgetAssumedExcept(List<String> kept) {
        List<String> others = new ArrayList<>(assumed);
        others.removeAll(kept);
        others.forEach(id -> {
            assumed.remove(id);
            subnets.remove(id);
            securityGroups.remove(id);
        });
    }

    @Override
    public void importSubnet(String id, @Nullable Boolean isPublic) {
        Subnet known = subnets.get(id);
        if (known == null || (known.traffic() == Traffic.UNKNOWN && isPublic != null)) {
            declareSubnet(id, account.region() + "a", isPublic);
            if (isPublic == null) {
                assumed.add(id);
            }
        }
    }

    @Override
    public void importSecurityGroup(String id) {
        if (securityGroups.add(id)) {
            assumed.add(id);
        }
    }

    void removeSubnet(String id) {
        subnets.remove(id);
        routeTableOfSubnet.remove(id);
    }

    void removeSecurityGroup(String id) {
        securityGroups.remove(id);
    }

    @Override
    public boolean hasSecurityGroup(String id) {
        return securityGroups.contains(id);
    }

    @Override
    public boolean hasSubnet(String id) {
        return subnets.containsKey(id);
    }

    @Override
    public Optional<String> availabilityZone(String subnetId) {
        return Optional.ofNullable(subnets.get(subnetId)).map(Subnet::availabilityZone);
    }

    @Override
    public boolean isPublic(String subnetId) {
        return traffic(subnetId) == Traffic.PUBLIC;
    }

    @Override
    public boolean isPrivate(String subnetId) {
        return traffic(subnetId) == Traffic.PRIVATE;
    }

    private Traffic traffic(String subnetId) {
        Subnet subnet = subnets.get(subnetId);
        if (subnet != null && subnet.traffic() != Traffic.BY_ROUTES) {
            return subnet.traffic();
        }
        String table = routeTableOfSubnet.get(subnetId);
        return table != null && routesToInternet.containsValue(table) ? Traffic.PUBLIC : Traffic.PRIVATE;
    }
}
