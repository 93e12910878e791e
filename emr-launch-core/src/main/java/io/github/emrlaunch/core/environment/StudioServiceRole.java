package io.github.emrlaunch.core.environment;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.definitions.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.PrincipalWithConditions;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * The service role of EMR Studio. It connects workspaces with clusters and stores their files, and is limited to
 * resources with EMR's tag.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-service-role.html">EMR Studio service role</a>
 */
final class StudioServiceRole {
    private static final String RESOURCE_TAG = "aws:ResourceTag/" + Tag.MANAGED_POLICIES_KEY;
    private static final String REQUEST_TAG = "aws:RequestTag/" + Tag.MANAGED_POLICIES_KEY;
    private static final String CREATE_ACTION = "ec2:CreateAction";
    private static final String INTERFACES = Arns.regional("ec2", "network-interface/*");
    private static final String GROUPS = Arns.regional("ec2", "security-group/*");

    private StudioServiceRole() {}

    /**
     * Creates the role of a studio.
     *
     * @param vpc the id of the studio's VPC, the only one in which it creates security groups
     * @param subnets the ids of the studio's subnets, the only ones in which it creates network interfaces
     */
    static Role create(Construct scope, IBucket bucket, String path, String vpc, List<String> subnets) {
        Role role = Role.Builder.create(scope, "ServiceRole")
                .description("EMR Studio: workspaces, their files and their access to clusters")
                .assumedBy(new PrincipalWithConditions(
                        new ServicePrincipal("elasticmapreduce.amazonaws.com"), fromThisAccount()))
                .inlinePolicies(Map.of("Workspaces", Policies.document(statements(bucket, vpc, subnets))))
                .build();
        CdkNag.suppress(
                role,
                List.of(
                        CdkNag.rule(
                                "AwsSolutions-IAM5",
                                "Resource::\\*",
                                "EMR Studio describes networks, and changes only resources with its tag: a condition limits it"),
                        CdkNag.rule(
                                "AwsSolutions-IAM5",
                                "Resource::arn:.*:(ec2|elasticmapreduce|secretsmanager):.*\\*",
                                "EMR Studio creates network interfaces with generated ids, and users choose the clusters; conditions require its tag")));
        new BucketAccess(scope).allowWriteAndDelete(bucket, path + "/*", role);
        return role;
    }

    private static Map<String, Object> fromThisAccount() {
        Map<String, Object> conditions = new LinkedHashMap<>();
        conditions.put("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID));
        conditions.put("ArnLike", Map.of("aws:SourceArn", Arns.regional("elasticmapreduce", "*")));
        return conditions;
    }

    private static List<Map<String, Object>> statements(IBucket bucket, String vpc, List<String> subnets) {
        return List.of(
                Policies.allow(
                        List.of(
                                "ec2:DescribeInstances",
                                "ec2:DescribeNetworkInterfaces",
                                "ec2:DescribeSecurityGroups",
                                "ec2:DescribeSubnets",
                                "ec2:DescribeTags",
                                "ec2:DescribeVpcs"),
                        "*"),
                Policies.allow(
                        List.of(
                                "elasticmapreduce:DescribeCluster",
                                "elasticmapreduce:ListInstances",
                                "elasticmapreduce:ListSteps"),
                        Arns.regional("elasticmapreduce", "cluster/*")),
                allowIf(
                        Map.of(RESOURCE_TAG, "true"),
                        List.of("ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface"),
                        INTERFACES),
                // No condition: EC2 has no condition key for changing the security groups of an instance's network
                // interface.
                Policies.allow(
                        List.of("ec2:ModifyNetworkInterfaceAttribute"),
                        Arns.regional("ec2", "instance/*"),
                        INTERFACES,
                        GROUPS),
                allowIf(
                        Map.of(RESOURCE_TAG, "true"),
                        List.of(
                                "ec2:AuthorizeSecurityGroupEgress",
                                "ec2:AuthorizeSecurityGroupIngress",
                                "ec2:DeleteNetworkInterfacePermission",
                                "ec2:RevokeSecurityGroupEgress",
                                "ec2:RevokeSecurityGroupIngress"),
                        "*"),
                allowIf(Map.of(REQUEST_TAG, "true"), List.of("ec2:CreateSecurityGroup"), GROUPS),
                allowIf(
                        Map.of(RESOURCE_TAG, "true"),
                        List.of("ec2:CreateSecurityGroup"),
                        Arns.regional("ec2", "vpc/" + vpc)),
                allowIf(newGroup(), List.of("ec2:CreateTags"), GROUPS),
                allowIf(Map.of(REQUEST_TAG, "true"), List.of("ec2:CreateNetworkInterface"), INTERFACES),
                allowIf(
                        Map.of(RESOURCE_TAG, "true"),
                        List.of("ec2:CreateNetworkInterface"),
                        Stream.concat(
                                        subnets.stream().map(subnet -> Arns.regional("ec2", "subnet/" + subnet)),
                                        Stream.of(GROUPS))
                                .toArray(String[]::new)),
                allowIf(Map.of(CREATE_ACTION, "CreateNetworkInterface"), List.of("ec2:CreateTags"), INTERFACES),
                allowIf(
                        Map.of(RESOURCE_TAG, "true"),
                        List.of("secretsmanager:GetSecretValue"),
                        Arns.regional("secretsmanager", "secret:*")),
                Policies.allow(List.of("s3:GetEncryptionConfiguration"), bucket.getBucketArn()));
    }

    private static Map<String, String> newGroup() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put(REQUEST_TAG, "true");
        keys.put(CREATE_ACTION, "CreateSecurityGroup");
        return keys;
    }

    private static Map<String, Object> allowIf(Map<String, String> keys, List<String> actions, String... resources) {
        Map<String, Object> statement = Policies.allow(actions, resources);
        statement.put("Condition", Map.of("StringEquals", keys));
        return statement;
    }
}
