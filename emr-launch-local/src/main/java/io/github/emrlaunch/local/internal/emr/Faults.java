package io.github.emrlaunch.local.internal.emr;

import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.internal.aws.AwsException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which cluster fails in which way. Faults for the next cluster are used up, those for a name stay. */
public final class Faults {
    private final Deque<ClusterFault> next = new ArrayDeque<>();
    private final Map<String, List<ClusterFault>> byName = new HashMap<>();
    private final Map<String, Integer> throttledDescribes = new HashMap<>();

    public synchronized void failNext(ClusterFault fault) {
        next.add(fault);
    }

    public synchronized void failNamed(String clusterName, ClusterFault fault) {
        byName.computeIfAbsent(clusterName, name -> new ArrayList<>()).add(fault);
    }

    /** The faults of a cluster that is about to be created. */
    synchronized List<ClusterFault> take(String clusterName) {
        List<ClusterFault> faults = new ArrayList<>(byName.getOrDefault(clusterName, List.of()));
        ClusterFault one = next.poll();
        if (one != null) {
            faults.add(one);
        }
        return faults;
    }

    synchronized void throttle(String clusterId, int times) {
        throttledDescribes.merge(clusterId, times, Integer::sum);
    }

    synchronized void checkDescribe(String clusterId) {
        Integer left = throttledDescribes.get(clusterId);
        if (left != null && left > 0) {
            throttledDescribes.put(clusterId, left - 1);
            throw AwsException.client("ThrottlingException", "Rate exceeded");
        }
    }
}
