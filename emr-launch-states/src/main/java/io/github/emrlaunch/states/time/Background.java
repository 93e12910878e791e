package io.github.emrlaunch.states.time;

/** Work that goes on in a thread of its own, while the clock waits for it. */
public final class Background {
    private Background() {}

    /** The work; its worker may sleep. */
    @FunctionalInterface
    public interface Work {
        void run(VirtualClock.Worker worker) throws InterruptedException;
    }

    /** Starts work; the clock knows of it when this returns. */
    public static void start(VirtualClock clock, String name, Work work) {
        VirtualClock.Worker worker = clock.register();
        Thread thread = new Thread(
                () -> {
                    worker.use();
                    try (worker) {
                        work.run(worker);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        worker.handTo(thread);
        thread.start();
    }
}
