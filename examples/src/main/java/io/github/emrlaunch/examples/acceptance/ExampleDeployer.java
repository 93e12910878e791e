package io.github.emrlaunch.examples.acceptance;

import java.util.Optional;

/** Deploys an example's stacks, and destroys them. */
interface ExampleDeployer {
    /** Returns a readable name of the deployment method. */
    String name();

    /** Returns why the example must not be deployed: it would change existing resources, or can't work. */
    Optional<String> obstacle(Synthesized example) throws InterruptedException;

    /**
     * Deploys all stacks.
     *
     * @throws IllegalStateException if a stack can't be deployed; a part of it may exist
     */
    void deploy(Synthesized example) throws InterruptedException;

    /**
     * Destroys all existing stacks, with the content of their buckets.
     *
     * @throws IllegalStateException if something is left
     */
    void destroy(Synthesized example) throws InterruptedException;
}
