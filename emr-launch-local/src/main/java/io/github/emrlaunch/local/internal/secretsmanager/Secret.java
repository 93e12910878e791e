package io.github.emrlaunch.local.internal.secretsmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A secret with its versions. Every method is atomic. Only {@link #version} returns a value. */
final class Secret {
    static final String CURRENT = "AWSCURRENT";
    private static final String PREVIOUS = "AWSPREVIOUS";

    /**
     * A version of a secret.
     *
     * @param content {@code SecretString} or {@code SecretBinary} as in the request
     */
    record Version(String id, ObjectNode content, Instant created) {
        /** The default implementation of a record would show the value. */
        @Override
        public String toString() {
            return "Version " + id;
        }
    }

    private final String name;
    private final String arn;
    private final Instant created;
    private final Map<String, Version> versions = new LinkedHashMap<>();
    /** The version ids by staging label. */
    private final Map<String, String> stages = new LinkedHashMap<>();

    private @Nullable String kmsKeyId;
    private @Nullable String description;
    private JsonNode tags = AwsJson.array();
    private Instant changed;
    /** The time of the deletion; null unless it is scheduled. */
    private @Nullable Instant deletion;

    Secret(String name, String arn, Instant created) {
        this.name = name;
        this.arn = arn;
        this.created = created;
        this.changed = created;
    }

    String name() {
        return name;
    }

    String arn() {
        return arn;
    }

    Instant created() {
        return created;
    }

    synchronized Instant changed() {
        return changed;
    }

    synchronized @Nullable String kmsKeyId() {
        return kmsKeyId;
    }

    synchronized JsonNode tags() {
        return tags;
    }

    synchronized boolean isDeleted() {
        return deletion != null;
    }

    /** Returns whether its recovery window has ended. */
    synchronized boolean isGone(Instant now) {
        return deletion != null && !deletion.isAfter(now);
    }

    synchronized void delete(Instant at) {
        deletion = at;
    }

    synchronized void restore() {
        deletion = null;
    }

    /** Changes the given attributes; null for unchanged ones. */
    synchronized void describe(@Nullable String newDescription, @Nullable String newKmsKeyId, Instant now) {
        description = newDescription == null ? description : newDescription;
        kmsKeyId = newKmsKeyId == null ? kmsKeyId : newKmsKeyId;
        changed = now;
    }

    synchronized void setTags(Map<String, String> changedTags) {
        ArrayNode list = AwsJson.array();
        changedTags.forEach((key, value) -> list.addObject().put("Key", key).put("Value", value));
        tags = list;
    }

    /** Returns the tags by key. */
    synchronized Map<String, String> tagMap() {
        Map<String, String> map = new TreeMap<>();
        tags.forEach(tag -> map.put(AwsJson.text(tag, "Key", ""), AwsJson.text(tag, "Value", "")));
        return map;
    }

    synchronized Checkpoint checkpoint() {
        Checkpoint collections = Checkpoints.all(Checkpoints.of(versions), Checkpoints.of(stages));
        @Nullable String thenKey = kmsKeyId;
        @Nullable String thenDescription = description;
        JsonNode thenTags = tags;
        Instant thenChanged = changed;
        @Nullable Instant thenDeletion = deletion;
        return () -> {
            synchronized (this) {
                collections.restore();
                kmsKeyId = thenKey;
                description = thenDescription;
                tags = thenTags;
                changed = thenChanged;
                deletion = thenDeletion;
            }
        };
    }

    /** Adds a version. When it becomes the current version, the last current version becomes the previous one. */
    synchronized void put(Version version, Set<String> itsStages, Instant now) {
        versions.put(version.id(), version);
        String before = stages.get(CURRENT);
        if (itsStages.contains(CURRENT) && before != null && !before.equals(version.id())) {
            stages.put(PREVIOUS, before);
        }
        itsStages.forEach(stage -> stages.put(stage, version.id()));
        changed = now;
    }

    synchronized Optional<Version> version(String id) {
        return Optional.ofNullable(versions.get(id));
    }

    synchronized Optional<String> versionAt(String stage) {
        return Optional.ofNullable(stages.get(stage));
    }

    synchronized Set<String> stagesOf(String versionId) {
        Set<String> found = new LinkedHashSet<>();
        stages.forEach((stage, id) -> {
            if (id.equals(versionId)) {
                found.add(stage);
            }
        });
        return found;
    }

    synchronized @Nullable String description() {
        return description;
    }

    /** Returns the secret in the format of DescribeSecret, which does not contain a value. */
    synchronized ObjectNode toJson() {
        ObjectNode described = AwsJson.object().put("ARN", arn).put("Name", name);
        if (description != null) {
            described.put("Description", description);
        }
        if (kmsKeyId != null) {
            described.put("KmsKeyId", kmsKeyId);
        }
        described.put("LastChangedDate", AwsJson.timestamp(changed)).put("CreatedDate", AwsJson.timestamp(created));
        if (deletion != null) {
            described.put("DeletedDate", AwsJson.timestamp(deletion));
        }
        described.set("Tags", tags.deepCopy());
        ObjectNode stagesByVersion = described.putObject("VersionIdsToStages");
        versions.keySet().forEach(id -> {
            Set<String> itsStages = stagesOf(id);
            if (!itsStages.isEmpty()) {
                itsStages.forEach(stagesByVersion.withArray(id)::add);
            }
        });
        return described;
    }
}
