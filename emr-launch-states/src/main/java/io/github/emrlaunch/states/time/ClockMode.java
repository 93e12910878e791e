package io.github.emrlaunch.states.time;

/** The way in which time passes on a {@link VirtualClock}. */
public enum ClockMode {
    /** The clock jumps to the next wake-up when no worker is busy. */
    JUMP,
    /** The clock stands still until {@link VirtualClock#advance} moves it. */
    HOLD,
    /** The clock moves like the wall clock, whether or not workers are busy; {@link VirtualClock#tick} moves it. */
    REAL
}
