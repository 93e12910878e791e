package io.github.emrlaunch.states.internal.query;

/** The language of the expressions of a state. */
public enum QueryLanguage {
    JSON_PATH("JSONPath"),
    JSONATA("JSONata");

    private final String label;

    QueryLanguage(String label) {
        this.label = label;
    }

    /** Returns the name in a definition. */
    public String label() {
        return label;
    }
}
