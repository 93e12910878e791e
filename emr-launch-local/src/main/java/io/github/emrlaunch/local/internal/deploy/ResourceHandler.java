package io.github.emrlaunch.local.internal.deploy;

/** Creates, or updates in place, the resources of one type. */
@FunctionalInterface
interface ResourceHandler {
    CreatedResource create(ResourceRequest request);
}
