package io.github.emrlaunch.local.internal.tasks;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Task states can call of a service.
 *
 * @param optimized optimized integrations by what follows the service in their ARN, such as {@code startJobRun.sync}
 * @param sdk how AWS SDK integrations call its operations; null when they cannot
 * @param resourceTasks which of the service's own resources are tasks by themselves
 */
public record ServiceTasks(
        Map<String, TaskIntegration> optimized, @Nullable Sdk sdk, ResourceTasks resourceTasks) {
    /** No tasks. */
    public static final ServiceTasks NONE = new ServiceTasks(Map.of(), null, arn -> Optional.empty());

    public ServiceTasks {
        optimized = Map.copyOf(optimized);
    }

    /**
     * The names that a service has in <a
     * href="https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html">AWS SDK integrations</a>.
     *
     * @param name what follows {@code aws-sdk:}, such as {@code secretsmanager}
     * @param exceptionPrefix what error names begin with, such as {@code SecretsManager}
     * @param camelCase whether the members of its own requests begin with a lower-case letter
     * @param maps members, in lower case, whose keys are the user's and stay as they are
     * @param declared errors that the service declares, of those that most services answer without
     * @param modelled the only errors that have an exception of their own; empty where almost all have one
     */
    public record Sdk(
            String name,
            String exceptionPrefix,
            boolean camelCase,
            Set<String> maps,
            Set<String> declared,
            Set<String> modelled) {
        public Sdk {
            maps = Set.copyOf(maps);
            declared = Set.copyOf(declared);
            modelled = Set.copyOf(modelled);
        }

        /** Of a service whose members begin with a capital letter. */
        public static Sdk of(String name, String exceptionPrefix) {
            return new Sdk(name, exceptionPrefix, false, Set.of(), Set.of(), Set.of());
        }

        /** Of a service whose members begin with a lower-case letter. */
        public static Sdk inCamelCase(String name, String exceptionPrefix) {
            return new Sdk(name, exceptionPrefix, true, Set.of(), Set.of(), Set.of());
        }

        /** The same with members whose keys stay as they are. */
        public Sdk withMaps(Set<String> members) {
            return new Sdk(name, exceptionPrefix, camelCase, members, declared, modelled);
        }

        /** The same with errors that it declares. */
        public Sdk withDeclared(Set<String> errors) {
            return new Sdk(name, exceptionPrefix, camelCase, maps, errors, modelled);
        }

        /** The same with these errors alone having exceptions of their own. */
        public Sdk withModelled(Set<String> errors) {
            return new Sdk(name, exceptionPrefix, camelCase, maps, declared, errors);
        }
    }

    /** Finds the task that a resource is by itself. */
    @FunctionalInterface
    public interface ResourceTasks {
        /** The task of this ARN; empty when the ARN is none of the service's. */
        Optional<TaskIntegration> find(String arn);
    }

    /** Optimized integrations alone. */
    public static ServiceTasks of(Map<String, TaskIntegration> optimized) {
        return new ServiceTasks(optimized, null, NONE.resourceTasks);
    }

    /** The same with AWS SDK integrations. */
    public ServiceTasks with(Sdk names) {
        return new ServiceTasks(optimized, names, resourceTasks);
    }

    /** The same with resources that are tasks. */
    public ServiceTasks with(ResourceTasks tasks) {
        return new ServiceTasks(optimized, sdk, tasks);
    }
}
