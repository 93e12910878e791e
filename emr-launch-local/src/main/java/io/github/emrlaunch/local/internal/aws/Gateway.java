package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The one way to every operation, for requests over HTTP and for the tasks of state machines alike; the one place, too, where
 * it is decided whether the caller may do what it asks for.
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

    /** What calls made for executions. */
    public Creations creations() {
        return creations;
    }

    /** What makes planned faults and creations what they are now. */
    public Runnable checkpoint() {
        Runnable itsFaults = faults.checkpoint();
        Runnable itsCreations = creations.checkpoint();
        return () -> {
            itsFaults.run();
            itsCreations.run();
        };
    }

    /** Adds a service. Services call each other through the gateway, so it is there before them. */
    public void register(AwsService service) {
        services.put(service.name(), service);
    }

    /**
     * Calls an operation on behalf of the context's principal.
     *
     * @throws AwsException when the principal may not, the operation refuses, or it is not one that the local emulator has
     */
    public JsonNode call(CallContext context, String service, String operation, ObjectNode input) {
        AwsService target = services.get(service);
        if (target == null) {
            throw unknown("The local emulator has no service '" + service + "'; it has " + new TreeSet<>(services.keySet()));
        }
        Operation found = target.operations().get(operation);
        if (found == null) {
            throw unknown(
                    "The local emulator does not support " + service + ":" + operation + "; of this service it supports "
                            + new TreeSet<>(target.operations().keySet()));
        }
        // Not for the account itself: its requests are judged by the operation alone, in the operation's own order.
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

    /** Whether a principal may do something, for what is decided when no call is made. */
    public boolean allows(Principal principal, RequiredPermission permission) {
        return authorizer.allows(principal, permission);
    }

    public boolean supports(String service, String operation) {
        AwsService target = services.get(service);
        return target != null && target.operations().containsKey(operation);
    }

    /** A service by its name. */
    public Optional<AwsService> service(String name) {
        return Optional.ofNullable(services.get(name));
    }

    /** The protocols of all services, in no order. */
    public Stream<ServiceProtocol> protocols() {
        return services.values().stream().map(AwsService::protocol);
    }

    /** The service whose JSON protocol targets begin with this prefix. */
    public Optional<AwsService> serviceOfTarget(String targetPrefix) {
        return services.values().stream()
                .filter(service -> service.protocol().equals(new ServiceProtocol.Json(targetPrefix)))
                .findFirst();
    }

    private static AwsException unknown(String message) {
        return AwsException.client("UnknownOperationException", message);
    }
}
