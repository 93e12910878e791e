package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Text that isn't JSON: where it stops to be. */
final class BrokenJson {
    private BrokenJson() {}

    /** The path of the last member that was begun; empty when there is none. */
    static String lastMember(String text) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            try {
                while (parser.nextToken() != null) {
                    // Reads on to where it fails.
                }
            } catch (IOException expected) {
                // There is nothing to read after it.
            }
            String pointer = parser.getParsingContext().pathAsPointer().toString();
            return pointer.isEmpty() ? "" : pointer.substring(1).replace('/', '.');
        } catch (IOException e) {
            throw new IllegalStateException("A text can be closed", e);
        }
    }
}
