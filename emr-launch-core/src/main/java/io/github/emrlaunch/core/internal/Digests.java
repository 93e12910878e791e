package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.Sha256;

/** Digests of texts, for names that tell texts apart and have neither their length nor their characters. */
public final class Digests {
    private Digests() {}

    /** The first digits of a text's digest, in hexadecimal. */
    public static String of(String text, int digits) {
        return Sha256.hex(text).substring(0, digits);
    }
}
