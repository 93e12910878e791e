package io.github.emrlaunch.core.internal;

import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awscdk.services.ec2.ISecurityGroup;

/**
 * The form of the ids of subnets and security groups: a prefix, and 8 or 17 letters and digits.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html">Resource IDs</a>
 */
public final class NetworkIds {
    /** The rule for ids of subnets, for messages. */
    public static final String SUBNET_RULE = "must be the id of a subnet: subnet- and 8 or 17 letters and digits";

    /** The rule for ids of security groups, for messages. */
    public static final String GROUP_RULE = "must be the id of a security group: sg- and 8 or 17 letters and digits";

    private static final Pattern SUBNET = Pattern.compile("subnet-([0-9a-z]{8}|[0-9a-z]{17})");
    private static final Pattern GROUP = Pattern.compile("sg-([0-9a-z]{8}|[0-9a-z]{17})");

    /**
     * The placeholders that a VPC lookup returns before the CDK CLI has resolved it.
     *
     * @see <a href="https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-ec2/lib/vpc.ts">DUMMY_VPC_PROPS</a>
     */
    private static final Set<String> NOT_LOOKED_UP = Set.of("s-12345", "s-67890", "p-12345", "p-67890");

    private NetworkIds() {}

    /** Returns whether a text is the id of a subnet, or a placeholder for one. Values that are resolved at deployment are not known. */
    public static boolean isSubnet(String id) {
        return Tokens.isUnresolved(id) || SUBNET.matcher(id).matches() || NOT_LOOKED_UP.contains(id);
    }

    /** Returns whether a text is the id of a security group. Values that are resolved at deployment are not known. */
    public static boolean isSecurityGroup(String id) {
        return Tokens.isUnresolved(id) || GROUP.matcher(id).matches();
    }

    /**
     * Checks the id of a security group.
     *
     * @throws IllegalArgumentException when it has another form
     */
    public static void require(String property, ISecurityGroup group) {
        String id = group.getSecurityGroupId();
        if (!isSecurityGroup(id)) {
            throw new IllegalArgumentException("'%s' %s, got: %s".formatted(property, GROUP_RULE, id));
        }
    }
}
