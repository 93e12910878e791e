package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import io.github.emrlaunch.states.internal.json.JsonValues;

/** Provides data to the JSONPath library for one evaluation with a limited number of steps. */
final class BoundedProvider extends JacksonJsonNodeJsonProvider {
    static final int MAXIMUM_STEPS = 3_000_000;

    private int steps;

    BoundedProvider() {
        super(JsonValues.MAPPER);
    }

    /** An evaluation takes too many steps. */
    static final class ExceededException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The library calls this for every value that it visits. */
    @Override
    public boolean isMap(Object value) {
        if (++steps > MAXIMUM_STEPS) {
            throw new ExceededException();
        }
        return super.isMap(value);
    }

    /** The default implementation of the library returns null for an index beyond the end of an array. */
    @Override
    public Object getArrayIndex(Object array, int index) {
        JsonNode element = ((JsonNode) array).get(index);
        if (element == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return element;
    }
}
