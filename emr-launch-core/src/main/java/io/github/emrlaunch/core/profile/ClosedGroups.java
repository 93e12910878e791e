package io.github.emrlaunch.core.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.constructs.IValidation;

/**
 * Checks that no security group of a cluster is open to the Internet. EMR's block public access refuses to start such a
 * cluster. The check runs at synthesis, since rules can be added at any time before.
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
        return ("%s must not be open to the world, but has the ingress rule %s. Allow only the addresses that need it, or pass "
                        + "your own security groups to the profile")
                .formatted(group.getNode().getId(), rule);
    }
}
