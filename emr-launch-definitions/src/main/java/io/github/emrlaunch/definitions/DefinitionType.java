package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A type of definition: where Parameter Store holds it, what it is called, and how its JSON is read.
 *
 * @param <T> the record that holds such a definition
 */
public final class DefinitionType<T extends Definition> {
    /** Under this path Parameter Store holds everything of ours. */
    public static final String ROOT = "/emr_launch";

    /** Profiles: the security of a cluster. */
    public static final DefinitionType<EmrProfileDefinition> EMR_PROFILE = new DefinitionType<>(
            "emr_profiles",
            "EMR profile",
            "profile",
            "ProfileName",
            List.of("Vpc", "Logs", "Description"),
            EmrProfileDefinition::read,
            EmrProfileNotFoundException::new);

    /** Cluster configurations: hardware and software of a cluster. */
    public static final DefinitionType<ClusterConfigurationDefinition> CLUSTER_CONFIGURATION = new DefinitionType<>(
            "cluster_configurations",
            "cluster configuration",
            "configuration",
            "ConfigurationName",
            List.of("Release", "Applications", "Description"),
            ClusterConfigurationDefinition::read,
            ClusterConfigurationNotFoundException::new);

    /** Launch functions: the state machines that combine the two. */
    public static final DefinitionType<EmrLaunchFunctionDefinition> EMR_LAUNCH_FUNCTION = new DefinitionType<>(
            "emr_launch_functions",
            "EMR launch function",
            "function",
            "LaunchFunctionName",
            List.of("Profile", "Configuration", "Overrides", "Description"),
            EmrLaunchFunctionDefinition::read,
            EmrLaunchFunctionNotFoundException::new);

    /** Job functions: the state machines that run jobs on EMR Serverless. */
    public static final DefinitionType<ServerlessJobFunctionDefinition> SERVERLESS_JOB_FUNCTION = new DefinitionType<>(
            "serverless_job_functions",
            "serverless job function",
            "job",
            "JobFunctionName",
            List.of("Application", "EntryPoint", "Overrides", "Description"),
            ServerlessJobFunctionDefinition::read,
            ServerlessJobFunctionNotFoundException::new);

    /** Pipelines: the state machines that run phases of steps on a cluster. */
    public static final DefinitionType<PipelineDefinition> PIPELINE = new DefinitionType<>(
            "pipelines",
            "pipeline",
            "pipeline",
            "PipelineName",
            List.of("Kind", "Cluster", "Phases", "Description"),
            PipelineDefinition::read,
            PipelineNotFoundException::new);

    private final String folder;
    private final String label;
    private final String word;
    private final String nameMember;
    private final List<String> summaryMembers;
    private final Function<ObjectNode, T> reader;
    private final BiFunction<DefinitionName, String, DefinitionNotFoundException> notFound;

    private DefinitionType(
            String folder,
            String label,
            String word,
            String nameMember,
            List<String> summaryMembers,
            Function<ObjectNode, T> reader,
            BiFunction<DefinitionName, String, DefinitionNotFoundException> notFound) {
        this.folder = folder;
        this.label = label;
        this.word = word;
        this.nameMember = nameMember;
        this.summaryMembers = summaryMembers;
        this.reader = reader;
        this.notFound = notFound;
    }

    /** All types. */
    public static List<DefinitionType<?>> all() {
        return List.of(EMR_PROFILE, CLUSTER_CONFIGURATION, EMR_LAUNCH_FUNCTION, SERVERLESS_JOB_FUNCTION, PIPELINE);
    }

    /** The level below {@value #ROOT}, such as {@code emr_profiles}. */
    public String folder() {
        return folder;
    }

    /** What messages call a definition of this type, such as {@code EMR profile}. */
    public String label() {
        return label;
    }

    /** The word for a definition of this type on the command line, such as {@code profile}. */
    public String word() {
        return word;
    }

    /** The member of the document that holds the name, such as {@code ProfileName}. */
    public String nameMember() {
        return nameMember;
    }

    /** The members that {@link Definition#summary} has, in their order. */
    public List<String> summaryMembers() {
        return summaryMembers;
    }

    /** The path under which all definitions of this type are, such as {@code /emr_launch/emr_profiles}. */
    public String path() {
        return ROOT + "/" + folder;
    }

    /** The path under which the definitions of one namespace are. */
    public String path(String namespace) {
        DefinitionName.requireValid("namespace", namespace);
        return path() + "/" + namespace;
    }

    /** The name of the parameter that holds one definition. */
    public String path(DefinitionName name) {
        return path(name.namespace()) + "/" + name.name();
    }

    /**
     * Reads a stored document.
     *
     * @param name the name under which it is stored
     * @param json the parameter's value
     * @param where where the document is from, for the message
     * @throws InvalidDefinitionException when it isn't JSON, isn't a definition of this type or has another name: what is
     *     granted by path must not lead elsewhere
     */
    public T parse(DefinitionName name, String json, String where) {
        try {
            if (DefinitionParts.isHead(json)) {
                throw new InvalidDefinitionException(
                        "it is the head of a large one, and its parts are missing or of another "
                                + "deployment. Try again, or deploy it again");
            }
            ObjectNode document = parseDocument(json);
            T definition =
                    reader.apply(CompactDocument.isCompact(document) ? CompactDocument.restore(document) : document);
            if (!definition.definitionName().equals(name)) {
                throw new InvalidDefinitionException(
                        "it is stored as '%s' and calls itself '%s'".formatted(name, definition.definitionName()));
            }
            return definition;
        } catch (InvalidDefinitionException | IllegalArgumentException e) {
            throw new InvalidDefinitionException(
                    "'%s' is not a stored %s: %s".formatted(where, label, e.getMessage()), e);
        }
    }

    /** Parses what CloudFormation made of a text with values that only it knew. */
    static ObjectNode parseDocument(String json) {
        try {
            return Json.parseStored(json);
        } catch (InvalidDefinitionException e) {
            String member = e.getCause() instanceof JsonProcessingException ? BrokenJson.lastMember(json) : "";
            if (member.isEmpty()) {
                throw e;
            }
            throw new InvalidDefinitionException(
                    ("%s, in or after '%s'. The value of a CloudFormation parameter that is part of it may have a"
                                    + " quote, a backslash or a line break: give the parameter an AllowedPattern, and deploy"
                                    + " again")
                            .formatted(e.getMessage(), member),
                    e);
        }
    }

    /** The exception that says that there is no such definition, and how to go on. */
    DefinitionNotFoundException notFound(DefinitionName name, String where) {
        return notFound.apply(
                name,
                "%s '%s' not found: %s. Check name and namespace, or deploy it first.".formatted(label, name, where));
    }

    @Override
    public String toString() {
        return label;
    }
}
