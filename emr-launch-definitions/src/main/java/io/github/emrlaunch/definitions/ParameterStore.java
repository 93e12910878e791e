package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/**
 * Definitions in Systems Manager Parameter Store. Reading one takes {@code ssm:GetParameter}, listing takes
 * {@code ssm:GetParametersByPath}, writing {@code ssm:PutParameter} and {@code ssm:DeleteParameter}.
 */
public final class ParameterStore implements WritableDefinitionStore {
    private final SsmClient ssm;

    /** Reads with this client, which stays the caller's to close. */
    public ParameterStore(SsmClient ssm) {
        this.ssm = ssm;
    }

    @Override
    public <T extends Definition> T get(DefinitionType<T> type, DefinitionName name) {
        String path = type.path(name);
        String json;
        try {
            json = ssm.getParameter(request -> request.name(path)).parameter().value();
        } catch (ParameterNotFoundException e) {
            throw type.notFound(name, "Parameter Store has no parameter '%s'".formatted(path));
        }
        return type.parse(name, json, path);
    }

    @Override
    public <T extends Definition> List<StoredDocument<T>> documents(DefinitionType<T> type, String namespace) {
        return documentsBelow(type.path(namespace), type);
    }

    @Override
    public <T extends Definition> List<StoredDocument<T>> documents(DefinitionType<T> type) {
        return documentsBelow(type.path(), type);
    }

    private <T extends Definition> List<StoredDocument<T>> documentsBelow(String path, DefinitionType<T> type) {
        return parametersBelow(path)
                .flatMap(parameter -> document(type, parameter).stream())
                .sorted(Comparator.comparing(StoredDocument::name))
                .toList();
    }

    /**
     * One page of a namespace, in Parameter Store's order.
     *
     * @param nextToken of the page before; null for the first
     */
    public <T extends Definition> Page<T> page(DefinitionType<T> type, String namespace, @Nullable String nextToken) {
        GetParametersByPathResponse response = ssm.getParametersByPath(
                request -> request.path(type.path(namespace)).nextToken(nextToken));
        return new Page<>(
                response.parameters().stream()
                        .flatMap(parameter -> document(type, parameter).stream())
                        .toList(),
                response.nextToken());
    }

    /**
     * A page of documents.
     *
     * @param <T> the record that holds such a definition
     * @param documents at most 10
     * @param nextToken asks for the next page; null on the last
     */
    public record Page<T extends Definition>(
            List<StoredDocument<T>> documents, @Nullable String nextToken) {}

    /** Empty for a parameter that isn't ours, such as one further down. */
    private static <T extends Definition> Optional<StoredDocument<T>> document(
            DefinitionType<T> type, Parameter parameter) {
        return name(type, parameter).map(name -> new StoredDocument<>(type, name, parameter.value(), parameter.name()));
    }

    private static Optional<DefinitionName> name(DefinitionType<?> type, Parameter parameter) {
        return DefinitionName.find(parameter.name().substring(type.path().length() + 1));
    }

    private Stream<Parameter> parametersBelow(String path) {
        return ssm.getParametersByPathPaginator(request -> request.path(path).recursive(true)).stream()
                .flatMap(page -> page.parameters().stream());
    }

    @Override
    public List<DefinitionName> list(DefinitionType<?> type, String namespace) {
        return namesBelow(type.path(namespace), type).toList();
    }

    @Override
    public List<String> listNamespaces(DefinitionType<?> type) {
        return namesBelow(type.path(), type)
                .map(DefinitionName::namespace)
                .distinct()
                .toList();
    }

    @Override
    public void put(StoredDocument<?> document) {
        ssm.putParameter(request -> request.name(document.type().path(document.name()))
                .type(ParameterType.STRING)
                .tier(ParameterTier.INTELLIGENT_TIERING)
                .overwrite(true)
                .value(document.text()));
    }

    /** Compact: a parameter has little space. */
    @Override
    public String format(ObjectNode document) {
        return Json.write(document);
    }

    @Override
    public void delete(DefinitionType<?> type, DefinitionName name) {
        try {
            ssm.deleteParameter(request -> request.name(type.path(name)));
        } catch (ParameterNotFoundException gone) {
            // as asked for
        }
    }

    private Stream<DefinitionName> namesBelow(String path, DefinitionType<?> type) {
        return parametersBelow(path)
                .flatMap(parameter -> name(type, parameter).stream())
                .sorted();
    }
}
