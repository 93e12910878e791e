package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Calls the operations of all services, for HTTP requests and for tasks of state machines. Every call is authorized here and only here.
 */
public final class Gateway {
    private final Authorizer authorizer;
    private final CallFaults faults;
    private final Creations creations = new Creations();
    private final Map<String, AwsService> services = new ConcurrentHashMap<>();

    public Gateway(Authorizer authorizer, CallFaults faults) {
        this.authorizer = authorizer;
        this.faults = faults;
    }

    public CallFaults faults() {
        return faults;
    }

    /** Returns the resources that were created for executions. */
    public Creations creations() {
        return creations;
    }

    /** Returns an action that restores the current faults and creations. */
    public Runnable checkpoint() {
        Runnable itsFaults = faults.checkpoint();
        Runnable itsCreations = creations.checkpoint();
        return () -> {
            itsFaults.run();
            itsCreations.run();
        };
    }

    /** Adds a service. The gateway is created before the services, because they call each other through it. */
    public void register(AwsService service) {
        services.put(service.name(), service);
    }

    /**
     * Calls an operation on behalf of the context's principal.
     *
     * @throws AwsException when the principal is not allowed, the operation fails, or the local emulator does not have it
     */
    public JsonNode call(CallContext context, String service, String operation, ObjectNode input) {
        AwsService target = services.get(service);
        if (target == null) {
            throw unknown(
                    "The local emulator has no service '" + service + "'; it has " + new TreeSet<>(services.keySet()));
        }
        Operation found = target.operations().get(operation);
        if (found == null) {
            throw unknown("The local emulator does not support " + service + ":" + operation
                    + "; of this service it supports "
                    + new TreeSet<>(target.operations().keySet()));
        }
        // The account is not authorized here: the operation alone checks its requests, in its own order.
        if (!context.principal().isRoot()) {
            for (RequiredPermission permission : found.permissions().apply(input)) {
                authorizer.refusal(context.principal(), permission).ifPresent(message -> {
                    throw target.errors().accessDenied(message);
                });
            }
        }
        Optional<CallFaults.Fault> fault = faults.take(service + ":" + operation);
        fault.ifPresent(planned -> planned.before(service));
        JsonNode output = found.handler().call(context, input);
        creations.add(context.principal().execution(), service + ":" + operation, output);
        fault.ifPresent(planned -> planned.after(service));
        return output;
    }

    /** Returns whether a principal has a permission, for decisions without a call. */
    public boolean allows(Principal principal, RequiredPermission permission) {
        return authorizer.allows(principal, permission);
    }

    public boolean supports(String service, String operation) {
        AwsService target = services.get(service);
        return target != null && target.operations().containsKey(operation);
    }

    /** Returns the service with this name. */
    public Optional<AwsService> service(String name) {
        return Optional.ofNullable(services.get(name));
    }

    /** Returns the protocols of all services, in no particular order. */
    public Stream<ServiceProtocol> protocols() {
        return services.values().stream().map(AwsService::protocol);
    }

    /** Returns the service with this target prefix of the JSON protocol. */
    public Optional<AwsService> serviceOfTarget(String targetPrefix) {
        return services.values().stream()
                .filter(service -> service.protocol().equals(new ServiceProtocol.Json(targetPrefix)))
                .findFirst();
    }

    private static AwsException unknown(String message) {
        return AwsException.client("UnknownOperationException", message);
    }
}
