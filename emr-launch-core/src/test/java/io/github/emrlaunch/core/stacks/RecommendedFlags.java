package io.github.emrlaunch.core.stacks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import software.amazon.awscdk.App;

/** The feature flags that {@code cdk init} sets in a new app, as the CDK's package has them. */
final class RecommendedFlags {
    private static final String FILE = "package/recommended-feature-flags.json";
    private static final int BLOCK = 512;

    private RecommendedFlags() {}

    static Map<String, Object> read() throws IOException {
        String version = Objects.requireNonNull(App.class.getPackage().getImplementationVersion());
        try (InputStream resource = App.class.getResourceAsStream("aws-cdk-lib@%s.jsii.tgz".formatted(version));
                DataInputStream tar = new DataInputStream(new GZIPInputStream(Objects.requireNonNull(resource)))) {
            byte[] header = new byte[BLOCK];
            while (true) {
                tar.readFully(header);
                int size = Integer.parseInt(text(header, 124, 12).trim(), 8);
                if (text(header, 0, 100).equals(FILE)) {
                    return new ObjectMapper().readValue(tar.readNBytes(size), new TypeReference<>() {});
                }
                tar.skipNBytes((size + BLOCK - 1) / BLOCK * (long) BLOCK);
            }
        }
    }

    private static String text(byte[] header, int start, int length) {
        String field = new String(header, start, length, StandardCharsets.US_ASCII);
        int end = field.indexOf('\0');
        return end < 0 ? field : field.substring(0, end);
    }
}
