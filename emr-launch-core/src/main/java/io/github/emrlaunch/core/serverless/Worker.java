package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.definitions.Json;
import java.util.TreeMap;

/**
 * The size of a worker.
 *
 * @param vCpus the vCPUs: 1, 2, 4, 8 or 16
 * @param memoryGb the memory in gigabytes, within bounds and in increments that depend on the vCPUs
 * @param diskGb the disk size in gigabytes
 * @param isShuffleOptimized whether the disk is optimized for shuffle-heavy jobs
 * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/app-behavior.html#worker-configs">Supported
 *     worker configurations</a>
 */
public record Worker(Number vCpus, Number memoryGb, Number diskGb, boolean isShuffleOptimized) {
    private static final int MIN_DISK_GB = 20;
    private static final int MAX_DISK_GB = 200;
    private static final int MAX_SHUFFLE_OPTIMIZED_DISK_GB = 2_000;
    private static final TreeMap<Integer, Memory> MEMORY = memory();

    private record Memory(int minimum, int maximum, int step) {}

    private static TreeMap<Integer, Memory> memory() {
        TreeMap<Integer, Memory> memory = new TreeMap<>();
        memory.put(1, new Memory(2, 8, 1));
        memory.put(2, new Memory(4, 16, 1));
        memory.put(4, new Memory(8, 30, 1));
        memory.put(8, new Memory(16, 60, 4));
        memory.put(16, new Memory(32, 120, 8));
        return memory;
    }

    /** Checks that EMR Serverless has workers of this size. */
    public Worker {
        vCpus = GivenNumbers.whole("vCpus", vCpus);
        memoryGb = GivenNumbers.whole("memoryGb", memoryGb);
        diskGb = GivenNumbers.whole("diskGb", diskGb);
        Memory memory = Tokens.isUnresolved(vCpus) ? null : MEMORY.get(vCpus.intValue());
        if (memory == null && !Tokens.isUnresolved(vCpus)) {
            throw new IllegalArgumentException(
                    "A worker has one of %s vCPUs, got: %d".formatted(MEMORY.keySet(), vCpus));
        }
        if (memory != null
                && !Tokens.isUnresolved(memoryGb)
                && (GivenNumbers.isOutside(memoryGb, memory.minimum, memory.maximum)
                        || memoryGb.intValue() % memory.step != 0)) {
            throw new IllegalArgumentException(
                    "A worker with %d vCPUs has %d to %d GB of memory, in steps of %d, got: %d"
                            .formatted(vCpus, memory.minimum, memory.maximum, memory.step, memoryGb));
        }
        int largest = isShuffleOptimized ? MAX_SHUFFLE_OPTIMIZED_DISK_GB : MAX_DISK_GB;
        if (GivenNumbers.isOutside(diskGb, MIN_DISK_GB, largest)) {
            throw new IllegalArgumentException("A worker's %s disk has %d to %d GB, got: %d"
                    .formatted(isShuffleOptimized ? "shuffle-optimized" : "standard", MIN_DISK_GB, largest, diskGb));
        }
    }

    /**
     * Returns a worker with the default disk of 20 GB.
     *
     * @throws IllegalArgumentException when EMR Serverless has no workers of this size
     */
    public static Worker of(Number vCpus, Number memoryGb) {
        return new Worker(vCpus, memoryGb, MIN_DISK_GB, false);
    }

    /** Returns the member WorkerConfiguration of a request. */
    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("Cpu", GivenNumbers.text(vCpus) + " vCPU")
                .put("Memory", GivenNumbers.text(memoryGb) + " GB")
                .put("Disk", GivenNumbers.text(diskGb) + " GB");
        return isShuffleOptimized ? json.put("DiskType", "SHUFFLE_OPTIMIZED") : json;
    }

    /** Returns this worker with a disk of this size, 20 to 200 GB. */
    public Worker withDisk(Number gb) {
        return new Worker(vCpus, memoryGb, gb, false);
    }

    /** Returns this worker with a shuffle-optimized disk, 20 to 2,000 GB. Requires emr-7.1.0. */
    public Worker withShuffleOptimizedDisk(Number gb) {
        return new Worker(vCpus, memoryGb, gb, true);
    }
}
