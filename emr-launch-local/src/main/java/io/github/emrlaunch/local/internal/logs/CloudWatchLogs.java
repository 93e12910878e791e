package io.github.emrlaunch.local.internal.logs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Page;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.LogEntry;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The read operations of CloudWatch Logs, see the <a
 * href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/">API reference</a>.
 */
public final class CloudWatchLogs implements LocalService {
    private static final int DESCRIBED = 50;
    private static final int EVENTS = 10_000;

    private final LogGroups groups;

    CloudWatchLogs(ServiceContext context) {
        this.groups = new LogGroups(context);
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new CloudWatchLogs(context);
        }
    }

    @Override
    public Checkpoint checkpoint() {
        return groups.checkpoint();
    }

    @Override
    public AwsService api() {
        return AwsService.json(
                "logs",
                "Logs_20140328",
                Map.of(
                        "DescribeLogGroups",
                                Operation.requiring(input -> on("DescribeLogGroups", "", ""), this::describeLogGroups),
                        "DescribeLogStreams",
                                Operation.requiring(
                                        input -> on("DescribeLogStreams", groupName(input), ""),
                                        this::describeLogStreams),
                        "GetLogEvents",
                                Operation.requiring(
                                        input -> on(
                                                "GetLogEvents",
                                                groupName(input),
                                                Inputs.required(input, "logStreamName")),
                                        this::getLogEvents),
                        "FilterLogEvents",
                                Operation.requiring(
                                        input -> on("FilterLogEvents", groupName(input), ""), this::filterLogEvents)));
    }

    @Override
    public ServiceTasks tasks() {
        return ServiceTasks.NONE.with(ServiceTasks.Sdk.inCamelCase("cloudwatchlogs", "CloudWatchLogs"));
    }

    @Override
    public Map<String, ResourceType> resources() {
        return new LogGroupResources(groups).handlers();
    }

    /** Returns the permission. As recorded denials show, the resource of calls for groups is a stream without a name. */
    private RequiredPermission on(String operation, String group, String stream) {
        return RequiredPermission.of("logs:" + operation, groups.arn(group) + ":log-stream:" + stream);
    }

    /** Returns the name of the group. A request has the name, or an identifier, which is a name or an ARN. */
    private String groupName(JsonNode input) {
        String name = AwsJson.text(input, "logGroupName");
        String identifier = AwsJson.text(input, "logGroupIdentifier");
        if ((name == null) == (identifier == null)) {
            throw invalid("Exactly one of logGroupName and logGroupIdentifier must be specified.");
        }
        if (name != null) {
            return name;
        }
        String prefix = groups.arn("");
        return identifier.startsWith(prefix) ? identifier.substring(prefix.length()) : identifier;
    }

    private LogGroup group(JsonNode input) {
        return groups.find(groupName(input)).orElseThrow(() -> notFound("log group"));
    }

    private JsonNode describeLogGroups(CallContext context, ObjectNode input) {
        String prefix = AwsJson.text(input, "logGroupNamePrefix");
        String part = AwsJson.text(input, "logGroupNamePattern");
        if (prefix != null && part != null) {
            throw invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }
        List<LogGroup> matching = groups.all().stream()
                .filter(group -> prefix == null || group.name().startsWith(prefix))
                .filter(group -> part == null || group.name().contains(part))
                .toList();
        return page(
                input,
                matching,
                DESCRIBED,
                "logGroups",
                part == null
                        ? LogGroup::description
                        : group -> group.description().retain("arn", "creationTime", "logGroupName"));
    }

    private JsonNode describeLogStreams(CallContext context, ObjectNode input) {
        LogGroup group = group(input);
        String prefix = AwsJson.text(input, "logStreamNamePrefix", "");
        boolean byTime = AwsJson.text(input, "orderBy", "LogStreamName").equals("LastEventTime");
        if (byTime && !prefix.isEmpty()) {
            throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        Comparator<List<LogEntry>> order = byTime
                ? Comparator.comparing(
                        entries -> entries.get(entries.size() - 1).time())
                : Comparator.comparing(entries -> entries.get(0).logStream());
        List<List<LogEntry>> streams = groups.streams(group).values().stream()
                .filter(entries -> entries.get(0).logStream().startsWith(prefix))
                .sorted(input.path("descending").asBoolean() ? order.reversed() : order)
                .toList();
        return page(input, streams, DESCRIBED, "logStreams", entries -> stream(group, entries));
    }

    private static ObjectNode stream(LogGroup group, List<LogEntry> entries) {
        LogEntry first = entries.get(0);
        LogEntry last = entries.get(entries.size() - 1);
        return AwsJson.object()
                .put("logStreamName", first.logStream())
                .put("creationTime", first.time().toEpochMilli())
                .put("firstEventTimestamp", first.time().toEpochMilli())
                .put("lastEventTimestamp", last.time().toEpochMilli())
                .put("lastIngestionTime", last.time().toEpochMilli())
                .put("arn", group.arn() + ":log-stream:" + first.logStream())
                .put("storedBytes", 0);
    }

    /** Returns log events. At the end of the stream, the response has the token of the request. */
    private JsonNode getLogEvents(CallContext context, ObjectNode input) {
        List<LogEntry> entries = groups.streams(group(input)).get(Inputs.required(input, "logStreamName"));
        if (entries == null) {
            throw notFound("log stream");
        }
        List<LogEntry> matching =
                entries.stream().filter(entry -> isInTime(input, entry, 0)).toList();
        int limit = Inputs.number(input, "limit", EVENTS, 1, EVENTS);
        String token = AwsJson.text(input, "nextToken");
        if (token != null && !token.matches("[fb]/\\d{1,9}")) {
            throw invalid("The specified nextToken is invalid.");
        }
        boolean fromHead = input.path("startFromHead").asBoolean();
        if (token != null && token.startsWith("f") && !fromHead) {
            throw invalid("With a nextForwardToken, startFromHead must be true.");
        }
        int size = matching.size();
        int from;
        int to;
        if (token == null ? fromHead : token.startsWith("f")) {
            from = token == null ? 0 : Math.min(size, position(token));
            to = Math.min(size, from + limit);
        } else {
            to = token == null ? size : Math.min(size, position(token));
            from = Math.max(0, to - limit);
        }
        ObjectNode output = AwsJson.object();
        ArrayNode events = output.putArray("events");
        matching.subList(from, to).forEach(entry -> events.add(event(entry)));
        return output.put("nextForwardToken", "f/" + to).put("nextBackwardToken", "b/" + from);
    }

    private static int position(String token) {
        return Integer.parseInt(token.substring(2));
    }

    private JsonNode filterLogEvents(CallContext context, ObjectNode input) {
        List<String> names = Inputs.strings(input, "logStreamNames");
        String prefix = AwsJson.text(input, "logStreamNamePrefix");
        if (!names.isEmpty() && prefix != null) {
            throw invalid("logStreamNames and logStreamNamePrefix are mutually exclusive parameters.");
        }
        FilterPattern pattern = FilterPattern.parse(AwsJson.text(input, "filterPattern", ""));
        Map<String, List<LogEntry>> streams = groups.streams(group(input));
        if (!streams.keySet().containsAll(names)) {
            throw notFound("log stream");
        }
        List<LogEntry> matching = streams.values().stream()
                .flatMap(List::stream)
                .filter(entry -> names.isEmpty() || names.contains(entry.logStream()))
                .filter(entry -> prefix == null || entry.logStream().startsWith(prefix))
                .filter(entry -> isInTime(input, entry, 1))
                .filter(entry -> pattern.matches(entry.message()))
                .sorted(Comparator.comparing(LogEntry::time))
                .toList();
        ObjectNode output = page(input, matching, EVENTS, "events", entry -> event(entry)
                .put("logStreamName", entry.logStream())
                .put("eventId", Ids.hex(entry.toString(), 56)));
        output.putArray("searchedLogStreams");
        return output;
    }

    private static ObjectNode event(LogEntry entry) {
        return AwsJson.object()
                .put("timestamp", entry.time().toEpochMilli())
                .put("message", entry.message())
                .put("ingestionTime", entry.time().toEpochMilli());
    }

    /** Returns whether a log event is in the time range. The start is inclusive; the end is inclusive only in FilterLogEvents. */
    private static boolean isInTime(JsonNode input, LogEntry entry, int more) {
        long time = entry.time().toEpochMilli();
        return time >= input.path("startTime").asLong(0)
                && time < input.path("endTime").asLong(Long.MAX_VALUE - 1) + more;
    }

    private static <T> ObjectNode page(
            JsonNode input, List<T> all, int maximum, String member, Function<T, ObjectNode> toJson) {
        Page<T> page = Page.of(
                all,
                AwsJson.text(input, "nextToken"),
                Inputs.number(input, "limit", maximum, 1, maximum),
                () -> invalid("The specified nextToken is invalid."));
        ObjectNode output = AwsJson.object();
        ArrayNode elements = output.putArray(member);
        page.elements().forEach(element -> elements.add(toJson.apply(element)));
        if (page.next() != null) {
            output.put("nextToken", page.next());
        }
        return output;
    }

    private static AwsException invalid(String message) {
        return AwsException.client("InvalidParameterException", message);
    }

    private static AwsException notFound(String what) {
        return AwsException.client("ResourceNotFoundException", "The specified " + what + " does not exist.");
    }
}
