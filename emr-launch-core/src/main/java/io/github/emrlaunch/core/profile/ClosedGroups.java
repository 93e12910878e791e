package io.github.emrlaunch.core.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.constructs.IValidation;

/**
 * No group of a cluster may be open to the world: not only is it reckless, EMR's block public access refuses to start such a
 * cluster. Checked when the app is synthesized, since rules can be added at any time before.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-block-public-access.html">Block public access</a>
 */
record ClosedGroups(List<SecurityGroup> groups) implements IValidation {
    @Override
    public List<String> validate() {
        List<String> errors = new ArrayList<>();
        for (SecurityGroup group : groups) {
            CfnSecurityGroup resource = (CfnSecurityGroup) group.getNode().getDefaultChild();
            if (resource != null
                    && Stack.of(group).resolve(resource.getSecurityGroupIngress()) instanceof List<?> rules) {
                rules.stream().filter(ClosedGroups::isOpenToTheWorld).forEach(rule -> errors.add(message(group, rule)));
            }
        }
        return errors;
    }

    private static boolean isOpenToTheWorld(Object rule) {
        return rule instanceof Map<?, ?> members
                && ("0.0.0.0/0".equals(members.get("cidrIp")) || "::/0".equals(members.get("cidrIpv6")));
    }

    private static String message(SecurityGroup group, Object rule) {
        return ("%s must not be open to the world, but has the ingress rule %s. Name the addresses that need it, or give "
                        + "the profile security groups of your own")
                .formatted(group.getNode().getId(), rule);
    }
}
