package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Bytes that are too many for JSON: the body of an object. It is a member of an input or an output as any other value.
 *
 * @param source where the bytes come from; those of a request can be read once
 * @param length how many there are, -1 when nobody knows before they are read
 */
public record Payload(Source source, long length) {
    /** Opens the bytes. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    public static Payload of(byte[] bytes) {
        return new Payload(() -> new ByteArrayInputStream(bytes), bytes.length);
    }

    public static Payload of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The payload that a member is; empty for a member that is JSON. */
    public static Optional<Payload> in(JsonNode member) {
        return member instanceof POJONode value && value.getPojo() instanceof Payload payload
                ? Optional.of(payload)
                : Optional.empty();
    }

    public JsonNode node() {
        return new POJONode(this);
    }

    /** The bytes as UTF-8, cut after so many bytes. */
    public String text(int maximum) {
        try (InputStream in = source.open()) {
            return new String(in.readNBytes(maximum), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
