package io.github.emrlaunch.local.internal.service;

/**
 * Creates a service. {@link java.util.ServiceLoader} finds the factories: the class is public, has a public constructor without
 * parameters, and is named in a file {@code META-INF/services/io.github.emrlaunch.local.internal.service.ServiceFactory}.
 */
@FunctionalInterface
public interface ServiceFactory {
    /** Creates the service. Other services may not exist yet, so they are looked up when they are needed. */
    LocalService create(ServiceContext context);
}
