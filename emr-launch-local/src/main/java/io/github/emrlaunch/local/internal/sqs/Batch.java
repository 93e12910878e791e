package io.github.emrlaunch.local.internal.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The entries of a batch. Each entry succeeds or fails separately, unless the batch itself is not valid, see <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html">SendMessageBatch</a>.
 */
final class Batch {
    static final int MAX_ENTRIES = 10;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    private Batch() {}

    /**
     * Returns the entries of a request.
     *
     * @param entryType the type in the error for an empty batch
     */
    static JsonNode entries(JsonNode input, String entryType) {
        JsonNode entries = input.path("Entries");
        if (entries.isEmpty()) {
            throw SqsErrors.emptyBatch(entryType);
        }
        if (entries.size() > MAX_ENTRIES) {
            throw SqsErrors.tooManyEntries(entries.size());
        }
        Set<String> ids = new HashSet<>();
        for (JsonNode entry : entries) {
            String id = AwsJson.text(entry, "Id", "");
            if (!ID.matcher(id).matches()) {
                throw SqsErrors.invalidEntryId();
            }
            if (!ids.add(id)) {
                throw SqsErrors.repeatedEntryId(id);
            }
        }
        return entries;
    }

    /**
     * Processes each entry.
     *
     * @param work processes an entry; the id of the entry is added to its response
     */
    static ObjectNode run(JsonNode entries, Function<ObjectNode, ObjectNode> work) {
        ObjectNode output = AwsJson.object();
        ArrayNode successful = output.putArray("Successful");
        ArrayNode failed = output.putArray("Failed");
        for (JsonNode entry : entries) {
            String id = AwsJson.text(entry, "Id", "");
            try {
                successful.add(work.apply((ObjectNode) entry).put("Id", id));
            } catch (AwsException e) {
                failed.addObject()
                        .put("Id", id)
                        .put("SenderFault", e.status() < 500)
                        .put("Code", e.queryCode() == null ? e.code() : e.queryCode())
                        .put("Message", e.message());
            }
        }
        return output;
    }
}
