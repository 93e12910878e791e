package io.github.emrlaunch.definitions;

import java.util.List;

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

    /** The names of all definitions of a namespace, in order; empty when the namespace has none. */
    List<DefinitionName> list(DefinitionType<?> type, String namespace);

    /** The namespaces that hold definitions of a type, in order. */
    List<String> listNamespaces(DefinitionType<?> type);
}
