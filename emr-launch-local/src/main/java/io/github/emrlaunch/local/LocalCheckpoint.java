package io.github.emrlaunch.local;

import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.states.time.VirtualClock;

/** The state of a local emulator at a point in time: deployed and declared resources, stored data, planned events and the time. */
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
     * Restores this state. It can be restored any number of times. Work that started after the checkpoint is stopped: executions are
     * stopped, jobs are stopped, clusters are removed, and their events are not delivered. An execution that was running at the
     * checkpoint
     * and has ended since stays ended. Processes of functions that are unchanged stay warm and keep the state in their memory.
     *
     * @throws InterruptedException when the thread is interrupted while it waits, in real time, for running work to stop
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
