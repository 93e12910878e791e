package io.github.emrlaunch.local.internal.logs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import java.util.Map;

/** The CloudFormation resources of log groups. */
final class LogGroupResources {
    private static final int NAME = 512;

    private final LogGroups groups;

    LogGroupResources(LogGroups groups) {
        this.groups = groups;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::Logs::LogGroup",
                ResourceType.of(this::logGroup, "LogGroupName", "RetentionInDays")
                        .deletedBy(request -> groups.remove(request.deletedId())));
    }

    private CreatedResource logGroup(ResourceRequest request) {
        String name = request.name("LogGroupName", NAME);
        if (!name.matches("[.\\-_/#A-Za-z0-9]{1,512}")) {
            throw request.error(
                    "a log group's name has 1 to " + NAME + " letters, digits and characters of .-_/#, got: " + name,
                    "LogGroupName");
        }
        request.requireNew("LogGroupName", name, name, groups.find(name).isPresent());
        JsonNode retention = request.properties().path("RetentionInDays");
        LogGroup group = groups.put(name, retention.isMissingNode() ? null : retention.asInt());
        return CreatedResource.working(name, Map.of("Arn", group.arn() + ":*"));
    }
}
