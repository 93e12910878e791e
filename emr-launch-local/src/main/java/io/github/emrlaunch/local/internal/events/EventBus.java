package io.github.emrlaunch.local.internal.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.EventDelivery;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.EventSink;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Amazon EventBridge: event buses, rules and schedules. */
public final class EventBus implements LocalService, EventSink {
    private static final int MAX_ENTRIES = 10;

    private final Account account;
    private final VirtualClock clock;
    private final Deliveries deliveries;
    private final Buses buses;
    private final Map<String, Rule> rules = new ConcurrentSkipListMap<>();
    /** The number of changes of each rule. Timers that were planned before a change have no effect. */
    private final Map<String, Integer> changes = new ConcurrentHashMap<>();

    private final List<ObjectNode> events = new ArrayList<>();
    private final LostEvents lost = new LostEvents();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean closed;

    private final RuleResources resources;
    private final EventBridgeTaskIntegrations tasks;

    EventBus(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.deliveries = new Deliveries(context);
        this.buses = new Buses(account);
        this.resources = new RuleResources(account, this, buses);
        this.tasks = new EventBridgeTaskIntegrations(context.gateway());
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new EventBus(context);
        }
    }

    @Override
    public AwsService api() {
        return AwsService.json(
                "events", "AWSEvents", Map.of("PutEvents", new Operation(this::permissions, this::putEvents)));
    }

    @Override
    public ServiceTasks tasks() {
        return ServiceTasks.of(tasks.table()).with(ServiceTasks.Sdk.of("eventbridge", "EventBridge"));
    }

    @Override
    public Map<String, ResourceType> resources() {
        return resources.handlers();
    }

    /** Returns a checkpoint without the timers of rules, which are part of the clock. */
    @Override
    public synchronized Checkpoint checkpoint() {
        Checkpoint all = Checkpoints.all(
                buses.checkpoint(),
                Checkpoints.of(rules),
                Checkpoints.of(changes),
                Checkpoints.of(events),
                lost.checkpoint(),
                deliveries.checkpoint());
        return () -> {
            synchronized (this) {
                all.restore();
                closed = false;
            }
        };
    }

    RuleResources ruleResources() {
        return resources;
    }

    /** Adds or replaces a rule. A schedule starts now. */
    void put(Rule rule) {
        rules.put(rule.arn(), rule);
        plan(rule, clock.now(), changes.merge(rule.arn(), 1, Integer::sum));
    }

    /** Returns whether the rule exists. */
    boolean has(String ruleArn) {
        return rules.containsKey(ruleArn);
    }

    void remove(String ruleArn) {
        rules.remove(ruleArn);
        changes.merge(ruleArn, 1, Integer::sum);
    }

    /** Returns all events in order. */
    public synchronized List<JsonNode> events() {
        return List.copyOf(events);
    }

    public List<EventDelivery> deliveries() {
        return deliveries.all();
    }

    /**
     * Drops the next events of a service that match a pattern.
     *
     * @throws IllegalArgumentException when it is not an event pattern
     */
    public void lose(JsonNode pattern, int times) {
        lost.plan(new EventPattern(pattern), times);
    }

    /** Cancels all planned losses. */
    public void clearLosses() {
        lost.clearPlans();
    }

    /** Returns the dropped events, in order. */
    public List<JsonNode> lost() {
        return lost.all();
    }

    @Override
    public void emit(String source, String detailType, List<String> resources, ObjectNode detail) {
        ObjectNode event = create(source, detailType, resources, detail);
        if (!lost.take(event)) {
            put(add(event), Buses.DEFAULT);
        }
    }

    /** Stops all deliveries. */
    @Override
    public void quiesce() {
        closed = true;
    }

    private void put(ObjectNode event, String bus) {
        if (closed) {
            return;
        }
        for (Rule rule : rules.values()) {
            EventPattern pattern = rule.pattern();
            if (pattern != null && rule.bus().equals(bus) && pattern.matches(event)) {
                deliveries.deliver(rule, event);
            }
        }
    }

    private ObjectNode create(String source, String detailType, List<String> resources, JsonNode detail) {
        ObjectNode event = AwsJson.object()
                .put("version", "0")
                .put("id", Ids.uuid("event/" + count.getAndIncrement()))
                .put("detail-type", detailType)
                .put("source", source)
                .put("account", account.id())
                .put("time", clock.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("region", account.region());
        resources.forEach(event.putArray("resources")::add);
        event.set("detail", detail);
        return event;
    }

    private synchronized ObjectNode add(ObjectNode event) {
        events.add(event);
        return event;
    }

    /** Plans the next due time. It is passive: virtual time does not pass because of a schedule. */
    private void plan(Rule rule, Instant from, int change) {
        Schedule schedule = rule.schedule();
        if (schedule != null) {
            schedule.after(from)
                    .ifPresent(due -> clock.schedule(due, () -> {
                        if (!closed && changes.getOrDefault(rule.arn(), 0) == change) {
                            deliveries.deliver(
                                    rule,
                                    add(create(
                                            "aws." + rule.service(),
                                            "Scheduled Event",
                                            List.of(rule.arn()),
                                            AwsJson.object())));
                            plan(rule, due, change);
                        }
                    }));
        }
    }

    private List<RequiredPermission> permissions(ObjectNode input) {
        JsonNode entries = input.path("Entries");
        Stream<String> names = entries.isEmpty()
                ? Stream.of(Buses.DEFAULT)
                : StreamSupport.stream(entries.spliterator(), false).map(this::bus);
        return names.distinct()
                .map(name -> RequiredPermission.of("events:PutEvents", buses.arn(name)))
                .toList();
    }

    private String bus(JsonNode entry) {
        return buses.name(AwsJson.text(entry, "EventBusName", Buses.DEFAULT));
    }

    private JsonNode putEvents(CallContext context, ObjectNode input) {
        JsonNode entries = input.path("Entries");
        if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
            throw Inputs.constraint(
                    "'" + entries.size() + " entries'", "Entries", "Member must have length from 1 to " + MAX_ENTRIES);
        }
        ObjectNode output = AwsJson.object();
        ArrayNode results = output.putArray("Entries");
        int failed = 0;
        for (JsonNode entry : entries) {
            ObjectNode result = results.addObject();
            try {
                ObjectNode event = event(entry);
                // This includes a bus that does not exist: AWS does not return an error.
                put(event, bus(entry));
                result.put("EventId", event.path("id").asText());
            } catch (AwsException e) {
                failed++;
                result.put("ErrorCode", e.code()).put("ErrorMessage", e.message());
            }
        }
        return output.put("FailedEntryCount", failed);
    }

    private ObjectNode event(JsonNode entry) {
        for (String member : List.of("Source", "DetailType", "Detail")) {
            if (!AwsJson.has(entry, member)) {
                throw AwsException.client(
                        "InvalidArgument",
                        "Parameter " + member + " is not valid. Reason: " + member + " is a required argument.");
            }
        }
        String source = entry.get("Source").asText();
        if (source.startsWith("aws.")) {
            throw AwsException.client("NotAuthorizedForSourceException", "Not authorized for the source.");
        }
        try {
            if (AwsJson.parse(entry.get("Detail").asText()) instanceof ObjectNode detail) {
                return add(
                        create(source, entry.get("DetailType").asText(), Inputs.strings(entry, "Resources"), detail));
            }
        } catch (JsonProcessingException e) {
            // Text that is not JSON is also not a JSON object.
        }
        throw AwsException.client("MalformedDetail", "Detail is malformed.");
    }
}
