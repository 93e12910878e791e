package io.github.emrlaunch.local.internal.page;

/** Decodes digits of base64, of either alphabet, or of base 16. */
final class Bits {
    private Bits() {}

    /**
     * Returns the bytes as characters from 0 to 255. Other characters and incomplete bytes are skipped.
     *
     * @param perDigit the number of bits of a digit: 6 or 4
     * @param skipped the number of leading digits to skip
     */
    static String of(String digits, int perDigit, int skipped) {
        StringBuilder bytes = new StringBuilder(digits.length());
        int toSkip = skipped;
        int bits = 0;
        int count = 0;
        for (int i = 0; i < digits.length(); i++) {
            int value = perDigit == 4 ? Character.digit(digits.charAt(i), 16) : value(digits.charAt(i));
            if (value < 0 || toSkip-- > 0) {
                continue;
            }
            bits = bits << perDigit | value;
            count += perDigit;
            if (count >= Byte.SIZE) {
                count -= Byte.SIZE;
                bytes.append((char) (bits >> count & 0xff));
            }
        }
        return bytes.toString();
    }

    private static int value(char digit) {
        if (digit >= 'A' && digit <= 'Z') {
            return digit - 'A';
        }
        if (digit >= 'a' && digit <= 'z') {
            return digit - 'a' + 26;
        }
        if (digit >= '0' && digit <= '9') {
            return digit - '0' + 52;
        }
        return switch (digit) {
            case '+', '-' -> 62;
            case '/', '_' -> 63;
            default -> -1;
        };
    }
}
