package io.github.emrlaunch.definitions;

import java.util.List;
import java.util.Optional;

/**
 * A source of definitions. Implementations are {@link ParameterStore}, from which clusters are launched, and
 * {@link DefinitionDirectory}, a folder of JSON files.
 */
public interface DefinitionStore {
    /**
     * Reads one definition.
     *
     * @throws DefinitionNotFoundException when no definition has this name, as the subclass for the type
     * @throws InvalidDefinitionException when the stored document is not such a definition
     */
    <T extends Definition> T get(DefinitionType<T> type, DefinitionName name);

    /** Returns all documents of a namespace, sorted by name; empty if the namespace has none. */
    <T extends Definition> List<StoredDocument<T>> documents(DefinitionType<T> type, String namespace);

    /** Returns all documents of all namespaces, sorted by name. */
    default <T extends Definition> List<StoredDocument<T>> documents(DefinitionType<T> type) {
        return listNamespaces(type).stream()
                .flatMap(namespace -> documents(type, namespace).stream())
                .toList();
    }

    /** Returns the names of all definitions of a namespace, sorted; empty if the namespace has none. */
    List<DefinitionName> list(DefinitionType<?> type, String namespace);

    /**
     * Returns the id of the account with a definition; empty if the store, such as a folder, does not know it.
     *
     * @throws DefinitionNotFoundException when there is no such definition
     */
    default Optional<String> account(DefinitionType<?> type, DefinitionName name) {
        return Optional.empty();
    }

    /** Returns the namespaces with definitions of a type, sorted. */
    List<String> listNamespaces(DefinitionType<?> type);
}
