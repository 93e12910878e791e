package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.service.NetworkImports;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Declares the subnets and security groups that templates refer to but do not create. */
final class ImportedResources {
    private static final Pattern NETWORK =
            Pattern.compile("(?<![A-Za-z0-9-])(subnet|sg)-(?:[0-9a-f]{17}|[0-9a-f]{8})(?![A-Za-z0-9-])");
    /**
     * The dummy subnets of the CDK for a VPC that it has not looked up yet, see {@code DUMMY_VPC_PROPS} in {@code aws-ec2/lib/vpc.ts}.
     */
    private static final List<String> DUMMY_PUBLIC = List.of("s-12345", "s-67890");

    private static final List<String> DUMMY_PRIVATE = List.of("p-12345", "p-67890");

    private static final List<String> NAMING = List.of("Parameters", "Mappings", "Resources");

    private final ServiceContext context;

    ImportedResources(ServiceContext context) {
        this.context = context;
    }

    /**
     * Declares the literal ids in a template, including default values of its parameters. Ids in the input of an execution are not
     * known.
     */
    void declareNetwork(JsonNode template) {
        NAMING.forEach(section -> declareNetwork(template.path(section).toString()));
    }

    /** Declares the ids in a text, such as the value of a parameter in Parameter Store that a template refers to. */
    void declareNetwork(String text) {
        NetworkImports network = context.services().get(NetworkImports.class);
        Matcher found = NETWORK.matcher(text);
        while (found.find()) {
            if (found.group(1).equals("sg")) {
                network.importSecurityGroup(found.group());
            } else {
                network.importSubnet(found.group(), null);
            }
        }
    }

    /** Declares the dummy values of the CDK for failed lookups. */
    void declareDummies(Collection<CloudAssembly.MissingContext> missing) {
        NetworkImports network = context.services().get(NetworkImports.class);
        for (CloudAssembly.MissingContext each : missing) {
            if (each.provider().equals("vpc-provider")) {
                DUMMY_PUBLIC.forEach(id -> network.importSubnet(id, true));
                DUMMY_PRIVATE.forEach(id -> network.importSubnet(id, false));
            } else if (each.provider().equals("security-group")) {
                network.importSecurityGroup("sg-12345678");
            }
        }
    }
}
