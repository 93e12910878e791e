package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.Sha256;

/** Digests of texts, for unique names with limited length and characters. */
public final class Digests {
    private Digests() {}

    /** Returns the first hexadecimal digits of a text's digest. */
    public static String of(String text, int digits) {
        return Sha256.hex(text).substring(0, digits);
    }
}
