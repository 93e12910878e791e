package io.github.emrlaunch.local.internal.resources;

/** Creates, or updates in place, the resources of one type. */
@FunctionalInterface
public interface ResourceHandler {
    CreatedResource create(ResourceRequest request);
}
