package io.github.emrlaunch.states.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** JSON numbers: 3 and 3.0 are equal, and the range is unlimited. */
public final class Numbers {
    private Numbers() {}

    /** Returns the smallest node type for the number, like a parser. */
    public static NumericNode node(BigInteger number) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        int bits = number.bitLength();
        if (bits < Integer.SIZE) {
            return nodes.numberNode(number.intValueExact());
        }
        return bits < Long.SIZE ? nodes.numberNode(number.longValueExact()) : (NumericNode) nodes.numberNode(number);
    }

    /** Rounds to the nearest whole number. A half is rounded up, as Step Functions does: -1.5 is rounded to -1. */
    public static BigInteger round(BigDecimal number) {
        return number.add(new BigDecimal("0.5")).setScale(0, RoundingMode.FLOOR).toBigInteger();
    }

    public static boolean isWhole(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    /** Returns whether JSON values are equal. Numbers are compared by value. */
    public static boolean sameValue(JsonNode one, JsonNode other) {
        return one.equals(
                (a, b) -> a.isNumber() && b.isNumber()
                        ? a.decimalValue().compareTo(b.decimalValue())
                        : a.equals(b) ? 0 : 1,
                other);
    }
}
