package io.github.emrlaunch.local.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.LocalExecution;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnDynamicReference;
import software.amazon.awscdk.CfnDynamicReferenceService;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.Subnet;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.amazon.awscdk.services.ec2.VpcLookupOptions;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/** Networks that a template refers to but does not create belong to the account. */
class ImportedNetworkTest {
    private static final String LOOKED_UP =
            "vpc-provider:account=111122223333:filter.vpc-id=vpc-0a1b2c3d4e5f60718:region=eu-central-1"
                    + ":returnAsymmetricSubnets=true";

    /** Returns the subnet and the group of a stack's cluster. */
    private interface Network {
        Map<String, Object> of(Stack stack);
    }

    private static Map<String, Object> in(ISubnet subnet) {
        return Map.of("Ec2SubnetId", subnet.getSubnetId());
    }

    private static IVpc lookedUp(Stack stack) {
        return Vpc.fromLookup(
                stack,
                "Vpc",
                VpcLookupOptions.builder().vpcId("vpc-0a1b2c3d4e5f60718").build());
    }

    /** Adds a state machine that starts a cluster. */
    private static void fill(App app, Network network) {
        Stack stack = new Stack(
                app,
                "Team",
                StackProps.builder()
                        .env(Environment.builder()
                                .account("111122223333")
                                .region("eu-central-1")
                                .build())
                        .build());
        Role role = Role.Builder.create(stack, "Role")
                .assumedBy(new ServicePrincipal("states.amazonaws.com"))
                .build();
        role.addToPolicy(PolicyStatement.Builder.create()
                .actions(List.of("*"))
                .resources(List.of("*"))
                .build());
        Map<String, Object> instances = new HashMap<>(network.of(stack));
        instances.put(
                "InstanceGroups",
                List.of(Map.of("InstanceRole", "MASTER", "InstanceType", "m5.xlarge", "InstanceCount", 1)));
        instances.put("KeepJobFlowAliveWhenNoSteps", true);
        CfnStateMachine machine = CfnStateMachine.Builder.create(stack, "Machine")
                .stateMachineName("launch")
                .roleArn(role.getRoleArn())
                .definition(Map.of(
                        "StartAt",
                        "Start",
                        "States",
                        Map.of(
                                "Start",
                                Map.of(
                                        "Type",
                                        "Task",
                                        "Resource",
                                        "arn:aws:states:::elasticmapreduce:createCluster.sync",
                                        "Parameters",
                                        Map.of(
                                                "Name", "etl",
                                                "ReleaseLabel", "emr-7.1.0",
                                                "ServiceRole", "service",
                                                "JobFlowRole", "instances",
                                                "Instances", instances),
                                        "End",
                                        true))))
                .build();
        machine.getNode().addDependency(role);
    }

    private static LocalExecution launch(Network network, Map<String, Object> context) {
        ExtensionSettings settings = ExtensionSettings.NONE
                .withContext(context)
                .withExisting(existing -> existing.role("service")
                        .instanceProfile("instances", "instances")
                        .parameter("/network/subnet", "subnet-0a1b2c3d4e5f60718"))
                .withApp((values, folder) -> {
                    CdkApps.synthesize(app -> fill(app, network), values, folder);
                    return folder;
                });
        try (DeployedAws aws = DeployedAws.start(settings)) {
            return aws.aws().run("launch", "{}");
        }
    }

