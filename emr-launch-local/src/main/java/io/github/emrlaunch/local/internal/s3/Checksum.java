package io.github.emrlaunch.local.internal.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * The checksums with which clients verify objects, see <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html">Checking object integrity</a>.
 */
enum Checksum {
    CRC32,
    CRC32C,
    CRC64NVME,
    SHA1,
    SHA256;

    /** The incremental calculation of a checksum. */
    interface Running {
        void update(byte[] bytes, int length);

        byte[] value();
    }

    /** Returns the name of the header, such as {@code x-amz-checksum-crc32}. */
    String header() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    /** Returns the name of the member in requests and responses. */
    String member() {
        return "Checksum" + name();
    }

    /** Returns the checksum with the name of an algorithm or a header. */
    static Optional<Checksum> find(String name) {
        return Arrays.stream(values())
                .filter(each ->
                        each.name().equalsIgnoreCase(name) || each.header().equalsIgnoreCase(name))
                .findFirst();
    }

    Running start() {
        return switch (this) {
            case CRC32 -> of(new CRC32());
            case CRC32C -> of(new CRC32C());
            case CRC64NVME -> new Crc64Nvme();
            case SHA1 -> digest("SHA-1");
            case SHA256 -> digest("SHA-256");
        };
    }

    static Running digest(String algorithm) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            return new Running() {
                @Override
                public void update(byte[] bytes, int length) {
                    digest.update(bytes, 0, length);
                }

                @Override
                public byte[] value() {
                    return digest.digest();
                }
            };
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static Running of(java.util.zip.Checksum sum) {
        return new Running() {
            @Override
            public void update(byte[] bytes, int length) {
                sum.update(bytes, 0, length);
            }

            @Override
            public byte[] value() {
                return bigEndian(sum.getValue(), Integer.BYTES);
            }
        };
    }

    private static byte[] bigEndian(long value, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >>> (Byte.SIZE * (size - 1 - i)));
        }
        return bytes;
    }

    /** CRC-64/NVME: reflected, with all bits set initially and inverted at the end. */
    private static final class Crc64Nvme implements Running {
        private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
        private static final long[] TABLE = new long[256];

        static {
            for (int i = 0; i < TABLE.length; i++) {
                long value = i;
                for (int bit = 0; bit < Byte.SIZE; bit++) {
                    value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL;
                }
                TABLE[i] = value;
            }
        }

        private long sum = -1;

        @Override
        public void update(byte[] bytes, int length) {
            for (int i = 0; i < length; i++) {
                sum = TABLE[(int) (sum ^ bytes[i]) & 0xFF] ^ (sum >>> Byte.SIZE);
            }
        }

        @Override
        public byte[] value() {
            return bigEndian(~sum, Long.BYTES);
        }
    }
}
