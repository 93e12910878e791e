package io.github.emrlaunch.local.internal.lambda;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The code of a function.
 *
 * @param asset a jar, a zip file or a directory; null for code that is not an asset
 * @param text the inline code of the template; null without it
 * @param layers the zip files or directories of the layers, in the order in which Lambda merges them
 */
public record FunctionSource(@Nullable Path asset, @Nullable String text, List<Path> layers) {
    public FunctionSource {
        layers = List.copyOf(layers);
    }

    /** Returns the code of an asset, without layers. */
    static FunctionSource of(@Nullable Path asset) {
        return new FunctionSource(asset, null, List.of());
    }
}
