package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import io.github.emrlaunch.states.internal.json.JsonValues;

/** Gives the JSONPath library access to data, for one evaluation that may take only so many steps. */
final class BoundedProvider extends JacksonJsonNodeJsonProvider {
    static final int MAXIMUM_STEPS = 3_000_000;

    private int steps;

    BoundedProvider() {
        super(JsonValues.MAPPER);
    }

    /** An evaluation that takes too many steps. */
    static final class ExceededException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The library asks this of every value that it comes to. */
    @Override
    public boolean isMap(Object value) {
        if (++steps > MAXIMUM_STEPS) {
            throw new ExceededException();
        }
        return super.isMap(value);
    }

    /** The library's own takes what is beyond the end of an array for null. */
    @Override
    public Object getArrayIndex(Object array, int index) {
        JsonNode element = ((JsonNode) array).get(index);
        if (element == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return element;
    }
}
