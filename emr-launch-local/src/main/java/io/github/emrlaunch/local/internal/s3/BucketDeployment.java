package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Payload;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The custom resource of the CDK's <a
 * href="https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_s3_deployment-readme.html">BucketDeployment</a>. It puts the
 * files of its sources into a bucket, like {@code aws s3 sync}.
 */
final class BucketDeployment {
    static final String TYPE = "Custom::CDKBucketDeployment";
    /** The properties that have an effect, or whose effect could not be seen. */
    static final String[] PROPERTIES = {
        "ServiceToken",
        "SourceBucketNames",
        "SourceObjectKeys",
        "SourceMarkers",
        "SourceMarkersConfig",
        "DestinationBucketName",
        "DestinationBucketKeyPrefix",
        "DestinationBucketArn",
        "RetainOnDelete",
        "Prune",
        "Exclude",
        "Include",
        "Extract",
        "OutputObjectKeys",
        "SignContent",
        "UserMetadata",
        "SystemMetadata.cache-control",
        "SystemMetadata.content-disposition",
        "SystemMetadata.content-encoding",
        "SystemMetadata.content-language",
        "SystemMetadata.content-type",
        "SystemMetadata.storage-class"
    };

    private static final Map<String, String> SYSTEM_METADATA = Map.of(
            "cache-control", "CacheControl",
            "content-disposition", "ContentDisposition",
            "content-encoding", "ContentEncoding",
            "content-language", "ContentLanguage",
            "content-type", "ContentType",
            "storage-class", "StorageClass");

    private final BucketFolders folders;
    private final S3Events events;
    private final CallContext caller;

    BucketDeployment(BucketFolders folders, S3Events events, CallContext caller) {
        this.folders = folders;
        this.events = events;
        this.caller = caller;
    }

    /** The destination of a deployment. */
    record Destination(String bucket, String prefix) {
        static Destination of(JsonNode properties) {
            String prefix = AwsJson.text(properties, "DestinationBucketKeyPrefix", "");
            boolean none = prefix.isEmpty() || prefix.equals("/");
            return new Destination(
                    AwsJson.text(properties, "DestinationBucketName", ""),
                    none ? "" : prefix.endsWith("/") ? prefix : prefix + "/");
        }
    }

    static boolean retains(JsonNode properties) {
        return AwsJson.text(properties, "RetainOnDelete", "true").equals("true");
    }

    CreatedResource deploy(ResourceRequest request) throws IOException {
        Destination destination = Destination.of(request.properties());
        if (!folders.exists(destination.bucket())) {
            throw request.error("there is no bucket " + destination.bucket(), "DestinationBucketName");
        }
        Map<String, Payload> files = files(request);
        if (request.previous() != null && !retains(request.properties())) {
            Destination before = Destination.of(request.previousProperties());
            if (!before.equals(destination)) {
                empty(before);
            }
        }
        files.keySet().removeIf(name -> !isIncluded(request.properties(), name));
        if (AwsJson.text(request.properties(), "Prune", "true").equalsIgnoreCase("true")) {
            prune(request.properties(), destination, files);
        }
        for (Map.Entry<String, Payload> file : files.entrySet()) {
            put(destination.bucket(), destination.prefix() + file.getKey(), file.getValue(), request.properties());
        }
        String id = request.previous() == null
                ? "aws.cdk.s3deployment." + Ids.uuid(request.seed())
                : request.previous().physicalId();
        return CreatedResource.working(
                id, Map.of("DestinationBucketArn", AwsJson.text(request.properties(), "DestinationBucketArn", "")));
    }

    /** Deletes the objects under a destination. */
    void empty(Destination destination) throws IOException {
        if (!folders.exists(destination.bucket())) {
            return;
        }
        for (String key :
                folders.keys(destination.bucket(), destination.prefix()).keySet()) {
            folders.delete(destination.bucket(), key);
            events.deleted(caller, destination.bucket(), key);
        }
    }

    private void prune(JsonNode properties, Destination destination, Map<String, Payload> files) throws IOException {
        int prefix = destination.prefix().length();
        Set<String> others = new HashSet<>(
                folders.keys(destination.bucket(), destination.prefix()).keySet());
        others.removeIf(
                key -> files.containsKey(key.substring(prefix)) || !isIncluded(properties, key.substring(prefix)));
        for (String key : others) {
            folders.delete(destination.bucket(), key);
            events.deleted(caller, destination.bucket(), key);
        }
    }

    private void put(String bucket, String key, Payload content, JsonNode properties) throws IOException {
        ObjectNode described = AwsJson.object();
        String type = URLConnection.guessContentTypeFromName(key);
        if (type != null) {
            described.put("ContentType", type);
        }
        properties.path("SystemMetadata").properties().forEach(entry -> {
            String member = SYSTEM_METADATA.get(entry.getKey().toLowerCase(Locale.ROOT));
            if (member != null) {
                described.set(member, entry.getValue());
            }
        });
        if (properties.has("UserMetadata")) {
            described.set("Metadata", properties.get("UserMetadata"));
        }
        ObjectNode body = AwsJson.object();
        body.set("Body", content.node());
        try (Incoming incoming = Incoming.read(folders, body)) {
            StoredObject object = folders.put(
                    bucket, S3Access.checked(key), incoming.file(), incoming.etag(), ObjectAttributes.of(described));
            events.created(caller, bucket, object, "PutObject");
        }
    }

