package io.github.emrlaunch.local.internal.aws;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids in the format of AWS that are the same in every run. */
public final class Ids {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private Ids() {}

    /** Returns at most 64 lower-case hexadecimal digits that depend only on the seed. */
    public static String hex(String seed, int length) {
        return HexFormat.of().formatHex(digest(seed)).substring(0, length);
    }

    /** Returns at most 32 upper-case letters and digits that depend only on the seed. */
    public static String alphanumeric(String seed, int length) {
        byte[] digest = digest(seed);
        StringBuilder id = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            id.append(ALPHABET.charAt(Byte.toUnsignedInt(digest[i]) % ALPHABET.length()));
        }
        return id.toString();
    }

    /** Returns a UUID that depends only on the seed. */
    public static String uuid(String seed) {
        String hex = hex(seed, 32);
        return String.join(
                "-",
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20));
    }

    private static byte[] digest(String seed) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
