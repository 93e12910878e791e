package io.github.emrlaunch.definitions;

import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;

/**
 * Definitions in Systems Manager Parameter Store. Reading one takes {@code ssm:GetParameter}, listing takes
 * {@code ssm:GetParametersByPath}.
 */
public final class ParameterStore implements DefinitionStore {
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

    private Stream<DefinitionName> namesBelow(String path, DefinitionType<?> type) {
        return ssm.getParametersByPathPaginator(request -> request.path(path).recursive(true)).stream()
                .flatMap(page -> page.parameters().stream())
                .map(parameter -> parameter.name().substring(type.path().length() + 1))
                .flatMap(name -> DefinitionName.find(name).stream())
                .sorted();
    }
}
