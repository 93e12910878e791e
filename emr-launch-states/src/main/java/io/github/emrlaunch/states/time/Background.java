package io.github.emrlaunch.states.time;

/** Work in a separate thread, for which the clock waits. */
public final class Background {
    private Background() {}

    /** The work. Its worker may sleep. */
    @FunctionalInterface
    public interface Work {
        void run(VirtualClock.Worker worker) throws InterruptedException;
    }

    /** Starts work. The clock knows its worker when this method returns. */
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
