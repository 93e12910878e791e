package io.github.emrlaunch.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of stored definitions as {@code emr-launch export} writes it: a file {@code TYPE/NAMESPACE/NAME.json} for each.
 *
 * @param documents by path, such as {@code emr_profiles/default/etl}
 */
record DefinitionFolder(Path folder, Map<String, ObjectNode> documents) {
    private static final String SUFFIX = ".json";

    /** The path of a definition. A level {@code .} or {@code ..} would be another folder. */
    private static final Pattern PATH = Pattern.compile("[a-z_]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9_.-]+){2}");

    private static final Pattern ACCOUNT_OF_ARN =
            Pattern.compile("arn:aws[a-z-]*:[a-z0-9-]+:([a-z0-9-]*):(\\d{12}):.+");

    /** The members with ARNs of the account that stores the document. Settings and arguments may name other accounts. */
    private static final Set<String> OWN = Set.of(
            "StateMachine", "ServiceRole", "InstanceRole", "InstanceProfile", "AutoScalingRole", "ExecutionRole");

    /** A member of pipelines that contains the users' own text. */
    private static final String PHASES = "Phases";

    /**
     * Reads a folder.
     *
     * @throws IllegalArgumentException when the folder does not exist, has no definition, or has a file that is not a JSON object
     */
    static DefinitionFolder read(Path folder) {
        Map<String, ObjectNode> documents = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder, 3)) {
                files.filter(Files::isRegularFile).forEach(file -> {
                    String path = folder.relativize(file).toString().replace('\\', '/');
                    if (path.endsWith(SUFFIX)
                            && PATH.matcher(path.substring(0, path.length() - SUFFIX.length()))
                                    .matches()) {
                        documents.put(path.substring(0, path.length() - SUFFIX.length()), document(file));
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the definitions in " + folder, e);
            }
        }
        if (documents.isEmpty()) {
            throw new IllegalArgumentException("There are no definitions in " + folder.toAbsolutePath()
                    + (Files.isDirectory(folder) ? "" : ", which is not a folder")
                    + ": emr-launch export writes a folder with files such as emr_profiles/NAMESPACE/NAME.json");
        }
        return new DefinitionFolder(folder, documents);
    }

    private static ObjectNode document(Path file) {
        try {
            if (AwsJson.parse(Files.readAllBytes(file)) instanceof ObjectNode document) {
                return document;
            }
            throw new IllegalArgumentException(file + " is not a definition: it must be a JSON object");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** Writes definitions into a folder, without parameters whose names are not those of definitions. */
    static void write(Path folder, Map<String, String> texts) {
        texts.forEach((path, text) -> {
            if (!PATH.matcher(path).matches()) {
                return;
            }
            Path file = folder.resolve(path + SUFFIX);
            try {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write " + file, e);
            }
        });
    }

    /** Returns the accounts of the documents. */
    Set<String> accounts() {
        return ofArns(2);
    }

    /** Returns the regions of the documents. */
    Set<String> regions() {
        Set<String> regions = ofArns(1);
        regions.remove("");
        return regions;
    }

    private Set<String> ofArns(int group) {
        Set<String> found = new TreeSet<>();
        forEachText((member, text) -> {
            Matcher arn = ACCOUNT_OF_ARN.matcher(text);
            if (OWN.contains(member) && arn.matches()) {
                found.add(arn.group(group));
            }
        });
        return found;
    }

    /** Calls the action for every text of every document, except the texts of phases, with the name of its member. */
    void forEachText(BiConsumer<String, String> action) {
        documents.values().forEach(document -> texts("", document, action));
    }

    private static void texts(String member, JsonNode node, BiConsumer<String, String> action) {
        if (node.isTextual()) {
            action.accept(member, node.asText());
        } else if (node.isArray()) {
            node.forEach(each -> texts(member, each, action));
        } else if (!member.equals(PHASES)) {
            node.properties().forEach(each -> texts(each.getKey(), each.getValue(), action));
        }
    }
}
