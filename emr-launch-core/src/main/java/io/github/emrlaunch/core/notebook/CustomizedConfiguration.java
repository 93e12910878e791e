package io.github.emrlaunch.core.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The cluster configuration of a notebook cluster after {@code customize}. A customization can change each member of the
 * request, so the rules for notebook clusters apply to the request.
 */
final class CustomizedConfiguration {
    private final ClusterConfiguration configuration;
    private final JsonNode request;

    CustomizedConfiguration(ClusterConfiguration configuration) {
        this.configuration = configuration;
        this.request = configuration.getDefinition().clusterConfiguration();
    }

    /** Checks that the customization returned the builder that it got. */
    static ClusterConfiguration.Builder requireSame(
            ClusterConfiguration.Builder given, ClusterConfiguration.@Nullable Builder returned) {
        if (returned != given) {
            throw new IllegalArgumentException(
                    "'customize' must return the builder that it gets, returned: %s. Write configuration -> configuration.rootVolume(…)"
                            .formatted(returned == null ? "null" : "another one"));
        }
        return given;
    }

    /** Checks the rules that do not depend on the settings of the notebook cluster. */
    void requireNotebooks(DefinitionName name) {
        DefinitionName customized = configuration.getDefinition().definitionName();
        if (!customized.equals(name)) {
            throw new IllegalArgumentException(
                    "'customize' names the configuration %s, but 'namespace' and 'clusterName' name it %s. Leave its name out"
                            .formatted(customized, name));
        }
        NotebookRules.requireRelease(
                "'customize': ReleaseLabel", request.path("ReleaseLabel").asText());
        JsonNode applications = request.path("Applications");
        if (!isToken(applications)) {
            NotebookRules.requireJupyterHub("'customize': Applications", applications.findValuesAsText("Name"));
        }
        JsonNode policy = request.path("AutoTerminationPolicy");
        if (!isToken(policy) && !policy.hasNonNull("IdleTimeout")) {
            throw new IllegalArgumentException(
                    "'customize' removes the idle timeout, so the cluster could run, and incur costs, until a user terminates it."
                            + " Set 'idleTimeout' of the notebook cluster");
        }
    }

    /** Returns whether a list or object is resolved at deployment. */
    private static boolean isToken(JsonNode member) {
        return member.isTextual() && Tokens.isUnresolved(member.textValue());
    }

    /** Checks that notebooks are stored where the settings say. */
    void requirePersistence(Map<String, String> persistence) {
        NotebookRules.requirePersistence(request, Json.of(persistence));
        if (configuration.getSecretConfigurations().containsKey(NotebookRules.PERSISTENCE)) {
            throw new IllegalArgumentException(
                    "'customize': 'secretConfigurations' must not have %s, whose bucket 'notebooksBucket' sets. Leave it out"
                            .formatted(NotebookRules.PERSISTENCE));
        }
        // The settings of a group or fleet take precedence over those of the cluster.
        for (JsonNode settings : request.path("Instances").findValues("Configurations")) {
            for (JsonNode one : settings) {
                if (one.path("Classification").asText().equals(NotebookRules.PERSISTENCE)) {
                    persistence.forEach((name, value) ->
                            requireValue(name, value, one.path("Properties").path(name)));
                }
            }
        }
    }

    private static void requireValue(String name, String value, JsonNode given) {
        if (!given.isMissingNode() && !given.asText().equals(value)) {
            throw new IllegalArgumentException(Tokens.readable(
                    "The instances' configurations: %s of %s must be %s, which 'notebooksBucket' sets, got: %s. Leave it out"
                            .formatted(name, NotebookRules.PERSISTENCE, value, given.asText())));
        }
    }

    /** Checks that every node installs the modules. */
    void requireBootstrapAction(String name) {
        if (StreamSupport.stream(request.path("BootstrapActions").spliterator(), false)
                .noneMatch(action -> action.path("Name").asText().equals(name))) {
            throw new IllegalArgumentException(
                    "'customize' replaces the bootstrap actions, including %s, which installs 'pythonModules'. Pass yours to 'bootstrapActions' of the notebook cluster"
                            .formatted(name));
        }
    }

    /** Checks that the primary node has the security group that allows SSH from the given addresses. */
    void requireSshGroup(String groupId) {
        List<JsonNode> groups = StreamSupport.stream(
                        request.at("/Instances/AdditionalMasterSecurityGroups").spliterator(), false)
                .toList();
        if (groups.stream().noneMatch(group -> group.asText().equals(groupId))) {
            throw new IllegalArgumentException(
                    "'customize' replaces the additional security groups of the primary node, including the one that allows 'sshFrom'."
                            + " Leave them out, or use sessionManager(true) without 'sshFrom'");
        }
    }

    /** Checks that the primary node has the key pair of the tunnel. */
    void requireKeyPair(String keyPairName) {
        String given = request.at("/Instances/Ec2KeyName").asText();
        if (!given.equals(keyPairName)) {
            throw new IllegalArgumentException(Tokens.readable(
                    "'customize' sets the key pair '%s', but the tunnel uses '%s'. Pass yours to 'keyPair' of the notebook cluster"
                            .formatted(given, keyPairName)));
        }
    }
}
