package io.github.emrlaunch.definitions;

import java.util.List;
import java.util.Optional;

/**
 * Where definitions are read from. Implementations: {@link ParameterStore}, which is what clusters are launched from, and
 * {@link DefinitionDirectory}, a folder of JSON files.
 */
public interface DefinitionStore {
    /**
     * Reads one definition.
     *
     * @throws DefinitionNotFoundException when there is none of that name, of the subclass for the type
     * @throws InvalidDefinitionException when what is stored there is something else
     */
    <T extends Definition> T get(DefinitionType<T> type, DefinitionName name);

    /** All documents of a namespace, in the order of their names; empty when the namespace has none. */
    <T extends Definition> List<StoredDocument<T>> documents(DefinitionType<T> type, String namespace);

    /** All documents of all namespaces, in the order of their names. */
    default <T extends Definition> List<StoredDocument<T>> documents(DefinitionType<T> type) {
        return listNamespaces(type).stream()
                .flatMap(namespace -> documents(type, namespace).stream())
                .toList();
    }

    /** The names of all definitions of a namespace, in order; empty when the namespace has none. */
    List<DefinitionName> list(DefinitionType<?> type, String namespace);

    /**
     * The id of the account that holds a definition; empty where the store does not know, such as a folder.
     *
     * @throws DefinitionNotFoundException when there is no such definition
     */
    default Optional<String> account(DefinitionType<?> type, DefinitionName name) {
        return Optional.empty();
    }

    /** The namespaces that hold definitions of a type, in order. */
    List<String> listNamespaces(DefinitionType<?> type);
}
