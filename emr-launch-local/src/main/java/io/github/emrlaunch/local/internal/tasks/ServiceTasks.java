package io.github.emrlaunch.local.internal.tasks;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a service for Task states.
 *
 * @param optimized the optimized integrations, by the text after the service in their ARN, such as {@code startJobRun.sync}
 * @param sdk the names of its AWS SDK integrations; null without any
 * @param resourceTasks the resources of the service that are tasks
 */
public record ServiceTasks(
        Map<String, TaskIntegration> optimized, @Nullable Sdk sdk, ResourceTasks resourceTasks) {
    /** A service without tasks. */
    public static final ServiceTasks NONE = new ServiceTasks(Map.of(), null, arn -> Optional.empty());

    public ServiceTasks {
        optimized = Map.copyOf(optimized);
    }

    /**
     * The names of a service in <a
     * href="https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html">AWS SDK integrations</a>.
     *
     * @param name the text after {@code aws-sdk:}, such as {@code secretsmanager}
     * @param exceptionPrefix the prefix of error names, such as {@code SecretsManager}
     * @param camelCase whether the members of its requests start with a lower-case letter
     * @param maps members, in lower case, whose keys belong to the user and do not change
     * @param declared the errors that the service models, of those that most services return without a model
     * @param modelled the only errors with a specific exception; empty when almost all errors have one
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

        /** Returns the names of a service whose members start with an upper-case letter. */
        public static Sdk of(String name, String exceptionPrefix) {
            return new Sdk(name, exceptionPrefix, false, Set.of(), Set.of(), Set.of());
        }

        /** Returns the names of a service whose members start with a lower-case letter. */
        public static Sdk inCamelCase(String name, String exceptionPrefix) {
            return new Sdk(name, exceptionPrefix, true, Set.of(), Set.of(), Set.of());
        }

        /** Returns a copy with members whose keys do not change. */
        public Sdk withMaps(Set<String> members) {
            return new Sdk(name, exceptionPrefix, camelCase, members, declared, modelled);
        }

        /** Returns a copy with the errors that it models. */
        public Sdk withDeclared(Set<String> errors) {
            return new Sdk(name, exceptionPrefix, camelCase, maps, errors, modelled);
        }

        /** Returns a copy in which only these errors have specific exceptions. */
        public Sdk withModelled(Set<String> errors) {
            return new Sdk(name, exceptionPrefix, camelCase, maps, declared, errors);
        }
    }

    /** Finds the task of a resource. */
    @FunctionalInterface
    public interface ResourceTasks {
        /** Returns the task of this ARN; empty when the ARN does not belong to the service. */
        Optional<TaskIntegration> find(String arn);
    }

    /** Returns the tasks of a service with optimized integrations only. */
    public static ServiceTasks of(Map<String, TaskIntegration> optimized) {
        return new ServiceTasks(optimized, null, NONE.resourceTasks);
    }

    /** Returns a copy with AWS SDK integrations. */
    public ServiceTasks with(Sdk names) {
        return new ServiceTasks(optimized, names, resourceTasks);
    }

    /** Returns a copy with resources that are tasks. */
    public ServiceTasks with(ResourceTasks tasks) {
        return new ServiceTasks(optimized, sdk, tasks);
    }
}
