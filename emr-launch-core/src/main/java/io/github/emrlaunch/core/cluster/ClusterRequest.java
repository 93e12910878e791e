package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.StoredRequest;
import java.util.ArrayList;
import java.util.List;

/** The part of a RunJobFlow request that a configuration decides: collected by the builder, then written. */
final class ClusterRequest {
    final ObjectNode settings = Json.object();
    final ObjectNode instances = Json.object();
    final Software software = new Software();
    final List<RequestProperty> properties = new ArrayList<>();
    List<InstanceGroup> groups = List.of();
    List<InstanceFleet> fleets = List.of();

    /** The request, with every member that a stored request has. */
    ObjectNode toJson(String name, List<String> subnetIds) {
        ObjectNode request = StoredRequest.empty();
        request.put("Name", name).put("StepConcurrencyLevel", 1).put("VisibleToAllUsers", true);
        request.putArray("Tags");
        software.addTo(request);
        request.setAll(settings.deepCopy());
        addInstances(request.withObject("/Instances"), subnetIds);
        properties.forEach(property -> property.addTo(request));
        return request;
    }

    private void addInstances(ObjectNode json, List<String> subnetIds) {
        json.put("KeepJobFlowAliveWhenNoSteps", true).put("TerminationProtected", false);
        json.setAll(instances.deepCopy());
        if (!groups.isEmpty()) {
            ArrayNode array = json.putArray("InstanceGroups");
            groups.forEach(group -> array.add(group.toJson()));
        }
        if (!fleets.isEmpty()) {
            ArrayNode array = json.putArray("InstanceFleets");
            fleets.forEach(fleet -> array.add(fleet.toJson()));
        }
        if (subnetIds.size() == 1 && fleets.isEmpty()) {
            json.put("Ec2SubnetId", subnetIds.get(0));
        } else if (!subnetIds.isEmpty()) {
            subnetIds.forEach(json.putArray("Ec2SubnetIds")::add);
        }
    }
}
