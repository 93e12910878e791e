package io.github.emrlaunch.core.store;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionNotFoundException;
import io.github.emrlaunch.definitions.DefinitionParts;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchException;
import io.github.emrlaunch.definitions.NearestNames;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.GrantOnPrincipalOptions;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awssdk.core.exception.SdkException;
import software.constructs.Construct;

/**
 * Reads and lists stored definitions during synthesis, and grants permissions to read them at run time.
 *
 * <p>An app reads definitions from the directory in the context key {@value #DIRECTORY_CONTEXT} if it is set. Otherwise
 * it reads them from Parameter Store in the stack's region, with the default credentials: access keys in the
 * environment, or the profile in {@code AWS_PROFILE}, including roles and single sign-on. The CDK CLI does not pass its
 * option {@code --profile} to apps. Credentials of another account than the stack's are an error. Grants apply to the
 * account and region of the grantee's stack.
 *
 * <p>There is no grant to write, since stacks write definitions. A principal that may write a cluster configuration can
 * run code as the instance role of the profiles that it is launched with. A principal that may write a profile can
 * choose the security configuration, the security groups and the locations of logs, within the permissions that the
 * launch functions were deployed with.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html">Restricting access to
 *     parameters</a>
 */
public final class StoredDefinitions {
    /** The context key for a directory in the format of {@link DefinitionDirectory}. */
    public static final String DIRECTORY_CONTEXT = "emr-launch:definitions-directory";

    private StoredDefinitions() {}

    /**
     * Reads one definition. If there is none with that name, the message of the exception has the most similar names, as far as the store can
     * be listed.
     *
     * @throws io.github.emrlaunch.definitions.DefinitionNotFoundException if there is no definition with that name
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException if the stored document is not a definition of
     *     the type
     */
    public static <T extends Definition> T get(Construct scope, DefinitionType<T> type, DefinitionName name) {
        return read(scope, Validation.required("type", type).path(name), store -> {
            try {
                return store.get(type, name);
            } catch (DefinitionNotFoundException e) {
                throw e.withMessage(e.getMessage() + suggestion(e, store));
            }
        });
    }

    /** Listing the store may be forbidden, or fail for another reason. The reported error is then that there is no definition. */
    private static String suggestion(DefinitionNotFoundException notFound, DefinitionStore store) {
        try {
            List<DefinitionName> near = NearestNames.to(notFound, store);
            return near.isEmpty()
                    ? ""
                    : " Did you mean %s?"
                            .formatted(
                                    near.stream().map(DefinitionName::toString).collect(Collectors.joining(" or ")));
        } catch (SdkException | EmrLaunchException | UncheckedIOException notListed) {
            return "";
        }
    }

    /** Returns the names of the definitions in a namespace, sorted; empty if there are none. */
    public static List<DefinitionName> list(Construct scope, DefinitionType<?> type, String namespace) {
        return read(scope, Validation.required("type", type).path(namespace), store -> store.list(type, namespace));
    }

    /** Allows the grantee to read one definition. */
    public static Grant grantRead(IGrantable grantee, DefinitionType<?> type, DefinitionName name) {
        return grant(
                grantee,
                List.of("ssm:GetParameter", "ssm:GetParameters"),
                DefinitionParameter.arns(Validation.required("type", type), Validation.required("name", name)));
    }

    /** Allows the grantee to list and read all definitions of a type in one namespace. */
    public static Grant grantReadNamespace(IGrantable grantee, DefinitionType<?> type, String namespace) {
        return grantPaths(
                grantee,
                List.of(Validation.required("type", type).path(namespace), DefinitionParts.path(type, namespace)));
    }

    /** Allows the grantee to list and read all definitions of a type. */
    public static Grant grantReadAll(IGrantable grantee, DefinitionType<?> type) {
        return grantPaths(grantee, List.of(Validation.required("type", type).path(), DefinitionParts.path(type)));
    }

    private static Grant grantPaths(IGrantable grantee, List<String> paths) {
        return grant(
                grantee,
                List.of("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"),
                paths.stream()
                        .map(path -> Arns.regional("ssm", "parameter" + path))
                        // Listing requires permission on the path itself.
                        .flatMap(arn -> Stream.of(arn, arn + "/*"))
                        .toList());
    }

    private static Grant grant(IGrantable grantee, List<String> actions, List<String> resources) {
        return Grant.addToPrincipal(GrantOnPrincipalOptions.builder()
                .grantee(grantee)
                .actions(actions)
                .resourceArns(resources)
                .build());
    }

    private static <R> R read(Construct scope, String path, Function<DefinitionStore, R> reader) {
        Object directory = scope.getNode().tryGetContext(DIRECTORY_CONTEXT);
        if (directory != null) {
            return reader.apply(new DefinitionDirectory(existing(directory.toString())));
        }
        return new SynthParameterStore(Stacks.knownAccount(scope), Stacks.knownRegion(scope)).read(path, reader);
    }

    private static Path existing(String directory) {
        if (directory.isBlank()) {
            throw new IllegalArgumentException(
                    "The context key '%s' must be the path of a directory, got: '%s'. Remove the key to read from Parameter Store"
                            .formatted(DIRECTORY_CONTEXT, directory));
        }
        Path path = Path.of(directory);
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException(
                    "The directory '%s' of the context key '%s' does not exist. A relative path refers to the app's working directory"
                            .formatted(path.toAbsolutePath().normalize(), DIRECTORY_CONTEXT));
        }
        return path;
    }
}
