package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Json;
import io.github.emrlaunch.local.internal.ec2.Network;
import java.util.Map;

/** What makes up a network: EMR looks at subnets, routes and security groups. */
final class NetworkResources {
    private final Account account;
    private final Network network;

    NetworkResources(Account account, Network network) {
        this.account = account;
        this.network = network;
    }

    Map<String, ResourceHandler> handlers() {
        return Map.of(
                "AWS::EC2::VPC", this::vpc,
                "AWS::EC2::Subnet", this::subnet,
                "AWS::EC2::Route", this::route,
                "AWS::EC2::SubnetRouteTableAssociation", this::association,
                "AWS::EC2::SecurityGroup", this::securityGroup);
    }

    private Created vpc(Request request) {
        String id = request.hexId("vpc-");
        String defaultGroup = request.hexId("sg-");
        network.putSecurityGroup(defaultGroup);
        return Created.identity(
                id,
                Map.of(
                        "VpcId",
                        id,
                        "CidrBlock",
                        Json.text(request.properties(), "CidrBlock", "10.0.0.0/16"),
                        "DefaultSecurityGroup",
                        defaultGroup,
                        "DefaultNetworkAcl",
                        request.hexId("acl-")));
    }

    private Created subnet(Request request) {
        JsonNode properties = request.properties();
        String id = request.hexId("subnet-");
        String zone = Json.text(properties, "AvailabilityZone", account.region() + "a");
        String vpc = request.required("VpcId");
        network.putSubnet(id, vpc, zone);
        return Created.identity(
                id,
                Map.of(
                        "SubnetId", id,
                        "AvailabilityZone", zone,
                        "VpcId", vpc,
                        "CidrBlock", Json.text(properties, "CidrBlock", ""),
                        "NetworkAclAssociationId", request.hexId("aclassoc-")));
    }

    private Created route(Request request) {
        String table = request.required("RouteTableId");
        if (Json.text(request.properties(), "GatewayId", "").startsWith("igw-")) {
            network.routeToInternet(table);
        }
        return Created.identity(
                table + "|" + Json.text(request.properties(), "DestinationCidrBlock", ""),
                Map.of("CidrBlock", Json.text(request.properties(), "DestinationCidrBlock", "")));
    }

    private Created association(Request request) {
        network.associate(request.required("RouteTableId"), request.required("SubnetId"));
        String id = request.hexId("rtbassoc-");
        return Created.identity(id, Map.of("Id", id));
    }

    private Created securityGroup(Request request) {
        String id = request.hexId("sg-");
        network.putSecurityGroup(id);
        return Created.identity(
                id,
                Map.of(
                        "GroupId",
                        id,
                        "Id",
                        id,
                        "GroupName",
                        request.name("GroupName", 255),
                        "VpcId",
                        Json.text(request.properties(), "VpcId", "")));
    }
}
