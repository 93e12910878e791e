package io.github.emrlaunch.core;

import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.Publication;
import java.util.List;

/**
 * A local emulator for all tests of a class, which share what is deployed and the JVMs of its functions. Each test begins without faults and
 * without clusters that run, and sees what came since.
 */
public final class SharedAws implements AutoCloseable {
    private final LocalAws aws = LocalAws.start();
    private int earlierClusters;
    private int earlierPublications;

    /** The emulator. */
    public LocalAws get() {
        return aws;
    }

    /** Begins a test. */
    public void beginTest() {
        aws.clearFaults();
        aws.emr().terminateClusters();
        earlierClusters = aws.clusters().size();
        earlierPublications = aws.publications().size();
    }

    /** The clusters of this test. */
    public List<LocalCluster> clusters() {
        List<LocalCluster> all = aws.clusters();
        return all.subList(earlierClusters, all.size());
    }

    /** The clusters of this test that run. */
    public List<LocalCluster> alive() {
        return clusters().stream().filter(LocalCluster::isAlive).toList();
    }

    /** The messages of this test that were published to a topic of this name. */
    public List<Publication> publications(String topic) {
        List<Publication> all = aws.publications();
        return all.subList(earlierPublications, all.size()).stream()
                .filter(publication -> publication.topicName().equals(topic))
                .toList();
    }

    @Override
    public void close() {
        aws.close();
    }
}