    /** Returns the files of all sources by name, with slashes. A later file replaces an earlier one with the same name. */
    private Map<String, Payload> files(ResourceRequest request) throws IOException {
        List<String> buckets = Inputs.strings(request.properties(), "SourceBucketNames");
        List<String> keys = Inputs.strings(request.properties(), "SourceObjectKeys");
        boolean extracts = AwsJson.text(request.properties(), "Extract", "true").equals("true");
        Map<String, Payload> files = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            Path source = source(request, buckets.get(i), keys.get(i));
            Map<String, Payload> ofSource = new TreeMap<>();
            if (!extracts) {
                if (Files.isDirectory(source)) {
                    throw request.error(
                            "the local emulator does not pack the directory " + source.getFileName()
                                    + " that is not to be extracted",
                            "Extract");
                }
                ofSource.put(keys.get(i).replaceFirst(".*/", ""), file(source));
            } else if (Files.isDirectory(source)) {
                addDirectory(source, ofSource);
            } else {
                addArchive(source, ofSource);
            }
            JsonNode markers = request.properties().path("SourceMarkers").path(i);
            if (!markers.isEmpty() && extracts) {
                boolean json = request.properties()
                        .path("SourceMarkersConfig")
                        .path(i)
                        .path("jsonEscape")
                        .asText()
                        .equalsIgnoreCase("true");
                ofSource.replaceAll((name, content) -> replaced(content, markers, json));
            }
            files.putAll(ofSource);
        }
        return files;
    }

    /** Returns the path of an asset of the assembly, or else of an object. */
    private Path source(ResourceRequest request, String bucket, String key) throws IOException {
        Path asset = request.asset(key);
        if (asset != null && Files.exists(asset)) {
            return asset;
        }
        if (folders.exists(bucket)) {
            return folders.find(bucket, key)
                    .map(StoredObject::file)
                    .orElseThrow(
                            () -> request.error("there is no object " + key + " in " + bucket, "SourceObjectKeys"));
        }
        throw request.error(
                "no asset of the cloud assembly has the key '" + key + "', and there is no bucket " + bucket,
                "SourceObjectKeys");
    }

    private static Payload file(Path file) throws IOException {
        return new Payload(() -> Files.newInputStream(file), Files.size(file));
    }

    private static void addDirectory(Path directory, Map<String, Payload> files) throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.walk(directory)) {
            found = all.filter(Files::isRegularFile).toList();
        }
        for (Path each : found) {
            List<String> names = new ArrayList<>();
            directory.relativize(each).forEach(name -> names.add(name.toString()));
            files.put(String.join("/", names), file(each));
        }
    }

    private static void addArchive(Path archive, Map<String, Payload> files) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                // Like Python's zipfile, which does not extract files outside of its directory.
                String name = String.join(
                        "/",
                        Arrays.stream(entry.getName().split("/", -1))
                                .filter(part -> !part.isEmpty() && !part.equals(".") && !part.equals(".."))
                                .toList());
                if (!entry.isDirectory() && !name.isEmpty()) {
                    String path = entry.getName();
                    files.put(name, new Payload(() -> unpacked(archive, path), entry.getSize()));
                }
            }
        }
    }

    private static InputStream unpacked(Path archive, String name) throws IOException {
        ZipFile zip = new ZipFile(archive.toFile());
        return new FilterInputStream(zip.getInputStream(zip.getEntry(name))) {
            @Override
            public void close() throws IOException {
                zip.close();
            }
        };
    }

    /** Replaces the markers of the CDK with values that are known only at deployment. Files with markers are small. */
    private static Payload replaced(Payload content, JsonNode markers, boolean json) {
        try (InputStream in = content.source().open()) {
            // Each byte is one character, so that binary files do not change.
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            for (Map.Entry<String, JsonNode> marker : markers.properties()) {
                String value = marker.getValue().asText();
                String quoted = TextNode.valueOf(value).toString();
                text = text.replace(
                        latin(marker.getKey()), latin(json ? quoted.substring(1, quoted.length() - 1) : value));
            }
            return Payload.of(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Filters files like the AWS CLI: include patterns come after exclude patterns and take precedence. */
    private static boolean isIncluded(JsonNode properties, String name) {
        boolean excluded = Inputs.strings(properties, "Exclude").stream().anyMatch(pattern -> fits(pattern, name));
        return !excluded || Inputs.strings(properties, "Include").stream().anyMatch(pattern -> fits(pattern, name));
    }

    /** Wildcards in these patterns also match slashes. */
    private static boolean fits(String pattern, String name) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char character = pattern.charAt(i);
            int end = character == '[' ? pattern.indexOf(']', i + 2) : -1;
            if (end > 0) {
                String set = pattern.substring(i + 1, end)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&&", "&\\&");
                regex.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                        .append(']');
                i = end;
            } else {
                regex.append(
                        character == '*'
                                ? ".*"
                                : character == '?' ? "." : Pattern.quote(Character.toString(character)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches();
    }
}
