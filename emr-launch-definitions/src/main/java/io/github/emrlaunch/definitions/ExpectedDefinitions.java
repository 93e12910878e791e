package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The required state of a launch function's stored definitions, recorded at its deployment.
 *
 * @param protections the paths of the members of the profile's document that had a value and protect a cluster; they may change, but must
 *     not be removed
 * @param stepExecutionRole the ARN of the role of steps in the cluster configuration, or null
 * @param profileDigest the {@link DefinitionDigest} of the profile; null if the launch function uses the current document
 * @param configurationDigest the {@link DefinitionDigest} of the cluster configuration; or null in the same case
 */
public record ExpectedDefinitions(
        List<String> protections,
        @Nullable String stepExecutionRole,
        @Nullable String profileDigest,
        @Nullable String configurationDigest) {
    /** No requirements. */
    public static final ExpectedDefinitions NONE = new ExpectedDefinitions(List.of(), null, null, null);

    private static final String PROTECTIONS = "Protections";
    private static final String STEP_EXECUTION_ROLE = "StepExecutionRole";
    private static final String PROFILE_DIGEST = "EMRProfileDigest";
    private static final String CONFIGURATION_DIGEST = "ClusterConfigurationDigest";

    private static final List<String> PROTECTING = List.of(
            "SecurityConfiguration",
            "SecurityGroups.MasterGroup",
            "SecurityGroups.WorkersGroup",
            "SecurityGroups.ServiceGroup",
            "KerberosConfiguration");

    /** Copies the list. */
    public ExpectedDefinitions {
        protections = List.copyOf(protections);
    }

    /** Returns the current protections of a profile, and the current role of a cluster configuration. */
    public static ExpectedDefinitions of(EmrProfileDefinition profile, ClusterConfigurationDefinition configuration) {
        JsonNode document = profile.toJson();
        return new ExpectedDefinitions(
                PROTECTING.stream().filter(path -> has(document, path)).toList(),
                configuration.stepExecutionRole(),
                null,
                null);
    }

    /** Returns these requirements with the digests of the current documents. */
    public ExpectedDefinitions pinnedTo(EmrProfileDefinition profile, ClusterConfigurationDefinition configuration) {
        return new ExpectedDefinitions(
                protections, stepExecutionRole, DefinitionDigest.of(profile), DefinitionDigest.of(configuration));
    }

    /** Returns the paths of the members that protect a cluster and that the document of a profile lacks, or has without a value. */
    public List<String> missingFrom(JsonNode profile) {
        return protections.stream().filter(path -> !has(profile, path)).toList();
    }

    private static boolean has(JsonNode document, String path) {
        JsonNode value = document.at("/" + path.replace('.', '/'));
        return value.isTextual() ? !value.textValue().isBlank() : !value.isEmpty();
    }

    static ExpectedDefinitions read(Members members) {
        return new ExpectedDefinitions(
                members.values(PROTECTIONS).stream().map(JsonNode::asText).toList(),
                members.string(STEP_EXECUTION_ROLE),
                members.string(PROFILE_DIGEST),
                members.string(CONFIGURATION_DIGEST));
    }

    /** Returns the member {@link LaunchRequest#EXPECTED} of a {@link LaunchRequest}. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        ArrayNode array = json.putArray(PROTECTIONS);
        protections.forEach(array::add);
        if (stepExecutionRole != null) {
            json.put(STEP_EXECUTION_ROLE, stepExecutionRole);
        }
        if (profileDigest != null) {
            json.put(PROFILE_DIGEST, profileDigest);
        }
        if (configurationDigest != null) {
            json.put(CONFIGURATION_DIGEST, configurationDigest);
        }
        return json;
    }
}
