package io.github.emrlaunch.definitions;

/** How much of its work a loader function does in one invocation. */
public enum LoadStage {
    /** All of it: load, combine, override, tags, checks. */
    ALL,

    /** Load and combine: a function of the user's applies the overrides next. */
    BEFORE_OVERRIDES,

    /** Tags and checks, with what the user's function made of the request. */
    AFTER_OVERRIDES
}
