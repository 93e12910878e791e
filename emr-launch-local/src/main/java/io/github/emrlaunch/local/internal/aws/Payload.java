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
 * A body that is too large for JSON, such as the content of an object. It is a member of an input or an output like other values.
 *
 * @param source the source of the bytes; the bytes of a request can be read once
 * @param length the number of bytes; -1 when it is not known before they are read
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

    /** Returns the payload of a member; empty when the member is JSON. */
    public static Optional<Payload> in(JsonNode member) {
        return member instanceof POJONode value && value.getPojo() instanceof Payload payload
                ? Optional.of(payload)
                : Optional.empty();
    }

    public JsonNode node() {
        return new POJONode(this);
    }

    /** Returns the bytes as UTF-8, truncated to this number of bytes. */
    public String text(int maximum) {
        try (InputStream in = source.open()) {
            return new String(in.readNBytes(maximum), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
