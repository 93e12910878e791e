package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A store to which definitions can be copied. Stacks deploy definitions; this is for copies of deployed definitions. */
public interface WritableDefinitionStore extends DefinitionStore {
    /** Stores a document with its unchanged text, replacing an existing one. */
    void put(StoredDocument<?> document);

    /** Returns the text of a document in the format of this store. */
    String format(ObjectNode document);

    /** Deletes a definition, if it exists. */
    void delete(DefinitionType<?> type, DefinitionName name);
}
