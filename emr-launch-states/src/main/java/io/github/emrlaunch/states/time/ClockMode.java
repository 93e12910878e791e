package io.github.emrlaunch.states.time;

/** How time passes on a {@link VirtualClock}. */
public enum ClockMode {
    /** When no worker is busy, it jumps to the next wake-up. */
    JUMP,
    /** It stands until {@link VirtualClock#advance} or {@link VirtualClock#pass} moves it. */
    HOLD,
    /** It passes as on the wall clock, whether or not workers are busy; {@link VirtualClock#tick} moves it. */
    REAL
}
