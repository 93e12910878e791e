package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.ParameterStore;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Token;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.SsmClientBuilder;
import software.constructs.Construct;

/**
 * Where an app's {@code fromStored…} methods read definitions from, while it is synthesized: a folder if the app's context
 * names one, else Parameter Store in the stack's region.
 */
public final class StoredDefinitions {
    /** The context key whose value is a folder, as {@link DefinitionDirectory} reads it. */
    public static final String DIRECTORY_CONTEXT = "emr-launch:definitions-directory";

    private StoredDefinitions() {}

    /** Reads one definition for use in a scope. */
    public static <T extends Definition> T load(Construct scope, DefinitionType<T> type, DefinitionName name) {
        return read(scope, type.path(name), store -> store.get(type, name));
    }

    /** The names of the definitions of a namespace, in order. */
    public static List<DefinitionName> list(Construct scope, DefinitionType<?> type, String namespace) {
        return read(scope, type.path(namespace), store -> store.list(type, namespace));
    }

    private static <R> R read(Construct scope, String path, Function<DefinitionStore, R> reader) {
        Object directory = scope.getNode().tryGetContext(DIRECTORY_CONTEXT);
        if (directory != null) {
            return reader.apply(new DefinitionDirectory(Path.of(directory.toString())));
        }
        SsmClientBuilder ssm = SsmClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder());
        String region = Stack.of(scope).getRegion();
        if (!Token.isUnresolved(region)) {
            ssm.region(Region.of(region));
        }
        try (SsmClient client = ssm.build()) {
            return reader.apply(new ParameterStore(client));
        } catch (SdkClientException e) {
            throw new IllegalArgumentException(
                    ("'%s' can't be read from Parameter Store: %s. Set the region and credentials of the account that holds it, "
                                    + "or the context key '%s' to a folder of definitions")
                            .formatted(path, e.getMessage(), DIRECTORY_CONTEXT),
                    e);
        }
    }
}
