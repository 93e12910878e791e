package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gets objects from the emulator's S3 with the credentials of a job, and files of its HDFS and of this machine. */
final class Download {
    private static final Pattern ADDRESS = Pattern.compile("(s3[an]?)://([^/]+)/(.+)");
    private static final Pattern OF_S3 = Pattern.compile("s3[an]?:.*");
    private static final Pattern HDFS = Pattern.compile("hdfs://[^/]*(/.*)");
    private static final Pattern ELSEWHERE = Pattern.compile("(?!file:)([A-Za-z][A-Za-z0-9+.-]*):/.*");
    private static final Pattern GLOB = Pattern.compile("[^*?\\[{]*+.+");
    private static final Pattern KEY = Pattern.compile("<Key>(.*?)</Key>", Pattern.DOTALL);
    private static final Pattern NEXT =
            Pattern.compile("<NextContinuationToken>(.*?)</NextContinuationToken>", Pattern.DOTALL);
    private static final Pattern MESSAGE = Pattern.compile("<Message>(.*?)</Message>", Pattern.DOTALL);
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Map<String, String> environment;
    private final @Nullable Path hdfs;

    /**
     * For a job.
     *
     * @param environment has its credentials
     * @param hdfs the folder of its cluster's HDFS, null without one
     */
    Download(Map<String, String> environment, @Nullable Path hdfs) {
        this.environment = environment;
        this.hdfs = hdfs;
    }

    /**
     * The addresses that a pattern names, sorted; without a pattern, the address itself.
     *
     * @throws JobFailure there are none
     */
    List<String> expand(String uri, Path base) throws IOException {
        if (!GLOB.matcher(uri).matches()) {
            return List.of(uri);
        }
        if (uri.contains("#")) {
            throw new JobFailure(uri + " can't have a name after '#': it is a pattern, which names many files");
        }
        Matcher address = ADDRESS.matcher(uri);
        List<String> found = address.matches()
                ? objects(uri, address.group(1), address.group(2), address.group(3))
                : files(uri, base);
        if (found.isEmpty()) {
            throw new JobFailure("No file matches " + uri);
        }
        return found;
    }

