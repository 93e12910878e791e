package io.github.emrlaunch.states.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Numbers as JSON has them: 3 and 3.0 are equal, and have no bounds. */
public final class Numbers {
    private Numbers() {}

    /** The smallest node type that holds the number, which is what a parser would make of it. */
    public static NumericNode node(BigInteger number) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        int bits = number.bitLength();
        if (bits < Integer.SIZE) {
            return nodes.numberNode(number.intValueExact());
        }
        return bits < Long.SIZE ? nodes.numberNode(number.longValueExact()) : (NumericNode) nodes.numberNode(number);
    }

    /** Rounds to the nearest whole number; a half goes up, as Step Functions does with -1.5 (to -1). */
    public static BigInteger round(BigDecimal number) {
        return number.add(new BigDecimal("0.5")).setScale(0, RoundingMode.FLOOR).toBigInteger();
    }

    public static boolean isWhole(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    /** Equality of JSON values in which numbers are equal by value. */
    public static boolean sameValue(JsonNode one, JsonNode other) {
        return one.equals(
                (a, b) -> a.isNumber() && b.isNumber()
                        ? a.decimalValue().compareTo(b.decimalValue())
                        : a.equals(b) ? 0 : 1,
                other);
    }
}
