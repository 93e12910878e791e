package io.github.emrlaunch.local.internal.page;

/** Decodes digits of base64, of either alphabet, or of base 16. */
final class Bits {
    private Bits() {}

    /**
     * The bytes, as characters from 0 to 255; what is no digit is left out, and bits that fill no byte.
     *
     * @param perDigit how many bits a digit has: 6 or 4
     * @param skipped how many digits at the beginning don't belong to it
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
