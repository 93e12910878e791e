package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.NearestNames;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the command line calls the types of definition, in the singular or the plural. */
enum Kind {
    PROFILE,
    CONFIGURATION,
    FUNCTION,
    JOB;

    DefinitionType<?> type() {
        return switch (this) {
            case PROFILE -> DefinitionType.EMR_PROFILE;
            case CONFIGURATION -> DefinitionType.CLUSTER_CONFIGURATION;
            case FUNCTION -> DefinitionType.EMR_LAUNCH_FUNCTION;
            case JOB -> DefinitionType.SERVERLESS_JOB_FUNCTION;
        };
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a kind. */
    static final class Converter implements ITypeConverter<Kind> {
        @Override
        public Kind convert(String text) {
            List<String> words = new ArrayList<>();
            for (Kind kind : values()) {
                if (text.equals(kind.word()) || text.equals(kind.word() + "s")) {
                    return kind;
                }
                words.add(kind.word());
            }
            List<String> near = NearestNames.to(text, words);
            throw new TypeConversionException("there are %s, got: %s%s"
                    .formatted(
                            String.join("s, ", words) + "s",
                            text,
                            near.isEmpty() ? "" : ". Did you mean %ss?".formatted(near.get(0))));
        }
    }

    /** For usage messages and shell completion. */
    static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            List<String> words = new ArrayList<>();
            for (Kind kind : values()) {
                words.add(kind.word() + "s");
            }
            return words.iterator();
        }
    }
}
