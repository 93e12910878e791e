package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * A JSON document as a request of the SDK, by what the SDK itself knows of the request's members: every member there is, at
 * every depth. Null is as good as missing; nothing is dropped, rounded or turned from one type into another.
 */
final class SdkRequest {
    private SdkRequest() {}

    /**
     * Sets the members of a builder.
     *
     * @param builder of a request, which stays the caller's to build
     * @throws InvalidClusterRequestException for an unknown member or a wrong type
     */
    static <B extends SdkPojo> B fill(B builder, JsonNode json) {
        fill(builder, json, "");
        return builder;
    }

    private static void fill(SdkPojo builder, JsonNode json, String path) {
        if (!json.isObject()) {
            throw wrongType(path, "an object", json);
        }
        Map<String, SdkField<?>> fields =
                builder.sdkFields().stream().collect(Collectors.toMap(SdkField::locationName, Function.identity()));
        json.properties().forEach(member -> {
            String memberPath = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
            SdkField<?> field = fields.get(member.getKey());
            if (field == null) {
                throw new InvalidClusterRequestException(memberPath, "is not a member that RunJobFlow takes");
            }
            if (!member.getValue().isNull()) {
                field.set(builder, value(field, member.getValue(), memberPath));
            }
        });
    }

    private static @Nullable Object value(SdkField<?> field, JsonNode json, String path) {
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> checked(json, json.isTextual(), "a string", path).textValue();
            case BOOLEAN ->
                checked(json, json.isBoolean(), "true or false", path).booleanValue();
            case INTEGER -> exact(json, "an integer of 32 bits", BigDecimal::intValueExact, path);
            case LONG -> exact(json, "an integer of 64 bits", BigDecimal::longValueExact, path);
            case DOUBLE -> exact(json, "a number that a double can hold", SdkRequest::doubleValueExact, path);
            case SDK_POJO -> object(field, json, path);
            case LIST -> list(field, json, path);
            case MAP -> map(field, json, path);
            // No member of RunJobFlow has it, says a test.
            default -> throw new InvalidClusterRequestException(path, "has a type that is not supported");
        };
    }

    private static Object object(SdkField<?> field, JsonNode json, String path) {
        SdkPojo builder = field.constructor().get();
        fill(builder, json, path);
        return ((Buildable) builder).build();
    }

    private static Object list(SdkField<?> field, JsonNode json, String path) {
        SdkField<?> element = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonNode each : checked(json, json.isArray(), "a list", path)) {
            list.add(value(element, each, path + "." + list.size()));
        }
        return list;
    }

    private static Object map(SdkField<?> field, JsonNode json, String path) {
        SdkField<?> value = field.getRequiredTrait(MapTrait.class).valueFieldInfo();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        checked(json, json.isObject(), "an object", path).properties().forEach(member -> {
            if (!member.getValue().isNull()) {
                map.put(member.getKey(), value(value, member.getValue(), path + "." + member.getKey()));
            }
        });
        return map;
    }

    private static Number exact(JsonNode json, String expected, Function<BigDecimal, Number> conversion, String path) {
        try {
            return conversion.apply(
                    checked(json, json.isNumber(), expected, path).decimalValue());
        } catch (ArithmeticException e) {
            throw new InvalidClusterRequestException(path, "must be %s, got: %s".formatted(expected, json));
        }
    }

    private static double doubleValueExact(BigDecimal number) {
        double value = number.doubleValue();
        if (Double.isInfinite(value) || BigDecimal.valueOf(value).compareTo(number) != 0) {
            throw new ArithmeticException();
        }
        return value;
    }

    private static JsonNode checked(JsonNode json, boolean hasType, String expected, String path) {
        if (!hasType) {
            throw wrongType(path, expected, json);
        }
        return json;
    }

    /** Says the type that was found, not the value: that may be a secret. */
    private static InvalidClusterRequestException wrongType(String path, String expected, JsonNode found) {
        return new InvalidClusterRequestException(
                path.isEmpty() ? "the request" : path,
                "must be %s, got %s"
                        .formatted(expected, found.getNodeType().name().toLowerCase(Locale.ROOT)));
    }
}
