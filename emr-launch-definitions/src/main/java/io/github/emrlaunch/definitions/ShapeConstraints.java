package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** The lengths, bounds and patterns of a value in the model of an API. */
final class ShapeConstraints {
    private final JsonNode shape;

    /**
     * Creates the constraints of a shape.
     *
     * @param shape the shape in the format of botocore
     */
    ShapeConstraints(JsonNode shape) {
        this.shape = shape;
    }

    /** Returns the violation of a string as text after "must"; empty if there is none. */
    Optional<String> brokenBy(String text) {
        if (isOutside(text.length())) {
            return Optional.of("have %s characters, and has %d".formatted(bounds(), text.length()));
        }
        String pattern = shape.path("pattern").asText();
        return pattern.isEmpty() || Pattern.matches(pattern, text)
                ? Optional.empty()
                : Optional.of("have only characters of the pattern " + pattern);
    }

    /** Returns the violation of a number as text after "must"; empty if there is none. */
    Optional<String> brokenBy(double number) {
        return isOutside(number) ? Optional.of("be " + bounds()) : Optional.empty();
    }

    private boolean isOutside(double number) {
        return (shape.has("min") && number < shape.path("min").asDouble())
                || (shape.has("max") && number > shape.path("max").asDouble());
    }

    private String bounds() {
        if (!shape.has("max")) {
            return "at least " + shape.path("min").asText();
        }
        return shape.path("min").asLong() == 0
                ? "at most " + shape.path("max").asText()
                : shape.path("min").asText() + " to " + shape.path("max").asText();
    }
}
