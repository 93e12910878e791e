package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Page;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import java.util.List;
import java.util.Map;

/**
 * The operations for EMR releases. The local emulator knows the labels but not the applications of a release. It rejects a list by
 * application, and its descriptions have no applications.
 */
final class ReleaseOperations {
    private static final List<String> LABELS = Inputs.strings(EmrData.read("release-labels.json"), "labels");
    private static final int PAGE = 100;

    Map<String, Operation> table() {
        return Map.of(
                "ListReleaseLabels", operation("ListReleaseLabels", this::listReleaseLabels),
                "DescribeReleaseLabel", operation("DescribeReleaseLabel", this::describeReleaseLabel));
    }

    private static Operation operation(String name, Operation.Handler handler) {
        return Operation.requiring(input -> RequiredPermission.of("elasticmapreduce:" + name, "*"), handler);
    }

    /** Lists the release labels. The newest label of each series is first. */
    private JsonNode listReleaseLabels(CallContext context, ObjectNode input) {
        JsonNode filters = input.path("Filters");
        if (AwsJson.has(filters, "Application")) {
            throw Clusters.invalid(
                    "InvalidRequest",
                    "The local emulator doesn't know the applications of a release; filter by Prefix.");
        }
        String prefix = AwsJson.text(filters, "Prefix", "");
        List<String> matching =
                LABELS.stream().filter(label -> label.startsWith(prefix)).toList();
        String token = AwsJson.text(input, "NextToken");
        Page<String> page = Page.of(
                matching,
                token,
                Inputs.number(input, "MaxResults", PAGE, 1, PAGE),
                () -> Clusters.invalid("InvalidRequest", "NextToken '" + token + "' is not valid."));
        ObjectNode output = AwsJson.object();
        page.elements().forEach(output.putArray("ReleaseLabels")::add);
        return page.next() == null ? output : output.put("NextToken", page.next());
    }

    private JsonNode describeReleaseLabel(CallContext context, ObjectNode input) {
        String label = Inputs.required(input, "ReleaseLabel");
        if (Release.parse(label).isEmpty()) {
            throw Clusters.invalid("InvalidRequest", "The supplied release label is invalid: " + label + ".");
        }
        ObjectNode output = AwsJson.object().put("ReleaseLabel", label);
        output.putArray("Applications");
        return output;
    }
}
