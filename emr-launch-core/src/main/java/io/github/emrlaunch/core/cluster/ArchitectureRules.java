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

    /** @param ami that of these instances; missing where they have the cluster's */
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
