package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/**
 * The maximum total capacity of all workers of an application. Jobs that need more wait.
 *
 * @param vCpus the total vCPUs
 * @param memoryGb the total memory, in gigabytes
 * @param diskGb the total disk size, in gigabytes; null for no limit
 */
public record MaximumCapacity(
        Number vCpus, Number memoryGb, @Nullable Number diskGb) {
    /** Checks that the values are positive. */
    public MaximumCapacity {
        vCpus = GivenNumbers.whole("vCpus", vCpus);
        memoryGb = GivenNumbers.whole("memoryGb", memoryGb);
        diskGb = GivenNumbers.wholeOrNull("diskGb", diskGb);
        requirePositive("vCPUs", vCpus);
        requirePositive("GB of memory", memoryGb);
        if (diskGb != null) {
            requirePositive("GB of disk", diskGb);
        }
    }

    private static void requirePositive(String unit, Number value) {
        if (GivenNumbers.isOutside(value, 1, Long.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "The maximum capacity must be at least 1 %s, got: %d".formatted(unit, value));
        }
    }

    /** Returns the member MaximumCapacity of a request. */
    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("Cpu", GivenNumbers.text(vCpus) + " vCPU")
                .put("Memory", GivenNumbers.text(memoryGb) + " GB");
        if (diskGb != null) {
            json.put("Disk", GivenNumbers.text(diskGb) + " GB");
        }
        return json;
    }

    /** Returns a maximum of processors and memory, without a limit on disks. */
    public static MaximumCapacity of(Number vCpus, Number memoryGb) {
        return new MaximumCapacity(vCpus, memoryGb, null);
    }

    /** Returns this maximum with a limit on disks. */
    public MaximumCapacity withDisk(Number gb) {
        return new MaximumCapacity(vCpus, memoryGb, gb);
    }
}
