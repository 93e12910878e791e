package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.core.function.FunctionSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The permissions that the settings of functions require, as statements of policies. */
final class FunctionPermissions {
    private static final List<String> TRACE = List.of("xray:PutTelemetryRecords", "xray:PutTraceSegments");
    private static final List<String> NETWORK_INTERFACES = List.of(
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses");

    private static final Map<String, Object> NO_RESOURCES = CdkNag.rule(
            "AwsSolutions-IAM5",
            "Resource::\\*",
            "X-Ray does not support resource-level permissions, and Lambda creates the network interfaces of a function");

    private FunctionPermissions() {}

    /** Returns the cdk-nag findings about wildcards in these statements. */
    static List<Map<String, Object>> findings(FunctionSettings settings) {
        return settings.isTracing() || settings.getNetwork() != null ? List.of(NO_RESOURCES) : List.of();
    }

    /**
     * Returns the statements for traces and network interfaces, if the settings require them.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html">Giving Lambda functions access to
     *     resources in an Amazon VPC, required IAM permissions</a>
     */
    static List<Map<String, Object>> of(FunctionSettings settings) {
        List<Map<String, Object>> statements = new ArrayList<>();
        if (settings.isTracing()) {
            statements.add(Policies.allow(TRACE, "*"));
        }
        if (settings.getNetwork() != null) {
            statements.add(Policies.allow(NETWORK_INTERFACES, "*"));
        }
        return statements;
    }
}
