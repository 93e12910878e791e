package io.github.emrlaunch.local.internal.service;

import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import java.util.Map;

/**
 * A service of the emulator: its operations with the permissions that they require, its tasks of Step Functions, its resource
 * types of CloudFormation. It is made by a {@link ServiceFactory}. A service calls another one through the gateway, as a
 * principal; what AWS's services know of each other without a call is an interface of this package.
 */
public interface LocalService extends AutoCloseable {
    /** The operations. */
    AwsService api();

    /** What state machines can call besides; by default nothing. */
    default ServiceTasks tasks() {
        return ServiceTasks.NONE;
    }

    /** Resource types by name, such as {@code AWS::SSM::Parameter}; by default none. */
    default Map<String, ResourceType> resources() {
        return Map.of();
    }

    /**
     * What it has now: everything that a test can see or that changes what it does later. Values of secrets, which others
     * recognize them by, and what makes names are no part of it.
     */
    Checkpoint checkpoint();

    /**
     * Starts no work of its own from now on, or until a checkpoint is restored. This is called for every service before the first one is
     * closed or restored.
     */
    default void quiesce() {}

    /** Ends the work that goes on; by default there is none. */
    @Override
    default void close() {}
}
