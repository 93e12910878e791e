package io.github.emrlaunch.definitions;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The parameters that hold a definition. */
public final class DefinitionParts {
    private DefinitionParts() {}

    /** The names of a definition's parameters: the head's, then those of the parts that it may have. */
    public static List<String> names(DefinitionType<?> type, DefinitionName name) {
        return Stream.concat(
                        Stream.of(type.path(name)),
                        IntStream.rangeClosed(1, 4)
                                .mapToObj(part -> "/emr_launch_parts/%s/%s/%d".formatted(type.folder(), name, part)))
                .toList();
    }

    /** The text of a document. */
    public static String assemble(DefinitionType<?> type, DefinitionName name, Map<String, String> values) {
        String head = values.get(type.path(name));
        if (head == null) {
            throw type.notFound(name, "Parameter Store has no parameter '%s'".formatted(type.path(name)));
        }
        return head;
    }
}
