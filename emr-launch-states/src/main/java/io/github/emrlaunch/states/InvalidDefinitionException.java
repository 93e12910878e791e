package io.github.emrlaunch.states;

/** A definition that isn't a state machine, or one that this interpreter doesn't run. */
public final class InvalidDefinitionException extends RuntimeException {
    private final String location;

    InvalidDefinitionException(String location, String problem) {
        super(location + ": " + problem);
        this.location = location;
    }

    /** The path of the field in the definition, such as {@code $.States['Load'].Next}. */
    public String location() {
        return location;
    }
}
