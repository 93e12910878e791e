package io.github.emrlaunch.local.internal.ec2;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import java.util.Map;

/** The CloudFormation resources of a network. EMR checks subnets, routes and security groups. */
final class NetworkResources {
    private final Account account;
    private final Network network;

    NetworkResources(Account account, Network network) {
        this.account = account;
        this.network = network;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::EC2::VPC",
                ResourceType.of(this::vpc, "CidrBlock")
                        .deletedBy(request ->
                                network.removeSecurityGroup(request.deletedAttribute("DefaultSecurityGroup"))),
                "AWS::EC2::Subnet",
                ResourceType.of(this::subnet, "VpcId", "AvailabilityZone", "CidrBlock")
                        .deletedBy(request -> network.removeSubnet(request.deletedId())),
                "AWS::EC2::Route",
                ResourceType.of(this::route, "RouteTableId", "GatewayId", "DestinationCidrBlock")
                        .deletedBy(request -> network.removeRoute(request.deletedId())),
                "AWS::EC2::SubnetRouteTableAssociation",
                ResourceType.of(this::association, "RouteTableId", "SubnetId")
                        .deletedBy(request ->
                                network.disassociate(request.required("RouteTableId"), request.required("SubnetId"))),
                "AWS::EC2::SecurityGroup",
                ResourceType.of(this::securityGroup, "GroupName", "VpcId")
                        .deletedBy(request -> network.removeSecurityGroup(request.deletedId())));
    }

    private CreatedResource vpc(ResourceRequest request) {
        String id = request.hexId("vpc-");
        String defaultGroup = request.hexId("sg-");
        network.putSecurityGroup(defaultGroup);
        return CreatedResource.identity(
                id,
                Map.of(
                        "VpcId",
                        id,
                        "CidrBlock",
                        AwsJson.text(request.properties(), "CidrBlock", "10.0.0.0/16"),
                        "DefaultSecurityGroup",
                        defaultGroup,
                        "DefaultNetworkAcl",
                        request.hexId("acl-")));
    }

    private CreatedResource subnet(ResourceRequest request) {
        JsonNode properties = request.properties();
        String id = request.hexId("subnet-");
        String zone = AwsJson.text(properties, "AvailabilityZone", account.region() + "a");
        String vpc = request.required("VpcId");
        network.putSubnet(id, vpc, zone);
        return CreatedResource.identity(
                id,
                Map.of(
                        "SubnetId", id,
                        "AvailabilityZone", zone,
                        "VpcId", vpc,
                        "CidrBlock", AwsJson.text(properties, "CidrBlock", ""),
                        "NetworkAclAssociationId", request.hexId("aclassoc-")));
    }

    private CreatedResource route(ResourceRequest request) {
        String table = request.required("RouteTableId");
        String block = AwsJson.text(request.properties(), "DestinationCidrBlock", "");
        String id = table + "|" + block;
        if (AwsJson.text(request.properties(), "GatewayId", "").startsWith("igw-")) {
            network.routeToInternet(id, table);
        } else {
            network.removeRoute(id);
        }
        return CreatedResource.identity(id, Map.of("CidrBlock", block));
    }

    private CreatedResource association(ResourceRequest request) {
        network.associate(request.required("RouteTableId"), request.required("SubnetId"));
        String id = request.hexId("rtbassoc-");
        return CreatedResource.identity(id, Map.of("Id", id));
    }

    private CreatedResource securityGroup(ResourceRequest request) {
        String id = request.hexId("sg-");
        network.putSecurityGroup(id);
        return CreatedResource.identity(
                id,
                Map.of(
                        "GroupId",
                        id,
                        "Id",
                        id,
                        "GroupName",
                        request.name("GroupName", 255),
                        "VpcId",
                        AwsJson.text(request.properties(), "VpcId", "")));
    }
}
