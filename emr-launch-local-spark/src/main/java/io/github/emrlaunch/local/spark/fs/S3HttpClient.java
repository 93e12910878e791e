package io.github.emrlaunch.local.spark.fs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An HTTP client with the S3 requests that the file system needs. */
final class S3HttpClient {
    private static final int TRIES = 5;
    private static final int FIRST_PAUSE_MILLIS = 50;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 300_000;
    private static final int BATCH = 1000;

    private final S3Settings settings;

    S3HttpClient(S3Settings settings) {
        this.settings = settings;
    }

    /** The body of a request. */
    private interface Body {
        long length() throws IOException;

        InputStream open() throws IOException;
    }

    /** Reads a response. */
    private interface Reader<T> {
        T read(HttpURLConnection answer) throws IOException;
    }

    private static Body bytes(byte[] bytes) {
        return new Body() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    private static Body section(Path file, long offset, long length) {
        return new Body() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open() throws IOException {
                InputStream in = Files.newInputStream(file);
                in.skipNBytes(offset);
                return in;
            }
        };
    }

    /** Returns the object at a location; empty if there is none. An error response has no body. */
    Optional<S3Entry> head(S3Location at) throws IOException {
        try {
            return Optional.of(
                    send("HEAD", address(at, ""), Map.of(), bytes(new byte[0]), answer -> entry(at, answer)));
        } catch (S3Refusal e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static S3Entry entry(S3Location at, HttpURLConnection answer) {
        return new S3Entry(
                at.key(),
                answer.getContentLengthLong(),
                answer.getLastModified(),
                String.valueOf(answer.getHeaderField("ETag")));
    }

    /** Returns a range of an object. Fails if the object's ETag differs from the given one, unless that is empty. */
    byte[] get(S3Location at, long from, long length, String etag) throws IOException {
        Map<String, String> range = Map.of("Range", "bytes=" + from + "-" + (from + length - 1));
        Map<String, String> headers =
                etag.isEmpty() ? range : Map.of("Range", range.getOrDefault("Range", ""), "If-Match", etag);
        return send("GET", address(at, ""), headers, bytes(new byte[0]), S3HttpClient::content);
    }

    private static byte[] content(HttpURLConnection answer) throws IOException {
        try (InputStream in = answer.getInputStream()) {
            return in.readAllBytes();
        }
    }

    /** Returns a page of the keys with a prefix; with the delimiter, up to the next slash. */
    S3ListingPage list(String bucket, String prefix, boolean deep, int size, String next) throws IOException {
        String query = "?list-type=2&encoding-type=url&prefix=" + encoded(prefix) + (deep ? "" : "&delimiter=%2F")
                + (size > 0 ? "&max-keys=" + size : "")
                + (next.isEmpty() ? "" : "&continuation-token=" + encoded(next));
        return S3ListingPage.of(send(
                "GET",
                address(new S3Location(bucket, ""), query),
                Map.of(),
                bytes(new byte[0]),
                S3HttpClient::document));
    }

    private static S3Document document(HttpURLConnection answer) throws IOException {
        return S3Document.read(new ByteArrayInputStream(content(answer)));
    }

    /** Uploads a file, in parts if it is large. */
    void put(S3Location at, Path file) throws IOException {
        long size = Files.size(file);
        if (size <= settings.partSize()) {
            send("PUT", address(at, ""), Map.of(), section(file, 0, size), S3HttpClient::content);
            return;
        }
        String upload = send("POST", address(at, "?uploads"), Map.of(), bytes(new byte[0]), S3HttpClient::document)
                .text("UploadId");
        String id = "uploadId=" + encoded(upload);
        try {
            StringBuilder parts = new StringBuilder("<CompleteMultipartUpload>");
            int number = 1;
            for (long offset = 0; offset < size; offset += settings.partSize()) {
                String etag = send(
                        "PUT",
                        address(at, "?partNumber=" + number + "&" + id),
                        Map.of(),
                        section(file, offset, Math.min(settings.partSize(), size - offset)),
                        answer -> String.valueOf(answer.getHeaderField("ETag")));
                parts.append("<Part><PartNumber>")
                        .append(number)
                        .append("</PartNumber><ETag>")
                        .append(escaped(etag));
                parts.append("</ETag></Part>");
                number++;
            }
            byte[] all = parts.append("</CompleteMultipartUpload>").toString().getBytes(StandardCharsets.UTF_8);
            send("POST", address(at, "?" + id), Map.of(), bytes(all), S3HttpClient::content);
        } catch (IOException e) {
            try {
                send("DELETE", address(at, "?" + id), Map.of(), bytes(new byte[0]), S3HttpClient::content);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    void copy(S3Location from, S3Location to) throws IOException {
        send(
                "PUT",
                address(to, ""),
                Map.of("x-amz-copy-source", encoded(from.bucket()) + "/" + encoded(from.key())),
                bytes(new byte[0]),
                S3HttpClient::content);
    }

    /** Deletes objects. Missing objects are not an error. */
    void delete(String bucket, List<String> keys) throws IOException {
        if (keys.size() == 1) {
            S3Location at = new S3Location(bucket, keys.get(0));
            send("DELETE", address(at, ""), Map.of(), bytes(new byte[0]), S3HttpClient::content);
            return;
        }
        for (int from = 0; from < keys.size(); from += BATCH) {
            deleteBatch(bucket, keys.subList(from, Math.min(keys.size(), from + BATCH)));
        }
    }

    private void deleteBatch(String bucket, List<String> keys) throws IOException {
        StringBuilder text = new StringBuilder("<Delete><Quiet>true</Quiet>");
        keys.forEach(key -> text.append("<Object><Key>").append(escaped(key)).append("</Key></Object>"));
        byte[] all = text.append("</Delete>").toString().getBytes(StandardCharsets.UTF_8);
        S3Document answer = send(
                "POST",
                address(new S3Location(bucket, ""), "?delete"),
                Map.of("Content-MD5", md5(all)),
                bytes(all),
                S3HttpClient::document);
        for (S3Document error : answer.all("Error")) {
            String code = error.text("Code");
            throw new S3Refusal(
                    code.equals("AccessDenied") ? 403 : 500,
                    code,
                    error.text("Message") + ", key " + error.text("Key"));
        }
    }

    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String address(S3Location at, String query) {
        return settings.endpoint() + "/" + encoded(at.bucket()) + "/" + encoded(at.key()) + query;
    }

    /** Encodes all characters except unreserved ones and slashes. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-_~/".indexOf(c) >= 0;
            // A dot is encoded: a segment of dots is part of a key, not a parent folder.
            encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return encoded.toString();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < ' ' || "&<>\"".indexOf(c) >= 0) {
                escaped.append("&#").append(c).append(';');
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    private <T> T send(String method, String address, Map<String, String> headers, Body body, Reader<T> reader)
            throws IOException {
        long pause = FIRST_PAUSE_MILLIS;
        for (int attempt = 1; ; attempt++) {
            try {
                return sendOnce(method, address, headers, body, reader);
            } catch (S3Refusal e) {
                if (!e.isTemporary() || attempt == TRIES) {
                    throw e;
                }
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("The request to S3 was interrupted");
            }
            pause *= 2;
        }
    }

    private <T> T sendOnce(String method, String address, Map<String, String> headers, Body body, Reader<T> reader)
            throws IOException {
        // The local emulator is on this machine, whatever proxy the machine has.
        HttpURLConnection request = (HttpURLConnection) new URL(address).openConnection(Proxy.NO_PROXY);
        request.setRequestMethod(method);
        request.setInstanceFollowRedirects(false);
        request.setConnectTimeout(CONNECT_MILLIS);
        request.setReadTimeout(READ_MILLIS);
        request.setUseCaches(false);
        request.setRequestProperty("Authorization", settings.authorization());
        if (!settings.sessionToken().isEmpty()) {
            request.setRequestProperty("X-Amz-Security-Token", settings.sessionToken());
        }
        headers.forEach(request::setRequestProperty);
        if (method.equals("PUT") || method.equals("POST")) {
            request.setDoOutput(true);
            request.setFixedLengthStreamingMode(body.length());
            request.setRequestProperty("Content-Type", "binary/octet-stream");
            try (OutputStream out = request.getOutputStream();
                    InputStream in = body.open()) {
                copy(in, out, body.length());
            }
        }
        int status = request.getResponseCode();
        if (status >= 300) {
            throw refusal(status, request);
        }
        return reader.read(request);
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = length;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new IOException("The file that is put has become shorter");
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }

    private static S3Refusal refusal(int status, HttpURLConnection answer) throws IOException {
        try (InputStream in = answer.getErrorStream()) {
            byte[] bytes = in == null ? new byte[0] : in.readAllBytes();
            if (bytes.length > 0) {
                S3Document error = S3Document.read(new ByteArrayInputStream(bytes));
                return new S3Refusal(status, error.text("Code"), error.text("Message"));
            }
        }
        return new S3Refusal(status, "", status == 403 ? "Forbidden" : String.valueOf(answer.getResponseMessage()));
    }
}
