package io.github.emrlaunch.local.internal.service;

import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import java.util.Map;

/**
 * A service of the emulator: its operations with the permissions that they require, its Step Functions tasks, and its CloudFormation
 * resource types. A {@link ServiceFactory} creates it. A service calls another service through the gateway, as a principal. Interfaces of
 * this package are for the information that AWS services share without a call.
 */
public interface LocalService extends AutoCloseable {
    /** Returns the operations. */
    AwsService api();

    /** Returns the further tasks for state machines. Default: none. */
    default ServiceTasks tasks() {
        return ServiceTasks.NONE;
    }

    /** Returns the resource types by name, such as {@code AWS::SSM::Parameter}. Default: none. */
    default Map<String, ResourceType> resources() {
        return Map.of();
    }

    /**
     * Returns a checkpoint of all state that a test can see or that affects later behavior. It does not include the values of secrets
     * that
     * are recognized in texts, or the counters of generated names.
     */
    Checkpoint checkpoint();

    /**
     * Stops the start of new work until a checkpoint is restored. It is called for every service before the first one is
     * closed or restored.
     */
    default void quiesce() {}

    /** Stops running work. By default there is none. */
    @Override
    default void close() {}
}
