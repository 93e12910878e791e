package io.github.emrlaunch.core.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Digests;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Jsonata;
import io.github.emrlaunch.core.internal.states.Reference;
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
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import software.amazon.awscdk.services.s3.IBucket;

/**
 * Steps from a JSON file, for users who write jobs but no CDK apps. The file is data: no text in it is evaluated when the steps
 * run. An example with PySpark steps, their code and data:
 *
 * <pre>{@code
 * {"steps": [
 *   {"name": "step1", "code_filename": "step1.py", "arguments": ["--day", "2026-01-01"]},
 *   {"name": "step2", "code_filename": "step2.py", "data_source_folder": "step2"}]}
 * }</pre>
 *
 * <p>Next to the file are the folders {@code code}, with a file for each step, and {@code data}, with a folder for each step with
 * data. Both are uploaded to the data bucket under their own names. A step receives {@code --data_source} with the folder of its data, if
 * there is one, {@code --output_uri} with {@code outputs/NAME/} of the same bucket, and its arguments. If a name has characters other than
 * ASCII
 * letters, digits, {@code .}, {@code _} and {@code -}, its folder has {@code _} instead of them, and a digest.
 *
 * <p>{@link #readCli} reads steps in the format of {@code aws emr add-steps}, whose code is already in S3.
 */
public final class StepsFile {
    private static final Set<String> MEMBERS = Set.of("name", "code_filename", "data_source_folder", "arguments");

    /** Characters with a special meaning in paths of S3, Hadoop or a shell. */
    private static final Pattern NO_FOLDER = Pattern.compile("[^A-Za-z0-9._-]");

    private static final Pattern FOLDERS =
            Pattern.compile("(?!(.*/)?\\.\\.?(/|$))[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*/?");
    private static final int DIGITS = 8;

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
     * @param file the path of the file, relative to the working directory of the app
     * @param dataBucket the bucket of code, data and outputs
     * @throws IllegalArgumentException when the file is invalid; the message names the entry
     */
    public static List<EmrStep> read(String file, IBucket dataBucket) {
        Path path = Path.of(Validation.required("file", file));
        Validation.required("dataBucket", dataBucket);
        JsonNode entries = content(path).path("steps");
        if (!entries.isArray()) {
            throw new IllegalArgumentException(
                    "%s: 'steps' must be a list of at least one step. Read steps of aws emr add-steps with readCli"
                            .formatted(path));
        }
        return steps(path, entries, "steps", false, new StepsFile(path, dataBucket)::step);
    }

    /**
     * Reads the steps of a file in the format of {@code aws emr add-steps --steps file://…} and {@code create-cluster}, in the order of the
     * file. Steps with the same name, or without one, are numbered: {@code Spark application (2)}. Code and data are at the locations in
     * the file: {@code profile.authorizeInputBucket} allows the steps to read them. An execution can override
     * only arguments that {@link EmrStep#withOverridableArguments} names.
     *
     * @param file the path of the file, relative to the working directory of the app
     * @throws IllegalArgumentException when the file is invalid; the message names the entry
     * @see <a href="https://docs.aws.amazon.com/cli/latest/reference/emr/add-steps.html">add-steps</a>
     */
    public static List<EmrStep> readCli(String file) {
        Path path = Path.of(Validation.required("file", file));
        JsonNode entries = content(path);
        if (!entries.isArray()) {
            throw new IllegalArgumentException(
                    "%s: must be a list of steps in the format of aws emr add-steps".formatted(path));
        }
        return steps(path, entries, "", true, (entry, json) -> {
            try {
                return CliSteps.step(json);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("%s: %s: %s".formatted(path, entry, e.getMessage()), e);
            }
        });
    }

    private static List<EmrStep> steps(
            Path file,
            JsonNode entries,
            String list,
            boolean areNumbered,
            BiFunction<String, JsonNode, EmrStep> reader) {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("%s: %s must be a list of at least one step"
                    .formatted(file, list.isEmpty() ? "it" : "'%s'".formatted(list)));
        }
        List<EmrStep> steps = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            String entry = "%s[%d]".formatted(list, i);
            EmrStep step = reader.apply(entry, entries.path(i));
            if (Reference.isExpression(step.name())) {
                throw new IllegalArgumentException(
                        "%s: %s: the name must not be an expression, which Step Functions would evaluate"
                                .formatted(file, entry));
            }
            if (areNumbered) {
                step = step.named(unique(step.name(), names));
            }
            if (!names.add(step.name())) {
                throw new IllegalArgumentException(
                        "%s: %s: the name must be unique, got a second one: %s".formatted(file, entry, step.name()));
            }
            steps.add(step);
        }
        return steps;
    }

    /** The CLI requires no name and accepts duplicates. */
    private static String unique(String name, Set<String> taken) {
        String unique = name;
        for (int i = 2; taken.contains(unique); i++) {
            String number = " (%d)".formatted(i);
            unique = name.substring(0, Math.min(name.length(), EmrStep.MAX_NAME - number.length())) + number;
        }
        return unique;
    }

    private static JsonNode content(Path file) {
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
                        "takes 'name', 'code_filename', 'data_source_folder' and 'arguments', got: '%s'"
                                .formatted(member.getKey()));
            }
        }
        String name = text(entry, json, "name");
        List<String> arguments = new ArrayList<>();
        if (json.has("data_source_folder")) {
            arguments.add("--data_source");
            arguments.add(bucket.s3UrlForObject("data/%s/".formatted(data(entry, json))));
        }
        arguments.add("--output_uri");
        arguments.add(bucket.s3UrlForObject("outputs/%s/".formatted(folder(name))));
        arguments.addAll(more(entry, json));
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

    private List<String> more(String entry, JsonNode json) {
        JsonNode list = json.path("arguments");
        List<String> more = new ArrayList<>();
        list.forEach(argument -> more.add(argument.isValueNode() && !argument.isNull() ? argument.asText() : null));
        if (!(list.isMissingNode() || list.isArray()) || more.contains(null)) {
            throw invalid(entry, "'arguments' must be a list of texts and numbers, got: " + list);
        }
        return more.stream().map(StepsFile::literal).toList();
    }

    /** Returns a string of a file as a literal for Step Functions. */
    static String literal(String text) {
        return Reference.isExpression(text) ? Jsonata.literal(text) : text;
    }

    /** Returns the folder for the outputs of a step. Different names have different folders. */
    private static String folder(String name) {
        String plain = NO_FOLDER.matcher(name).replaceAll("_");
        return plain.equals(name) && !name.startsWith(".") ? name : "%s-%s".formatted(plain, Digests.of(name, DIGITS));
    }

    private String data(String entry, JsonNode json) {
        String folder = text(entry, json, "data_source_folder");
        if (!FOLDERS.matcher(folder).matches() || !Files.isDirectory(dataFolder.resolve(folder))) {
            throw invalid(
                    entry,
                    "'data_source_folder' must be a folder in %s, of letters, digits, ., _, - and /, got: %s"
                            .formatted(dataFolder, folder));
        }
        return folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
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
