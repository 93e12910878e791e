package io.github.emrlaunch.local.internal.lambda;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The code of a function.
 *
 * @param asset a jar, a zip file or a directory; null for code that no asset holds
 * @param text the code in the template, null for code that is not there
 * @param layers the zip files or directories of the layers, in the order in which Lambda lays them over each other
 */
public record FunctionSource(@Nullable Path asset, @Nullable String text, List<Path> layers) {
    public FunctionSource {
        layers = List.copyOf(layers);
    }

    /** Code of an asset, without layers. */
    static FunctionSource of(@Nullable Path asset) {
        return new FunctionSource(asset, null, List.of());
    }
}
