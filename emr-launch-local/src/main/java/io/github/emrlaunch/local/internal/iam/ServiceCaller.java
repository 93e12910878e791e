package io.github.emrlaunch.local.internal.iam;

import io.github.emrlaunch.local.internal.aws.Account;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A service that makes a call with its service principal, on behalf of a resource.
 *
 * @param service such as {@code events}
 * @param sourceArn the ARN of the resource
 */
record ServiceCaller(Account account, String service, String sourceArn) {
    private static final Set<String> BOTH = Set.of("aws:SourceArn", "aws:SourceAccount");
    private static final Set<String> ARN = Set.of("aws:SourceArn");

    /**
     * The condition keys that services send to other services, by calling and called service. EventBridge: "Troubleshooting
     * Amazon EventBridge" in its guide, and for queues "Event retry policy and using dead-letter queues". SNS: terraform issue 17166,
     * and "Fanout to Amazon SQS queues" in its guide. STS, when a service assumes a role: the page on confused deputies in the guide of
     * each
     * service. Keys that no page mentions are believed not to be sent.
     */
    private static final Map<String, Set<String>> KEYS = Map.ofEntries(
            Map.entry("events lambda", ARN),
            Map.entry("events sns", ARN),
            Map.entry("events sqs", ARN),
            Map.entry("sns lambda", ARN),
            Map.entry("sns sqs", ARN),
            Map.entry("elasticmapreduce sts", BOTH),
            Map.entry("emr-serverless sts", BOTH),
            Map.entry("events sts", BOTH),
            Map.entry("pipes sts", BOTH),
            Map.entry("scheduler sts", BOTH),
            Map.entry("states sts", BOTH));

    /** Returns the request context for a decision of a resource-based policy. */
    RequestContext asks(String action, String resource) {
        Set<String> names = new HashSet<>();
        for (String suffix : List.of("amazonaws.com", account.urlSuffix())) {
            names.add(Principals.SERVICE + service + "." + suffix);
            names.add(Principals.SERVICE + service + "." + account.region() + "." + suffix);
        }
        Map<String, List<String>> keys = new HashMap<>(Map.of(
                "aws:PrincipalIsAWSService", List.of("true"),
                "aws:PrincipalServiceName", List.of(service + ".amazonaws.com")));
        Map<String, String> sources = Map.of("aws:SourceArn", source(), "aws:SourceAccount", account.id());
        String asked = action.substring(0, action.indexOf(':'));
        KEYS.getOrDefault(service + " " + asked, Set.of())
                .forEach(key -> keys.put(key, List.of(sources.getOrDefault(key, ""))));
        return new RequestContext(action, resource, Caller.service(names), keys);
    }

    /** Returns the source ARN. EventBridge Scheduler sends the group of the schedule, see "Confused deputy prevention" in its guide. */
    private String source() {
        return service.equals("scheduler")
                ? sourceArn.replaceFirst(":schedule/([^/]+)/.*", ":schedule-group/$1")
                : sourceArn;
    }
}