    private static void assertLaunches(Network network, Map<String, Object> context) {
        LocalExecution execution = launch(network, context);
        assertThat(execution.status())
                .as("%s: %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void launchesInSubnetImportedById() {
        assertLaunches(stack -> in(Subnet.fromSubnetId(stack, "Subnet", "subnet-0a1b2c3d4e5f60718")), Map.of());
    }

    @Test
    void launchesInSubnetOfVpcAttributes() {
        assertLaunches(
                stack -> in(Vpc.fromVpcAttributes(
                                stack,
                                "Vpc",
                                VpcAttributes.builder()
                                        .vpcId("vpc-0a1b2c3d4e5f60718")
                                        .availabilityZones(List.of("eu-central-1a"))
                                        .privateSubnetIds(List.of("subnet-0a1b2c3d"))
                                        .build())
                        .getPrivateSubnets()
                        .get(0)),
                Map.of());
    }

    /** It is not known whether the subnet is public, so groups for both kinds are accepted. */
    @Test
    void launchesWithImportedSecurityGroupsWithAndWithoutServiceAccess() {
        for (boolean serviceAccess : List.of(true, false)) {
            assertLaunches(
                    stack -> {
                        Map<String, Object> instances =
                                new HashMap<>(in(Subnet.fromSubnetId(stack, "Subnet", "subnet-0a1b2c3d4e5f60718")));
                        instances.put(
                                "EmrManagedMasterSecurityGroup",
                                SecurityGroup.fromSecurityGroupId(stack, "M", "sg-0a1b2c3d4e5f60718")
                                        .getSecurityGroupId());
                        instances.put("EmrManagedSlaveSecurityGroup", "sg-0a1b2c3d4e5f60719");
                        if (serviceAccess) {
                            instances.put("ServiceAccessSecurityGroup", "sg-0a1b2c3d4e5f6071a");
                        }
                        return instances;
                    },
                    Map.of());
        }
    }

    @Test
    void launchesInSubnetOfParameterDefault() {
        assertLaunches(
                stack -> Map.of(
                        "Ec2SubnetId",
                        CfnParameter.Builder.create(stack, "SubnetId")
                                .type("AWS::EC2::Subnet::Id")
                                .defaultValue("subnet-0a1b2c3d4e5f60718")
                                .build()
                                .getValueAsString()),
                Map.of());
    }

    @Test
    void launchesInSubnetFromParameterStore() {
        assertLaunches(
                stack -> in(Subnet.fromSubnetId(
                        stack, "Subnet", StringParameter.valueForStringParameter(stack, "/network/subnet"))),
                Map.of());
        assertLaunches(
                stack -> Map.of(
                        "Ec2SubnetId",
                        new CfnDynamicReference(CfnDynamicReferenceService.SSM, "/network/subnet").toString()),
                Map.of());
    }

    @Test
    void launchesInDummySubnetsOfMissingVpcLookup() {
        assertLaunches(stack -> in(lookedUp(stack).getPrivateSubnets().get(0)), Map.of());
        assertLaunches(stack -> in(lookedUp(stack).getPublicSubnets().get(1)), Map.of());
    }

    /** The emulator can't know whether they exist, so a wrong id must be visible. */
    @Test
    void listsNetworkIdsThatAreAssumedToExist() {
        Network network = stack -> {
            Map<String, Object> instances =
                    new HashMap<>(in(Subnet.fromSubnetId(stack, "Subnet", "subnet-0a1b2c3d4e5f60718")));
            instances.put("EmrManagedMasterSecurityGroup", "sg-0a1b2c3d4e5f60719");
            return instances;
        };
        ExtensionSettings settings = ExtensionSettings.NONE.withApp((values, folder) -> {
            CdkApps.synthesize(app -> fill(app, network), values, folder);
            return folder;
        });
        try (DeployedAws aws = DeployedAws.start(settings)) {
            assertThat(aws.deployment().assumedNetworks())
                    .containsExactly("sg-0a1b2c3d4e5f60719", "subnet-0a1b2c3d4e5f60718");
        }
        try (DeployedAws aws = DeployedAws.start(settings.withExisting(existing ->
                existing.subnet("subnet-0a1b2c3d4e5f60718", false).securityGroup("sg-0a1b2c3d4e5f60719")))) {
            assertThat(aws.deployment().assumedNetworks()).isEmpty();
        }
    }

    @Test
    void missingLookupIsReported() {
        ExtensionSettings settings = ExtensionSettings.NONE.withApp((values, folder) -> {
            CdkApps.synthesize(
                    app -> fill(
                            app, stack -> in(lookedUp(stack).getPrivateSubnets().get(0))),
                    values,
                    folder);
            return folder;
        });
        try (DeployedAws aws = DeployedAws.start(settings)) {
            assertThat(aws.deployment().missing())
                    .first()
                    .asString()
                    .contains(LOOKED_UP, "synthesized with a dummy", "contextFile");
        }
    }

    @Test
    void vpcLookupContextDistinguishesPublicAndPrivateSubnets() {
        Map<String, Object> vpc = Map.of(
                "vpcId",
                "vpc-0a1b2c3d4e5f60718",
                "vpcCidrBlock",
                "10.0.0.0/16",
                "availabilityZones",
                List.of(),
                "subnetGroups",
                List.of(group("Public", "subnet-0a1b2c3d4e5f60711"), group("Private", "subnet-0a1b2c3d4e5f60712")));

        assertLaunches(stack -> in(lookedUp(stack).getPrivateSubnets().get(0)), Map.of(LOOKED_UP, vpc));
        LocalExecution execution = launch(
                stack -> Map.of(
                        "Ec2SubnetId", lookedUp(stack).getPublicSubnets().get(0).getSubnetId(),
                        "EmrManagedMasterSecurityGroup", "sg-0a1b2c3d4e5f60718",
                        "EmrManagedSlaveSecurityGroup", "sg-0a1b2c3d4e5f60719",
                        "ServiceAccessSecurityGroup", "sg-0a1b2c3d4e5f6071a"),
                Map.of(LOOKED_UP, vpc));
        assertThat(execution.cause()).contains("cannot specify a ServiceAccessSecurityGroup");
    }

    private static Map<String, Object> group(String type, String subnet) {
        return Map.of(
                "name",
                type,
                "type",
                type,
                "subnets",
                List.of(Map.of(
                        "subnetId",
                        subnet,
                        "cidr",
                        "10.0.0.0/24",
                        "availabilityZone",
                        "eu-central-1a",
                        "routeTableId",
                        "rtb-0a1b2c3d")));
    }
}
