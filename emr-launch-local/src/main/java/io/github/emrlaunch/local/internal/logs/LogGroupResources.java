package io.github.emrlaunch.local.internal.logs;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceHandler;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import java.util.Map;

/** Log groups as resources. */
final class LogGroupResources {
    private static final int NAME = 512;

    private final LogGroups groups;

    LogGroupResources(LogGroups groups) {
        this.groups = groups;
    }

    Map<String, ResourceHandler> handlers() {
        return Map.of("AWS::Logs::LogGroup", this::logGroup);
    }

    private CreatedResource logGroup(ResourceRequest request) {
        String name = request.name("LogGroupName", NAME);
        if (!name.matches("[.\\-_/#A-Za-z0-9]{1,512}")) {
            throw request.error(
                    "a log group's name has 1 to " + NAME + " letters, digits and characters of .-_/#, got: " + name,
                    "LogGroupName");
        }
        boolean isNew =
                request.previous() == null || !request.previous().physicalId().equals(name);
        if (isNew && groups.find(name).isPresent()) {
            throw request.error(
                    "a resource with the identifier '" + name + "' exists already: the account has this log group",
                    "LogGroupName");
        }
        JsonNode retention = request.properties().path("RetentionInDays");
        LogGroup group = groups.put(name, retention.isMissingNode() ? null : retention.asInt());
        return CreatedResource.working(name, Map.of("Arn", group.arn() + ":*"));
    }
}
