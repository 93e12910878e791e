package io.github.emrlaunch.core.internal;

import java.util.regex.Pattern;

/** Tokens of the CDK, recognized without a call into the CDK: each would cross a process boundary. */
public final class Tokens {
    private static final Pattern IN_TEXT = Pattern.compile("[$#]\\{Token\\[");
    /** The CDK encodes tokens that are numbers as huge negative ones. */
    private static final double LARGEST_ENCODED_NUMBER = -1e280;

    private Tokens() {}

    /** Whether a text, or an element of a list, holds a token. */
    public static boolean isUnresolved(String text) {
        return IN_TEXT.matcher(text).find();
    }

    /** Whether a number is a token. */
    public static boolean isUnresolved(Number number) {
        return number.doubleValue() < LARGEST_ENCODED_NUMBER;
    }
}
