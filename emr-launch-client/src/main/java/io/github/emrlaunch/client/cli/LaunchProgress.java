package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.ClusterStatus;
import io.github.emrlaunch.client.LaunchEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of a launch: a line for each state when it is first entered, and for each change of the cluster. On a
 * terminal, the last line also shows the elapsed time.
 */
final class LaunchProgress implements AutoCloseable {
    private static final int SECOND = 1000;
    private final Terminal terminal;
    private final @Nullable Duration typical;
    private final Instant started;
    private final Set<String> statesTold = new HashSet<>();
    private final Timer ticker = new Timer("progress", true);
    private @Nullable ClusterStatus cluster;
    private String state = "";
    private Instant lastEvent;
    private long toldAt = System.nanoTime();
    private boolean closed;

    /**
     * Starts to show progress.
     *
     * @param started the start time of the launch
     * @param typical the typical duration; null if it is not known
     */
    LaunchProgress(Terminal terminal, Instant started, @Nullable Duration typical) {
        this.terminal = terminal;
        this.started = started;
        this.lastEvent = started;
        this.typical = typical;
        if (terminal.interactive()) {
            ticker.scheduleAtFixedRate(tick(), 0, SECOND);
        }
    }

    synchronized void tell(LaunchEvent event) {
        if (closed) {
            return;
        }
        lastEvent = event.time();
        toldAt = System.nanoTime();
        ClusterStatus known = event.cluster();
        if (known != null && !known.equals(cluster)) {
            cluster = known;
            line(event, describe(known));
        }
        if (event.entersState()) {
            state = event.state();
            if (statesTold.add(state)) {
                line(event, state);
            }
        } else if (!event.details().isEmpty()) {
            line(event, terminal.bad("%s: %s".formatted(event.type(), event.details())));
        }
    }

    static String describe(ClusterStatus cluster) {
        StringBuilder text = new StringBuilder("Cluster ").append(cluster.clusterId());
        if (cluster.state() != null) {
            text.append(" is ").append(cluster.state());
        }
        if (cluster.reason() != null) {
            text.append(": ").append(cluster.reason());
        }
        return text.toString();
    }

    private void line(LaunchEvent event, String text) {
        terminal.progress("");
        terminal.print("  %s  %s".formatted(Texts.clock(Duration.between(started, event.time())), text));
        count();
    }

    private TimerTask tick() {
        return new TimerTask() {
            @Override
            public void run() {
                showTime();
            }
        };
    }

    private synchronized void showTime() {
        if (!closed) {
            count();
        }
    }

    /** The clock of AWS may differ from that of this machine: its last known time plus the time that has passed since. */
    private void count() {
        Duration elapsed = Duration.between(started, lastEvent).plusNanos(System.nanoTime() - toldAt);
        String usual = typical == null ? "" : " of typically " + Texts.clock(typical);
        terminal.progress("  %s%s  %s".formatted(Texts.clock(elapsed), usual, state));
    }

    @Override
    public void close() {
        stop();
    }

    /** Stops the progress, so that other lines may follow. */
    synchronized void stop() {
        if (!closed) {
            closed = true;
            ticker.cancel();
            terminal.progress("");
        }
    }
}
