package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Page;
import java.util.List;
import java.util.function.Function;

/** The responses of list operations. */
final class Pages {
    private static final int DEFAULT_SIZE = 100;

    private Pages() {}

    /**
     * Returns the page for a request.
     *
     * @param member the member of the response that contains the elements
     */
    static <T> ObjectNode of(JsonNode input, List<T> all, String member, Function<T, ? extends JsonNode> toJson) {
        int size = input.path("maxResults").asInt();
        Page<T> page = Page.of(
                all,
                AwsJson.text(input, "nextToken"),
                size == 0 ? DEFAULT_SIZE : size,
                () -> AwsException.client("InvalidToken", "Invalid Token: '" + AwsJson.text(input, "nextToken") + "'"));
        ObjectNode output = AwsJson.object();
        ArrayNode elements = output.putArray(member);
        page.elements().forEach(element -> elements.add(toJson.apply(element)));
        if (page.next() != null) {
            output.put("nextToken", page.next());
        }
        return output;
    }
}
