package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the stored definitions of a launch function were when it was deployed, and must still be when it launches.
 *
 * @param protections the paths of the members of the profile's document that had a value and protect a cluster; they may change, and must
 *     not vanish
 * @param stepExecutionRole the ARN of the role of steps that the cluster configuration names; null for none
 * @param profileDigest the {@link DefinitionDigest} of the profile; null when the launch function follows what its owner stores
 * @param configurationDigest the {@link DefinitionDigest} of the cluster configuration; null likewise
 */
public record ExpectedDefinitions(
        List<String> protections,
        @Nullable String stepExecutionRole,
        @Nullable String profileDigest,
        @Nullable String configurationDigest) {
    /** Nothing is expected. */
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

    /** What a profile protects now, and the role that a cluster configuration names now. */
    public static ExpectedDefinitions of(EmrProfileDefinition profile, ClusterConfigurationDefinition configuration) {
        JsonNode document = profile.toJson();
        return new ExpectedDefinitions(
                PROTECTING.stream().filter(path -> has(document, path)).toList(),
                configuration.stepExecutionRole(),
                null,
                null);
    }

    /** The same with the documents as they are now. */
    public ExpectedDefinitions pinnedTo(EmrProfileDefinition profile, ClusterConfigurationDefinition configuration) {
        return new ExpectedDefinitions(
                protections, stepExecutionRole, DefinitionDigest.of(profile), DefinitionDigest.of(configuration));
    }

    /** The paths of the members that protect a cluster and that the document of a profile lacks, or has without a value. */
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

    /** The member {@link LaunchRequest#EXPECTED} of a {@link LaunchRequest}. */
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
