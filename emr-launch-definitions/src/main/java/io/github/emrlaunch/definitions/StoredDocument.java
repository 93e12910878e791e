package io.github.emrlaunch.definitions;

/**
 * A definition as it is stored, not yet read: what lists and copies definitions meets documents that nobody can read, too.
 *
 * @param <T> the record that holds such a definition
 * @param type the type under which it is stored
 * @param name the name under which it is stored
 * @param text the document
 * @param where where it is from, for messages
 */
public record StoredDocument<T extends Definition>(
        DefinitionType<T> type, DefinitionName name, String text, String where) {
    /**
     * Reads the definition.
     *
     * @throws InvalidDefinitionException when the document is something else
     */
    public T read() {
        return type.parse(name, text, where);
    }
}
