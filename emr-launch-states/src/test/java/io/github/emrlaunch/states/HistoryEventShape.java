package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** The shape of an event of GetExecutionHistory in the service model of AWS. {@code history-event.json} has its version. */
final class HistoryEventShape {
    private final JsonNode model;

    HistoryEventShape() {
        try (InputStream in = HistoryEventShape.class.getResourceAsStream("/history-event.json")) {
            model = JsonValues.MAPPER.readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the types of events. */
    List<String> types() {
        return StreamSupport.stream(model.path("types").spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    /** Fails when the event has an unknown type, an unknown member at any depth, or a value of another type. */
    void check(HistoryEvent event) {
        assertThat(types()).contains(event.type());
        checkStructure(event.type(), event.toJson(), model.path("members"));
    }

    private static void checkStructure(String where, JsonNode value, JsonNode shape) {
        assertThat(value.isObject()).as(where).isTrue();
        value.properties().forEach(member -> {
            String place = where + "." + member.getKey();
            JsonNode expected = shape.path(shape.has("*") ? "*" : member.getKey());
            assertThat(expected.isMissingNode())
                    .as("%s is not in the model", place)
                    .isFalse();
            if (expected.isObject()) {
                checkStructure(place, member.getValue(), expected);
            } else {
                assertThat(isOf(member.getValue(), expected.textValue()))
                        .as("%s is %s, a %s in the model", place, member.getValue(), expected)
                        .isTrue();
            }
        });
    }

    private static boolean isOf(JsonNode value, String type) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer", "long" -> value.isIntegralNumber();
            default -> value.isNumber();
        };
    }
}
