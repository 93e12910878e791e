package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A store that definitions can be copied to. What deploys a definition is a stack; this is for copies of what was deployed. */
public interface WritableDefinitionStore extends DefinitionStore {
    /** Stores a document, in place of whatever is there, its text as it is. */
    void put(StoredDocument<?> document);

    /** The text in which this store keeps a document. */
    String format(ObjectNode document);

    /** Removes a definition; does nothing when there is none. */
    void delete(DefinitionType<?> type, DefinitionName name);
}
