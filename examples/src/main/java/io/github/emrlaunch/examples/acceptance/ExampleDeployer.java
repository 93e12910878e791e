package io.github.emrlaunch.examples.acceptance;

import java.util.Optional;

/** Deploys an example's stacks, and destroys them. */
interface ExampleDeployer {
    /** By what it is deployed, for people. */
    String name();

    /** Why the example must not be deployed: deploying or destroying it would change what is there already, or cannot work. */
    Optional<String> obstacle(Synthesized example) throws InterruptedException;

    /**
     * Deploys all stacks.
     *
     * @throws IllegalStateException when a stack cannot be deployed; a part of it may be there
     */
    void deploy(Synthesized example) throws InterruptedException;

    /**
     * Destroys all stacks, or what is there of them, with all that is in their buckets.
     *
     * @throws IllegalStateException when something is left
     */
    void destroy(Synthesized example) throws InterruptedException;
}
