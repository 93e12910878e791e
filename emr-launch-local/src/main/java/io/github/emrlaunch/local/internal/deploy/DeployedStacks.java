package io.github.emrlaunch.local.internal.deploy;

import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The stacks of the account, and what they have of each other. */
final class DeployedStacks {
    private final Map<String, DeployedStack> byName = new TreeMap<>();

    /**
     * A stack as it was deployed last.
     *
     * @param resources in the order of their creation, by logical id
     * @param exports values by their export names
     * @param imports the names of what it imports
     */
    record DeployedStack(
            String name,
            Map<String, StackResource> resources,
            Map<String, String> outputs,
            Map<String, String> exports,
            Set<String> imports) {
        DeployedStack {
            resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
            outputs = Map.copyOf(outputs);
            exports = Map.copyOf(exports);
            imports = Set.copyOf(imports);
        }
    }

    /**
     * A resource of a deployed stack.
     *
     * @param request what it was created or updated by
     * @param keptWhenRemoved whether it stays when a template lacks it
     * @param keptWhenReplaced whether it stays when another one takes its place
     * @param keptOnFailure whether it stays when the deployment that created it fails
     */
    record StackResource(
            ResourceRequest request,
            CreatedResource created,
            boolean keptWhenRemoved,
            boolean keptWhenReplaced,
            boolean keptOnFailure) {
        /**
         * Whether a request asks for what there is, the same files included. CloudFormation does not touch such a resource, but
         * for a nested stack, whose own resources it looks at.
         */
        boolean isKeptBy(ResourceRequest now) {
            return now.properties().equals(request.properties()) && files(now).equals(files(request));
        }

        private static Map<String, Path> files(ResourceRequest request) {
            String properties = request.properties().toString();
            Map<String, Path> used = new HashMap<>(request.assets());
            used.keySet().removeIf(key -> !properties.contains(key));
            return used;
        }
    }

    Checkpoint checkpoint() {
        return Checkpoints.of(byName);
    }

    Optional<DeployedStack> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The resources of all stacks, those that are nested included. */
    Stream<StackResource> all() {
        return byName.values().stream().flatMap(stack -> stack.resources().values().stream());
    }

    /** The resources of a stack, none for a new one. */
    Map<String, StackResource> resources(String name) {
        return find(name).map(DeployedStack::resources).orElse(Map.of());
    }

    void remove(String name) {
        byName.remove(name);
    }

    Optional<String> exported(String exportName) {
        return byName.values().stream()
                .filter(stack -> stack.exports().containsKey(exportName))
                .map(stack -> stack.exports().get(exportName))
                .findFirst();
    }

    void put(DeployedStack stack) {
        byName.put(stack.name(), stack);
    }

    /**
     * Checks what a stack exports from now on, see <a
     * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html">Get exported
     * outputs</a>: a name is exported once, and what others import neither changes nor goes.
     */
    void checkExports(String name, Map<String, String> exports) {
        for (DeployedStack other : byName.values()) {
            for (String export : exports.keySet()) {
                if (!other.name().equals(name) && other.exports().containsKey(export)) {
                    throw new DeploymentException(
                            "$.Outputs: Export with name " + export + " is already exported by stack " + other.name());
                }
            }
        }
        find(name).ifPresent(before -> before.exports().forEach((export, value) -> {
            if (!value.equals(exports.get(export))) {
                requireUnused(export, name, exports.containsKey(export) ? "updated" : "deleted");
            }
        }));
    }

    private void requireUnused(String export, String exporter, String change) {
        List<String> importers = byName.values().stream()
                .filter(stack ->
                        !stack.name().equals(exporter) && stack.imports().contains(export))
                .map(DeployedStack::name)
                .toList();
        if (!importers.isEmpty()) {
            throw new DeploymentException("$.Outputs: Export " + export + " cannot be " + change
                    + " as it is in use by " + String.join(" and ", importers));
        }
    }
}
