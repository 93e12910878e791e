package io.github.emrlaunch.local;

import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.states.time.VirtualClock;

/** The state of a local emulator at one moment: deployed and declared resources, stored data, planned events and the time. */
public final class LocalCheckpoint {
    private final VirtualClock clock;
    private final VirtualClock.Moment moment;
    private final Checkpoint services;
    private final Checkpoint stacks;
    private final Runnable calls;

    LocalCheckpoint(VirtualClock clock, Checkpoint services, Checkpoint stacks, Runnable calls) {
        this.clock = clock;
        this.moment = clock.moment();
        this.services = services;
        this.stacks = stacks;
        this.calls = calls;
    }

    /**
     * Goes back to it, as often as wanted. What was begun since is ended: executions are stopped, jobs are ended, clusters are
     * gone, and no event of it is delivered. An execution that ended since and had begun before stays ended. Processes of functions
     * that are deployed as they were stay warm, with what their code keeps in memory.
     *
     * @throws InterruptedException when the thread is interrupted while it waits, in real time, for what goes on to end
     */
    public void restore() throws InterruptedException {
        services.endWork();
        LocalAws.awaitIdle(clock);
        services.restore();
        stacks.restore();
        calls.run();
        clock.goBackTo(moment);
    }
}
