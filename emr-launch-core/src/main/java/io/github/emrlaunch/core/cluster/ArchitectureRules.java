package io.github.emrlaunch.core.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;

/** Rules for the architecture of an AMI and of the instance types that boot from it. */
final class ArchitectureRules {
    /**
     * Matches the family letters, the generation and further letters of an instance type. A {@code g} among the further
     * letters means Graviton.
     */
    private static final Pattern TYPE = Pattern.compile("([a-z]+)(\\d+)([a-z-]*)\\..+");

    private ArchitectureRules() {}

    /**
     * Checks that the instance types match the cluster's AMI, and that instance types that share an AMI have one
     * architecture.
     *
     * @param amiArchitecture the architecture of the cluster's AMI; null if it is not known
     */
    static void check(RequestNode request, @Nullable InstanceArchitecture amiArchitecture) {
        Map<String, RequestNode> firstOfAmi = new LinkedHashMap<>();
        RequestNode clusterAmi = request.get("CustomAmiId");
        instances(request.get("Instances")).forEach(instance -> {
            RequestNode type = instance.type();
            RequestNode ownAmi = instance.ami();
            RequestNode ami = ownAmi.isSet() ? ownAmi : clusterAmi;
            Optional<InstanceArchitecture> architecture = of(type.text());
            if (!ami.isSet() || architecture.isEmpty()) {
                return;
            }
            if (!ownAmi.isSet() && amiArchitecture != null && amiArchitecture != architecture.get()) {
                throw type.violates("must have the architecture of 'CustomAmiId' (%s)".formatted(amiArchitecture));
            }
            RequestNode first = firstOfAmi.putIfAbsent(ami.json().asText(), type);
            if (first != null && !of(first.text()).equals(architecture)) {
                throw type.violates("must have the architecture of '%s' (%s), which boots from the same AMI"
                        .formatted(first.path(), first.text()));
            }
        });
    }

    /** @param ami the AMI of these instances; missing if they use the cluster's AMI */
    private record Instance(RequestNode type, RequestNode ami) {}

    private static Stream<Instance> instances(RequestNode instances) {
        RequestNode none = instances.get("CustomAmiId");
        return Stream.concat(
                Stream.of(OlderInstanceRules.MASTER_TYPE, OlderInstanceRules.WORKER_TYPE)
                        .map(member -> new Instance(instances.get(member), none)),
                Stream.concat(
                                instances.get("InstanceGroups").elements().stream(),
                                instances.get("InstanceFleets").elements().stream()
                                        .flatMap(fleet -> fleet.get("InstanceTypeConfigs").elements().stream()))
                        .map(config -> new Instance(config.get("InstanceType"), config.get("CustomAmiId"))));
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
