package io.github.emrlaunch.local.internal.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The CloudFormation resources of layer versions. A layer is extracted when a function that uses it runs. */
final class LayerResources {
    static final String TYPE = "AWS::Lambda::LayerVersion";
    private static final int NAME = 140;

    private final Account account;
    private final BucketCode bucketCode;
    /** The content of a version by its ARN. */
    private final Map<String, Path> contents = new ConcurrentHashMap<>();
    /** The number of the last version of each layer. */
    private final Map<String, Integer> published = new ConcurrentHashMap<>();

    /**
     * The layers of a function.
     *
     * @param contents the contents of the existing layers, in the order of the function
     * @param missing the ARNs of the missing layers
     */
    record Layers(List<Path> contents, List<String> missing) {}

    LayerResources(Account account, BucketCode bucketCode) {
        this.account = account;
        this.bucketCode = bucketCode;
    }

    ResourceType type() {
        return ResourceType.of(this::create, "LayerName", "Content.S3Bucket", "Content.S3Key")
                .deletedBy(request -> contents.remove(request.deletedId()));
    }

    /** Each change creates a new version. */
    private CreatedResource create(ResourceRequest request) {
        String name = request.name("LayerName", NAME);
        String key = AwsJson.text(request.properties().path("Content"), "S3Key", "");
        Path asset = request.asset(key);
        Path content = asset == null ? bucketCode.find(request, "Content") : asset;
        if (content != null && !Files.exists(content)) {
            throw request.error("the layer's content is missing: " + content, "Content.S3Key");
        }
        String arn = account.arn("lambda", "layer:" + name + ":" + published.merge(name, 1, Integer::sum));
        CreatedResource created = CreatedResource.identity(arn, Map.of("LayerVersionArn", arn));
        if (content == null) {
            return created.withNote(
                    "Its content is no asset of the cloud assembly and in no bucket here, so functions run without"
                            + " it.");
        }
        contents.put(arn, content);
        return CreatedResource.working(arn, created.attributes());
    }

    /** Returns the layers of a function from the property with their ARNs. */
    Layers find(JsonNode arns) {
        List<Path> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (JsonNode arn : arns) {
            Path content = contents.get(arn.asText());
            if (content == null) {
                missing.add(arn.asText());
            } else {
                found.add(content);
            }
        }
        return new Layers(found, missing);
    }

    Checkpoint checkpoint() {
        return Checkpoints.all(Checkpoints.of(contents), Checkpoints.of(published));
    }
}
