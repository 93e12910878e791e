package io.github.emrlaunch.core.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.services.s3.IBucket;

/**
 * PySpark steps that a JSON file lists, for people who write jobs and no CDK apps:
 *
 * <pre>{@code
 * {"steps": [
 *   {"name": "step1", "code_filename": "step1.py"},
 *   {"name": "step2", "code_filename": "step2.py", "data_source_folder": "step2"}]}
 * }</pre>
 *
 * <p>Beside the file are the folders {@code code}, with a file for each step, and {@code data}, with a folder for each step that
 * has data. Both go to the data bucket under their own names. A step gets {@code --data_source} with the folder of its data, if
 * it has any, and {@code --output_uri} with {@code outputs/NAME/} of the same bucket.
 */
public final class StepsFile {
    private static final Set<String> MEMBERS = Set.of("name", "code_filename", "data_source_folder");

    private final Path file;
    private final IBucket bucket;
    private final Path dataFolder;
    private final EmrCode code;
    private final List<EmrCode> codeAndData;

    private StepsFile(Path file, IBucket bucket) {
        this.file = file;
        this.bucket = bucket;
        this.dataFolder = file.resolveSibling("data");
        this.code = EmrCode.fromPath(file.resolveSibling("code").toString(), bucket, "code");
        this.codeAndData = Files.isDirectory(dataFolder)
                ? List.of(code, EmrCode.fromPath(dataFolder.toString(), bucket, "data"))
                : List.of(code);
    }

    /**
     * Reads the steps, in the order of the file.
     *
     * @param file its path, from where the app runs
     * @param dataBucket where code, data and outputs are
     * @throws IllegalArgumentException when the file isn't such a list; the message names the entry
     */
    public static List<EmrStep> read(String file, IBucket dataBucket) {
        return new StepsFile(Path.of(Validation.required("file", file)), Validation.required("dataBucket", dataBucket))
                .steps();
    }

    private List<EmrStep> steps() {
        JsonNode entries = content().path("steps");
        if (!entries.isArray() || entries.isEmpty()) {
            throw new IllegalArgumentException("%s: 'steps' must be a list of at least one step".formatted(file));
        }
        List<EmrStep> steps = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            EmrStep step = step("steps[%d]".formatted(i), entries.path(i));
            if (!names.add(step.name())) {
                throw invalid("steps[%d]".formatted(i), "'name' must be unique, got a second: " + step.name());
            }
            steps.add(step);
        }
        return steps;
    }

    private JsonNode content() {
        try {
            return Json.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read %s".formatted(file), e);
        }
    }

    private EmrStep step(String entry, JsonNode json) {
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            if (!MEMBERS.contains(member.getKey())) {
                throw invalid(
                        entry,
                        "takes 'name', 'code_filename' and 'data_source_folder', got: '%s'".formatted(member.getKey()));
            }
        }
        String name = text(entry, json, "name");
        List<String> arguments = new ArrayList<>();
        if (json.has("data_source_folder")) {
            arguments.add("--data_source");
            arguments.add(bucket.s3UrlForObject("data/%s/".formatted(data(entry, json))));
        }
        arguments.add("--output_uri");
        arguments.add(bucket.s3UrlForObject("outputs/%s/".formatted(name)));
        String codeFile = text(entry, json, "code_filename");
        try {
            return SparkSubmit.python(code, codeFile)
                    .arguments(arguments)
                    .toStep(name)
                    .withCode(codeAndData);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s: %s".formatted(file, entry, e.getMessage()), e);
        }
    }

    private String data(String entry, JsonNode json) {
        String folder = text(entry, json, "data_source_folder");
        if (!Files.isDirectory(dataFolder.resolve(folder))) {
            throw invalid(entry, "'data_source_folder' must be a folder in %s, got: %s".formatted(dataFolder, folder));
        }
        return folder;
    }

    private String text(String entry, JsonNode json, String member) {
        JsonNode value = json.path(member);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw invalid(
                    entry,
                    "'%s' must be a text that isn't empty, got: %s"
                            .formatted(member, value.isMissingNode() ? "nothing" : value));
        }
        return value.textValue();
    }

    private IllegalArgumentException invalid(String entry, String problem) {
        return new IllegalArgumentException("%s: %s: %s".formatted(file, entry, problem));
    }
}
