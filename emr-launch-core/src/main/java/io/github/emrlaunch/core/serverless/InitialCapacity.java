package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;

/**
 * Workers that are ready for jobs while the application is started. They incur costs during that time.
 *
 * @param type the type of the workers
 * @param count the number of workers, 1 to 1,000,000
 * @param worker the size of a worker
 * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/pre-init-capacity.html">Pre-initialized
 *     capacity</a>
 */
public record InitialCapacity(WorkerType type, Number count, Worker worker) {
    private static final int MAX_COUNT = 1_000_000;

    /** Checks that there are a type and a worker, and the count. */
    public InitialCapacity {
        Validation.required("type", type);
        Validation.required("worker", worker);
        count = GivenNumbers.whole("count", count);
        if (GivenNumbers.isOutside(count, 1, MAX_COUNT)) {
            throw new IllegalArgumentException("The initial capacity has 1 to %,d workers of type %s, got: %d"
                    .formatted(MAX_COUNT, type.key(), count));
        }
    }

    /** Returns an entry of the member InitialCapacity of a request. */
    ObjectNode toJson() {
        return Json.object().<ObjectNode>set("WorkerCount", Json.of(count)).set("WorkerConfiguration", worker.toJson());
    }

    /** Returns a number of workers of one size. */
    public static InitialCapacity of(WorkerType type, Number count, Worker worker) {
        return new InitialCapacity(type, count, worker);
    }
}
