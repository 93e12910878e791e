package io.github.emrlaunch.local;

import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Json;
import io.github.emrlaunch.local.internal.ec2.Network;
import io.github.emrlaunch.local.internal.emr.SecurityConfigurations;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.InstanceProfile;
import io.github.emrlaunch.local.internal.iam.Role;
import java.util.List;
import java.util.Map;

/**
 * Declares what is in the account before anything is deployed: what templates refer to but don't create, such as the default
 * roles of EMR or the subnets of a VPC that another team owns.
 */
public final class ExistingResources {
    private final Account account;
    private final Iam iam;
    private final Network network;
    private final SecurityConfigurations securityConfigurations;

    ExistingResources(Account account, Iam iam, Network network, SecurityConfigurations securityConfigurations) {
        this.account = account;
        this.iam = iam;
        this.network = network;
        this.securityConfigurations = securityConfigurations;
    }

    /** A role of this name, with the path {@code /}. */
    public ExistingResources role(String name) {
        iam.put(new Role(name, iam.roleArn("/", name), Iam.roleId(name), null, List.of(), Map.of(), null));
        return this;
    }

    /** An instance profile and its role. */
    public ExistingResources instanceProfile(String name, String roleName) {
        role(roleName);
        iam.put(new InstanceProfile(name, account.globalArn("iam", "instance-profile/" + name), List.of(roleName)));
        return this;
    }

    /** A subnet; a private one unless its route table leads to an internet gateway. */
    public ExistingResources subnet(String id, boolean isPublic) {
        network.declareSubnet(id, account.region() + "a", isPublic);
        return this;
    }

    public ExistingResources securityGroup(String id) {
        network.putSecurityGroup(id);
        return this;
    }

    /** An EMR security configuration. */
    public ExistingResources securityConfiguration(String name) {
        securityConfigurations.put(name, Json.object());
        return this;
    }
}
