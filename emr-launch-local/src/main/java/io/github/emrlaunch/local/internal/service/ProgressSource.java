package io.github.emrlaunch.local.internal.service;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A service with resources that change as virtual time passes. */
@FunctionalInterface
public interface ProgressSource {
    /**
     * Returns whether a request of a job reads the state of a resource that is in progress and does not wait for that job.
     *
     * @param action such as {@code elasticmapreduce:DescribeStep}
     * @param jobId the id of the step or job run whose job makes the request
     */
    boolean isUnderWay(String action, ObjectNode input, String jobId);
}
