package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A type of definition: its path in Parameter Store, its name in messages, and its JSON format.
 *
 * @param <T> the record of such a definition
 */
public final class DefinitionType<T extends Definition> {
    /** The path of all definitions in Parameter Store. */
    public static final String ROOT = "/emr_launch";

    /** Profiles: the security settings of a cluster. */
    public static final DefinitionType<EmrProfileDefinition> EMR_PROFILE = new DefinitionType<>(
            "emr_profiles",
            "EMR profile",
            "profile",
            "ProfileName",
            List.of("Vpc", "Logs", "Description"),
            EmrProfileDefinition::read,
            EmrProfileNotFoundException::new);

    /** Cluster configurations: the hardware and software of a cluster. */
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

    /** Returns all types. */
    public static List<DefinitionType<?>> all() {
        return List.of(EMR_PROFILE, CLUSTER_CONFIGURATION, EMR_LAUNCH_FUNCTION, SERVERLESS_JOB_FUNCTION, PIPELINE);
    }

    /** Returns the path level under {@value #ROOT}, such as {@code emr_profiles}. */
    public String folder() {
        return folder;
    }

    /** Returns the name of a definition of this type in messages, such as {@code EMR profile}. */
    public String label() {
        return label;
    }

    /** Returns the word for a definition of this type on the command line, such as {@code profile}. */
    public String word() {
        return word;
    }

    /** Returns the member of the document with the name, such as {@code ProfileName}. */
    public String nameMember() {
        return nameMember;
    }

    /** Returns the members of {@link Definition#summary}, in order. */
    public List<String> summaryMembers() {
        return summaryMembers;
    }

    /** Returns the path of all definitions of this type, such as {@code /emr_launch/emr_profiles}. */
    public String path() {
        return ROOT + "/" + folder;
    }

    /** Returns the path of the definitions of one namespace. */
    public String path(String namespace) {
        DefinitionName.requireValid("namespace", namespace);
        return path() + "/" + namespace;
    }

    /** Returns the name of the parameter of a definition. */
    public String path(DefinitionName name) {
        return path(name.namespace()) + "/" + name.name();
    }

    /**
     * Parses a stored document.
     *
     * @param name the name under which it is stored
     * @param json the parameter's value
     * @param where the source of the document, for the message
     * @throws InvalidDefinitionException when it is not JSON, not a definition of this type or has another name: a permission
     *     by path must not give access to another definition
     */
    public T parse(DefinitionName name, String json, String where) {
        try {
            if (DefinitionParts.isHead(json)) {
                throw new InvalidDefinitionException(
                        "it is the head of a large one, and its parts are missing or from another "
                                + "deployment. Try again, or deploy it again");
            }
            ObjectNode document = parseDocument(json);
            T definition =
                    reader.apply(CompactDocument.isCompact(document) ? CompactDocument.restore(document) : document);
            if (!definition.definitionName().equals(name)) {
                throw new InvalidDefinitionException(
                        "it is stored as '%s' but has the name '%s'".formatted(name, definition.definitionName()));
            }
            return definition;
        } catch (InvalidDefinitionException | IllegalArgumentException e) {
            throw new InvalidDefinitionException(
                    "'%s' is not a stored %s: %s".formatted(where, label, e.getMessage()), e);
        }
    }

    /** Parses a text into which CloudFormation inserted values. */
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
                                    + " quote, a backslash or a line break: set an AllowedPattern for the parameter, and deploy"
                                    + " again")
                            .formatted(e.getMessage(), member),
                    e);
        }
    }

    /** Returns the exception for a missing definition, with the next steps. */
    DefinitionNotFoundException notFound(DefinitionName name, String where) {
        return notFound.apply(
                name,
                "%s '%s' not found: %s. Check name and namespace, or deploy it first.".formatted(label, name, where));
    }

    DefinitionNotFoundException withMessage(DefinitionName name, String message) {
        return notFound.apply(name, message);
    }

    @Override
    public String toString() {
        return label;
    }
}
