package io.github.emrlaunch.definitions;

/**
 * A stored definition that is not parsed yet: lists and copies of definitions also include documents that cannot be parsed.
 *
 * @param <T> the record of such a definition
 * @param type the type under which it is stored
 * @param name the name under which it is stored
 * @param text the document
 * @param where the source of the document, for messages
 */
public record StoredDocument<T extends Definition>(
        DefinitionType<T> type, DefinitionName name, String text, String where) {
    /**
     * Parses the definition.
     *
     * @throws InvalidDefinitionException when the document is not such a definition
     */
    public T read() {
        return type.parse(name, text, where);
    }
}
