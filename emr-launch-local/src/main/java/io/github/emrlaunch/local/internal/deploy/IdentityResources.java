package io.github.emrlaunch.local.internal.deploy;

import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A table of the resource types of which only the identity is supported. */
final class IdentityResources {
    /**
     * A resource type.
     *
     * @param id the template of the physical id
     * @param attributes the templates of the attributes, with placeholders: {@code {name:Property}} a name that is set or generated,
     *     {@code {hex:prefix-}}, {@code {uuid}}, {@code {random}}, {@code {id}} the physical id, and those of the account
     */
    private record IdentityType(String type, String id, Map<String, String> attributes) {}

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)(?::([A-Za-z0-9-]*))?}");
    private static final String ARN = "arn:{partition}:";
    private static final String REGIONAL = ":{region}:{account}:";

    private static final List<IdentityType> TYPES = List.of(
            type("AWS::Logs::ResourcePolicy", "{name:PolicyName}"),
            new IdentityType(
                    "AWS::KMS::Key", "{uuid}", Map.of("Arn", ARN + "kms" + REGIONAL + "key/{id}", "KeyId", "{id}")),
            new IdentityType(
                    "AWS::CloudWatch::Alarm",
                    "{name:AlarmName}",
                    Map.of("Arn", ARN + "cloudwatch" + REGIONAL + "alarm:{id}")),
            new IdentityType("AWS::EC2::InternetGateway", "{hex:igw-}", Map.of("InternetGatewayId", "{id}")),
            type("AWS::EC2::VPCGatewayAttachment", "{name:-}"),
            new IdentityType("AWS::EC2::NatGateway", "{hex:nat-}", Map.of("NatGatewayId", "{id}")),
            new IdentityType(
                    "AWS::EC2::EIP", "198.51.100.10", Map.of("AllocationId", "{hex:eipalloc-}", "PublicIp", "{id}")),
            new IdentityType("AWS::EC2::RouteTable", "{hex:rtb-}", Map.of("RouteTableId", "{id}")),
            new IdentityType("AWS::EC2::SecurityGroupIngress", "{hex:sgr-}", Map.of("Id", "{id}")),
            new IdentityType("AWS::EC2::SecurityGroupEgress", "{hex:sgr-}", Map.of("Id", "{id}")),
            new IdentityType(
                    "AWS::EC2::KeyPair",
                    "{name:KeyName}",
                    Map.of("KeyPairId", "{hex:key-}", "KeyFingerprint", "{random}")),
            new IdentityType("AWS::EC2::VPCEndpoint", "{hex:vpce-}", Map.of("Id", "{id}")),
            new IdentityType("AWS::EC2::FlowLog", "{hex:fl-}", Map.of("Id", "{id}")),
            type("AWS::CDK::Metadata", "{uuid}"));

    private final Account account;

    IdentityResources(Account account) {
        this.account = account;
    }

    private static IdentityType type(String type, String id) {
        return new IdentityType(type, id, Map.of());
    }

    Map<String, ResourceType> types() {
        Map<String, ResourceType> types = new HashMap<>();
        for (IdentityType type : TYPES) {
            types.put(type.type(), new ResourceType(request -> create(type, request), request -> {}, read(type)));
        }
        return types;
    }

    /** Returns the properties that have an effect: only the name of the resource. Metadata of the CDK has no effect. */
    private static Set<String> read(IdentityType type) {
        if (type.type().equals("AWS::CDK::Metadata")) {
            return Set.of("Analytics");
        }
        return PLACEHOLDER
                .matcher(type.id())
                .results()
                .map(found -> found.group(2))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private CreatedResource create(IdentityType type, ResourceRequest request) {
        String id = fill(type.id(), request, "");
        Map<String, String> attributes = new HashMap<>();
        type.attributes().forEach((name, value) -> attributes.put(name, fill(value, request, id)));
        return CreatedResource.identity(id, attributes);
    }

    private String fill(String pattern, ResourceRequest request, String id) {
        return PLACEHOLDER
                .matcher(pattern)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case "name" -> request.name(found.group(2), 255);
                            case "hex" -> request.hexId(found.group(2));
                            case "uuid" -> Ids.uuid(request.seed());
                            case "random" -> request.random().substring(0, 6);
                            case "id" -> id;
                            case "partition" -> account.partition();
                            case "region" -> account.region();
                            case "account" -> account.id();
                            default -> throw new IllegalArgumentException("no placeholder " + found.group());
                        }));
    }
}
