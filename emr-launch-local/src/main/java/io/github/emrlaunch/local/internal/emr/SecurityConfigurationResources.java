package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import java.util.Map;

/** The CloudFormation resources of security configurations. */
final class SecurityConfigurationResources {
    private final SecurityConfigurations securityConfigurations;

    SecurityConfigurationResources(SecurityConfigurations securityConfigurations) {
        this.securityConfigurations = securityConfigurations;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::EMR::SecurityConfiguration",
                ResourceType.of(this::securityConfiguration, "Name", "SecurityConfiguration")
                        .deletedBy(request -> securityConfigurations.remove(request.deletedId())));
    }

    private CreatedResource securityConfiguration(ResourceRequest request) {
        String name = request.name("Name", 255);
        request.requireNew(
                "Name", name, name, securityConfigurations.document(name).isPresent());
        JsonNode document = request.properties().path("SecurityConfiguration");
        if (document.isTextual()) {
            try {
                document = AwsJson.parse(document.asText());
            } catch (JsonProcessingException e) {
                throw request.error("not JSON: " + e.getOriginalMessage(), "SecurityConfiguration");
            }
        }
        try {
            securityConfigurations.put(name, document);
        } catch (AwsException e) {
            throw request.error(e.message(), "SecurityConfiguration");
        }
        return CreatedResource.identity(name, Map.of());
    }
}
