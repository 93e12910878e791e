package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.nio.file.Path;
import java.util.Map;

/**
 * The assets of a stack that was synthesized with the CDK's {@code LegacyStackSynthesizer}. Its template has three parameters for
 * each asset, and the metadata of the stack names them. The CDK CLI sets them during deployment ({@code
 * prepareFileAsset} in its {@code assets.ts}).
 */
final class LegacyAssets {
    private static final String BUCKET = "cdktoolkit-stagingbucket";

    private LegacyAssets() {}

    /**
     * Adds the assets of a stack and the values of their parameters.
     *
     * @param metadata the metadata of the stack, by construct path
     */
    static void read(JsonNode metadata, Path directory, Map<String, String> parameters, Map<String, Path> assets) {
        for (JsonNode entries : metadata) {
            for (JsonNode entry : entries) {
                JsonNode asset = entry.path("data");
                if (entry.path("type").asText().equals("aws:cdk:asset") && asset.has("s3KeyParameter")) {
                    add(asset, directory, parameters, assets);
                }
            }
        }
    }

    private static void add(JsonNode asset, Path directory, Map<String, String> parameters, Map<String, Path> assets) {
        String hash = AwsJson.text(asset, "sourceHash", "");
        String id = AwsJson.text(asset, "id", hash);
        Path path = directory.resolve(AwsJson.text(asset, "path", ""));
        String prefix = id.equals(hash) ? "assets/" : "assets/" + id + "/";
        String file = hash + (asset.path("packaging").asText().equals("zip") ? ".zip" : extension(path));
        parameters.put(asset.path("s3BucketParameter").asText(), BUCKET);
        parameters.put(asset.path("s3KeyParameter").asText(), prefix + "||" + file);
        parameters.put(asset.path("artifactHashParameter").asText(), hash);
        assets.put(prefix + file, path);
    }

    private static String extension(Path path) {
        String name = path.toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }
}