    private List<String> objects(String uri, String scheme, String bucket, String pattern) throws IOException {
        PathMatcher matcher = matcher(uri, pattern);
        String prefix = pattern.replaceFirst("[*?\\[{].*", "");
        String query = "?list-type=2&prefix=" + encode(prefix);
        List<String> found = new ArrayList<>();
        String next = "";
        do {
            HttpURLConnection connection =
                    connect(bucket + query + (next.isEmpty() ? "" : "&continuation-token=" + encode(next)));
            try {
                if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                    throw new JobFailure("Cannot list " + uri + ": " + message(connection));
                }
                String page;
                try (InputStream body = connection.getInputStream()) {
                    page = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                }
                KEY.matcher(page)
                        .results()
                        .map(key -> text(key.group(1)))
                        .filter(key -> !key.endsWith("/") && matcher.matches(Path.of(key)))
                        .forEach(key -> found.add(scheme + "://" + bucket + "/" + key));
                Matcher token = NEXT.matcher(page);
                next = token.find() ? text(token.group(1)) : "";
            } finally {
                connection.disconnect();
            }
        } while (!next.isEmpty());
        return found.stream().sorted().toList();
    }

    private List<String> files(String uri, Path base) throws IOException {
        Path pattern = local(uri, base);
        Path root = pattern;
        while (root != null && GLOB.matcher(root.toString()).matches()) {
            root = root.getParent();
        }
        if (root == null || !Files.isDirectory(root)) {
            return List.of();
        }
        PathMatcher matcher = matcher(uri, pattern.toString());
        try (Stream<Path> all = Files.walk(root, pattern.getNameCount() - root.getNameCount())) {
            return all.filter(matcher::matches).map(Path::toString).sorted().toList();
        }
    }

    private static PathMatcher matcher(String uri, String pattern) throws JobFailure {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw new JobFailure(uri + " is no pattern for names: " + e.getDescription());
        }
    }

    Path fetch(String uri, Path base, Path folder) throws IOException {
        Matcher address = ADDRESS.matcher(uri);
        if (address.matches()) {
            return object(uri, address.group(2), address.group(3), folder);
        }
        if (OF_S3.matcher(uri).matches()) {
            throw new JobFailure(uri + " names no object: the form is s3://bucket/key");
        }
        return file(uri, base, folder);
    }

    private Path object(String uri, String bucket, String key, Path folder) throws IOException {
        String name = key.substring(key.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new JobFailure(uri + " names no object with a file name");
        }
        if (!bucket.matches("[A-Za-z0-9._-]+")) {
            throw new JobFailure(uri + " names no valid bucket: the form is s3://bucket/key");
        }
        String path = Arrays.stream(key.split("/", -1))
                .map(segment -> encode(segment))
                .collect(Collectors.joining("/"));
        HttpURLConnection connection = connect(bucket + "/" + path);
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new JobFailure("Cannot read " + uri + ": " + message(connection));
            }
            Path file = folder.resolve(name);
            try (InputStream body = connection.getInputStream()) {
                Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return file;
        } finally {
            connection.disconnect();
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpURLConnection connect(String path) throws IOException {
        String endpoint = environment.getOrDefault("AWS_ENDPOINT_URL", "");
        if (endpoint.isEmpty()) {
            throw new JobFailure("There is no S3: AWS_ENDPOINT_URL is not set");
        }
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(endpoint + "/" + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        // The emulator does not verify signatures.
        connection.setRequestProperty(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + environment.getOrDefault("AWS_ACCESS_KEY_ID", "") + "/20260101/"
                        + environment.getOrDefault("AWS_REGION", "us-east-1")
                        + "/s3/aws4_request, SignedHeaders=host, Signature=0");
        String token = environment.get("AWS_SESSION_TOKEN");
        if (token != null) {
            connection.setRequestProperty("X-Amz-Security-Token", token);
        }
        connection.setRequestProperty("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        return connection;
    }

    private static String message(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        InputStream stream = connection.getErrorStream();
        if (stream != null) {
            try (stream) {
                Matcher message = MESSAGE.matcher(new String(stream.readNBytes(1 << 16), StandardCharsets.UTF_8));
                if (message.find()) {
                    return text(message.group(1)) + " (status " + status + ")";
                }
            }
        }
        return "S3 answered with status " + status;
    }

    private static String text(String xml) {
        return xml.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }

    private Path file(String uri, Path base, Path folder) throws IOException {
        Path file = local(uri, base);
        Path name = file.getFileName();
        if (name == null || !Files.exists(file)) {
            throw new JobFailure("The file " + uri + " does not exist "
                    + (HDFS.matcher(uri).matches() ? "in the cluster's HDFS" : "on this machine"));
        }
        Path copy = folder.resolve(name);
        if (!copy.toAbsolutePath().normalize().equals(file.toAbsolutePath().normalize())) {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    private Path local(String uri, Path base) throws JobFailure {
        Matcher ofHdfs = HDFS.matcher(uri);
        if (ofHdfs.matches()) {
            if (hdfs == null) {
                throw new JobFailure(uri + ": job runs of EMR Serverless have no HDFS. Keep the file in S3");
            }
            Path root = hdfs.toAbsolutePath().normalize();
            Path file = root.resolve(ofHdfs.group(1).substring(1)).normalize();
            if (!file.startsWith(root)) {
                throw new JobFailure(uri + " leads out of HDFS");
            }
            return file;
        }
        Matcher elsewhere = ELSEWHERE.matcher(uri);
        if (elsewhere.matches()) {
            throw new JobFailure(uri + ": addresses with '" + elsewhere.group(1)
                    + ":' are not supported here, only s3://, hdfs:// and files of this machine. Keep the file in S3");
        }
        try {
            return uri.startsWith("file:")
                    ? Path.of(URI.create(uri.replaceFirst("^file:/+", "file:///")))
                    : base.resolve(uri);
        } catch (IllegalArgumentException e) {
            throw new JobFailure(uri + " is no address of a file: " + e.getMessage());
        }
    }
}
