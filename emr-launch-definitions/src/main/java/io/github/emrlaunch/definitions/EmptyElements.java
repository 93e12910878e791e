package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;

/**
 * Lists of a request that were a parameter of the stack, and empty: CloudFormation joins no elements to an empty text, which stands in the
 * stored list as its only element. Of names and ids none is empty, so the list is.
 */
public final class EmptyElements {
    // Not the subnets: a cluster without any runs in EC2's default ones, so that EMR has to refuse an empty one.
    private static final Map<String, List<String>> LISTS = Map.of(
            "",
            List.of("Applications"),
            "/Instances",
            List.of("AdditionalMasterSecurityGroups", "AdditionalSlaveSecurityGroups"));

    private static final JsonNode EMPTY = TextNode.valueOf("");

    private EmptyElements() {}

    /** Removes lists whose only element is an empty text, or an object of nothing but an empty name. */
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
