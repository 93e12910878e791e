package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awscdk.IResolvable;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.emrserverless.CfnApplication;
import software.constructs.Construct;

/** Converts a CreateApplication request to the properties of the CloudFormation resource, which has lists instead of some maps. */
final class ApplicationProperties {
    private static final Set<String> LISTS = Set.of("InitialCapacity", "LogTypes");
    private static final Set<String> USERS_KEYS = Set.of("Properties", "WorkerTypeSpecifications");

    private final ObjectNode request;

    ApplicationProperties(ObjectNode request) {
        this.request = request;
    }

    CfnApplication resource(Construct scope, String id) {
        CfnApplication.Builder cfn = CfnApplication.Builder.create(scope, id)
                .name(request.path("Name").asText())
                .type(request.path("Type").asText())
                .releaseLabel(request.path("ReleaseLabel").asText())
                .architecture(request.path("Architecture").asText());
        set("AutoStartConfiguration", cfn::autoStartConfiguration);
        set("AutoStopConfiguration", cfn::autoStopConfiguration);
        set("IdentityCenterConfiguration", cfn::identityCenterConfiguration);
        set("ImageConfiguration", cfn::imageConfiguration);
        set("InitialCapacity", cfn::initialCapacity);
        set("InteractiveConfiguration", cfn::interactiveConfiguration);
        set("MaximumCapacity", cfn::maximumCapacity);
        set("MonitoringConfiguration", cfn::monitoringConfiguration);
        set("NetworkConfiguration", cfn::networkConfiguration);
        set("RuntimeConfiguration", cfn::runtimeConfiguration);
        set("SchedulerConfiguration", cfn::schedulerConfiguration);
        set("WorkerTypeSpecifications", cfn::workerTypeSpecifications);
        return cfn.build();
    }

    /** Sets a property as one object instead of a CDK call for each of its members. */
    private void set(String member, Consumer<IResolvable> setter) {
        if (request.has(member)) {
            setter.accept(Token.asAny(value(member, request.get(member))));
        }
    }

    private static Object value(String name, JsonNode value) {
        if (LISTS.contains(name)) {
            List<Object> entries = new ArrayList<>();
            value.properties().forEach(entry -> {
                Map<String, Object> pair = new LinkedHashMap<>();
                pair.put("key", entry.getKey());
                pair.put("value", value("", entry.getValue()));
                entries.add(pair);
            });
            return entries;
        }
        if (value.isObject()) {
            Map<String, Object> members = new LinkedHashMap<>();
            value.properties()
                    .forEach(member -> members.put(
                            USERS_KEYS.contains(name) ? member.getKey() : property(member.getKey()),
                            value(member.getKey(), member.getValue())));
            return members;
        }
        if (value.isArray()) {
            List<Object> elements = new ArrayList<>();
            value.forEach(element -> elements.add(value("", element)));
            return elements;
        }
        return value.isBoolean() ? value.booleanValue() : value.isNumber() ? value.numberValue() : value.asText();
    }

    private static String property(String member) {
        return member.equals("LogTypes")
                ? "logTypeMap"
                : member.substring(0, 1).toLowerCase(Locale.ROOT) + member.substring(1);
    }
}
