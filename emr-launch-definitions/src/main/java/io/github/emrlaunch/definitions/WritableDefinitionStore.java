package io.github.emrlaunch.definitions;

/** A store that definitions can be copied to. What deploys a definition is a stack; this is for copies of what was deployed. */
public interface WritableDefinitionStore extends DefinitionStore {
    /** Stores a document, in place of whatever is there. */
    void put(StoredDocument<?> document);

    /** Removes a definition; does nothing when there is none. */
    void delete(DefinitionType<?> type, DefinitionName name);
}
