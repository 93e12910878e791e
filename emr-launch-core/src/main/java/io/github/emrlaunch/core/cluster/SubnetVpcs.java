package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.core.internal.Tokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Reference;
import software.amazon.awscdk.Tokenization;
import software.amazon.awscdk.services.ec2.CfnSubnet;
import software.amazon.awscdk.services.ec2.CfnVPC;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.IVpc;

/**
 * The VPCs of subnets, as far as they are known in this app. The VPC of a subnet that is imported by its id is not
 * known.
 */
final class SubnetVpcs {
    /**
     * The placeholder that a VPC lookup returns before the CDK CLI has resolved it. The CLI then synthesizes the app
     * again.
     *
     * @see <a href="https://docs.aws.amazon.com/cdk/v2/guide/context.html">Context values and the AWS CDK</a>
     */
    private static final String NOT_LOOKED_UP = "vpc-12345";

    private final Map<ISubnet, String> vpcIds;

    private SubnetVpcs(Map<ISubnet, String> vpcIds) {
        this.vpcIds = vpcIds;
    }

    static SubnetVpcs of(List<ISubnet> subnets) {
        Map<ISubnet, String> vpcIds = new LinkedHashMap<>();
        for (ISubnet subnet : subnets) {
            String vpcId = vpcId(subnet);
            if (vpcId != null) {
                vpcIds.put(subnet, vpcId);
            }
        }
        return new SubnetVpcs(vpcIds);
    }

    private static @Nullable String vpcId(ISubnet subnet) {
        if (subnet.getNode().getScope() instanceof IVpc vpc) {
            return vpc.getVpcId().equals(NOT_LOOKED_UP) ? null : vpc.getVpcId();
        }
        return subnet.getNode().getDefaultChild() instanceof CfnSubnet resource ? resource.getVpcId() : null;
    }

    /** Returns the subnets that are known to be in another VPC. */
    List<ISubnet> outside(String vpcId) {
        return vpcIds.entrySet().stream()
                .filter(subnet -> areDifferent(subnet.getValue(), vpcId))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns whether two ids, or two VPCs of this app, are known to be different. A token is not. */
    private static boolean areDifferent(String one, String other) {
        if (one.equals(other)) {
            return false;
        }
        if (!Tokens.isUnresolved(one) && !Tokens.isUnresolved(other)) {
            return true;
        }
        String ofApp = path(one);
        String otherOfApp = path(other);
        return ofApp != null && otherOfApp != null && !ofApp.equals(otherOfApp);
    }

    private static @Nullable String path(String vpcId) {
        return Tokens.isUnresolved(vpcId)
                        && Tokenization.reverseString(vpcId).getFirstToken() instanceof Reference reference
                        && reference.getTarget() instanceof CfnVPC vpc
                ? vpc.getNode().getPath()
                : null;
    }
}
