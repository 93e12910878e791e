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

/** The stacks of the account and their exports and imports. */
final class DeployedStacks {
    private final Map<String, DeployedStack> byName = new TreeMap<>();

    /**
     * A stack as of its last deployment.
     *
     * @param resources the resources by logical id, in the order of creation
     * @param exports the exported values by name
     * @param imports the names of its imports
     */
    record DeployedStack(
            Stack stack,
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

        String name() {
            return stack.name();
        }
    }

    /**
     * A resource of a deployed stack.
     *
     * @param request the request that created or last updated it
     * @param keptWhenRemoved whether it is retained when it is removed from the template
     * @param keptWhenReplaced whether it is retained when it is replaced
     * @param keptOnFailure whether it is retained when the deployment that created it fails
     */
    record StackResource(
            ResourceRequest request,
            CreatedResource created,
            boolean keptWhenRemoved,
            boolean keptWhenReplaced,
            boolean keptOnFailure) {
        /**
         * Returns whether a request is equal to the last one, including its files. CloudFormation does not update such a resource, except
         * for a nested stack, whose own resources it checks.
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

    /** Returns the resources of all stacks, including nested stacks. */
    Stream<StackResource> all() {
        return byName.values().stream().flatMap(stack -> stack.resources().values().stream());
    }

    /** Returns the resources of a stack; empty for a new one. */
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
     * Checks the new exports of a stack, see <a
     * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html">Get exported
     * outputs</a>. The name of an export is unique, and an export that others import cannot be changed or removed.
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
