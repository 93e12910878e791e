package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;

/**
 * Removes lists of a request that come from an empty list parameter of the stack: CloudFormation joins no elements to an empty string,
 * which is the only element of the
 * stored list. Names and ids are never empty, so the list is empty.
 */
public final class EmptyElements {
    // Not the subnets: a cluster without subnets runs in the default ones of EC2, so EMR must refuse an empty list.
    private static final Map<String, List<String>> LISTS = Map.of(
            "",
            List.of("Applications"),
            "/Instances",
            List.of("AdditionalMasterSecurityGroups", "AdditionalSlaveSecurityGroups"));

    private static final JsonNode EMPTY = TextNode.valueOf("");

    private EmptyElements() {}

    /** Removes lists whose only element is an empty string, or an object with only an empty name. */
    public static void remove(ObjectNode request) {
        LISTS.forEach((path, members) -> {
            if (request.at(path) instanceof ObjectNode parent) {
                members.stream().filter(member -> isEmpty(parent.path(member))).forEach(parent::remove);
            }
        });
    }

    private static boolean isEmpty(JsonNode list) {
        JsonNode only = list.path(0);
        return list.size() == 1
                && (only.equals(EMPTY) || (only.size() == 1 && only.path("Name").equals(EMPTY)));
    }
}
