package io.github.emrlaunch.local.internal.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentSkipListMap;

/** The registry of services: finds their factories and creates each service once. */
public final class Services {
    private final ConcurrentSkipListMap<String, LocalService> byName = new ConcurrentSkipListMap<>();

    /**
     * Creates all services and registers their operations with the gateway.
     *
     * @throws IllegalStateException when two of them have the same name or resource type
     */
    public void createAll(ServiceContext context) {
        createAll(context, ServiceLoader.load(ServiceFactory.class, Services.class.getClassLoader()));
    }

    void createAll(ServiceContext context, Iterable<ServiceFactory> factories) {
        for (ServiceFactory factory : factories) {
            LocalService service = factory.create(context);
            LocalService other = byName.putIfAbsent(service.api().name(), service);
            if (other != null) {
                throw twice("name", service.api().name(), other, service);
            }
            context.gateway().register(service.api());
        }
        requireDistinctResourceTypes();
    }

    private void requireDistinctResourceTypes() {
        Map<String, LocalService> owners = new HashMap<>();
        for (LocalService service : all()) {
            for (String type : service.resources().keySet()) {
                LocalService other = owners.putIfAbsent(type, service);
                if (other != null) {
                    throw twice("resource type", type, other, service);
                }
            }
        }
    }

    private static IllegalStateException twice(String what, String value, LocalService one, LocalService other) {
        return new IllegalStateException("Two services have the " + what + " '" + value + "': "
                + one.getClass().getName() + " and " + other.getClass().getName());
    }

    /** Returns all services in the order of their names. */
    public List<LocalService> all() {
        return List.copyOf(byName.values());
    }

    /** Returns the service with this name. */
    public Optional<LocalService> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns the services with this type, in the order of their names. */
    public <T> List<T> all(Class<T> type) {
        return all().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /**
     * Returns the service with this type.
     *
     * @throws IllegalStateException when no service or more than one has it
     */
    public <T> T get(Class<T> type) {
        List<T> found = all(type);
        if (found.size() != 1) {
            throw new IllegalStateException("One service has to be a " + type.getName() + ", but " + found.size()
                    + " of these are: " + byName.keySet());
        }
        return found.get(0);
    }

    /** Returns a checkpoint of all services. */
    public Checkpoint checkpoint() {
        Checkpoint all =
                Checkpoints.all(all().stream().map(LocalService::checkpoint).toList());
        return new Checkpoint() {
            @Override
            public void endWork() {
                all().forEach(LocalService::quiesce);
                all.endWork();
            }

            @Override
            public void restore() {
                all.restore();
            }
        };
    }

    /** Closes all services. */
    public void close() {
        all().forEach(LocalService::quiesce);
        all().forEach(LocalService::close);
    }
}
