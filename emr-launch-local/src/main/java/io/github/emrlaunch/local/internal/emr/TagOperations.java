package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import java.util.Map;

/** The operations for the tags of a cluster. */
final class TagOperations {
    private final Clusters clusters;
    private final ClusterPermissions permissions;

    TagOperations(Clusters clusters, ClusterPermissions permissions) {
        this.clusters = clusters;
        this.permissions = permissions;
    }

    Map<String, Operation> table() {
        return Map.of(
                "AddTags", new Operation(permissions::addTags, this::addTags),
                "RemoveTags", new Operation(permissions::removeTags, this::removeTags));
    }

    private JsonNode addTags(CallContext context, ObjectNode input) {
        Cluster cluster = notEnded(input);
        TagRules.check(input.path("Tags"), cluster.tags());
        input.path("Tags").forEach(cluster::putTag);
        return AwsJson.object();
    }

    private JsonNode removeTags(CallContext context, ObjectNode input) {
        Cluster cluster = notEnded(input);
        Inputs.strings(input, "TagKeys").forEach(cluster::removeTag);
        return AwsJson.object();
    }

    /** Returns a cluster whose tags can be changed: it must not be terminated. */
    private Cluster notEnded(ObjectNode input) {
        Cluster cluster = clusters.cluster(Inputs.required(input, "ResourceId"));
        if (cluster.state().hasEnded()) {
            throw Clusters.invalid(
                    "InvalidRequest",
                    "The tags of the cluster " + cluster.id() + " cannot be changed: it has terminated.");
        }
        return cluster;
    }
}
