package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Finds the location of a syntax error in JSON. */
final class BrokenJson {
    private BrokenJson() {}

    /** Returns the path of the last member that was started; empty if there is none. */
    static String lastMember(String text) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            try {
                while (parser.nextToken() != null) {
                    // Reads up to the error.
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
