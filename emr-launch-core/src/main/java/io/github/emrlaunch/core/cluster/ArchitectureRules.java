package io.github.emrlaunch.core.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;

/** Whether an AMI fits the processors of the instances that boot from it. */
final class ArchitectureRules {
    /** A family is letters, its generation, and more letters; a {@code g} among those is for Graviton. */
    private static final Pattern TYPE = Pattern.compile("([a-z]+)(\\d+)([a-z-]*)\\..+");

    private ArchitectureRules() {}

    /**
     * Checks the AMI of the cluster, and that those which share an AMI share an architecture.
     *
     * @param amiArchitecture that of the cluster's AMI; null if it is not known
     */
    static void check(RequestNode request, @Nullable InstanceArchitecture amiArchitecture) {
        Map<String, RequestNode> firstOfAmi = new LinkedHashMap<>();
        RequestNode clusterAmi = request.get("CustomAmiId");
        types(request.get("Instances")).forEach(type -> {
            RequestNode ownAmi = type.get("CustomAmiId");
            RequestNode ami = ownAmi.isSet() ? ownAmi : clusterAmi;
            Optional<InstanceArchitecture> architecture =
                    of(type.get("InstanceType").text());
            if (!ami.isSet() || architecture.isEmpty()) {
                return;
            }
            if (!ownAmi.isSet() && amiArchitecture != null && amiArchitecture != architecture.get()) {
                throw type.get("InstanceType")
                        .violates("must have the architecture of 'CustomAmiId' (%s)".formatted(amiArchitecture));
            }
            RequestNode first = firstOfAmi.putIfAbsent(ami.json().asText(), type.get("InstanceType"));
            if (first != null && !of(first.text()).equals(architecture)) {
                throw type.get("InstanceType")
                        .violates("must have the architecture of '%s' (%s), which boots from the same AMI"
                                .formatted(first.path(), first.text()));
            }
        });
    }

    private static Stream<RequestNode> types(RequestNode instances) {
        return Stream.concat(
                instances.get("InstanceGroups").elements().stream(),
                instances.get("InstanceFleets").elements().stream()
                        .flatMap(fleet -> fleet.get("InstanceTypeConfigs").elements().stream()));
    }

    private static Optional<InstanceArchitecture> of(String instanceType) {
        Matcher matcher = TYPE.matcher(instanceType);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean graviton = matcher.group(3).contains("g") || instanceType.startsWith("a1.");
        return Optional.of(graviton ? InstanceArchitecture.ARM_64 : InstanceArchitecture.X86_64);
    }
}
