package io.github.emrlaunch.local.internal.aws;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list, with a token for the next page. A token is the number of elements on the previous pages; clients treat it as
 * opaque.
 *
 * @param next the token of the next page; null on the last page
 */
public record Page<T>(List<T> elements, @Nullable String next) {
    private static final String PREFIX = "page-";

    public static <T> Page<T> of(
            List<T> all, @Nullable String token, int size, Supplier<? extends RuntimeException> invalidToken) {
        int from = token == null ? 0 : offset(token, invalidToken);
        if (from > all.size()) {
            throw invalidToken.get();
        }
        int to = Math.min(all.size(), from + size);
        return new Page<>(List.copyOf(all.subList(from, to)), to < all.size() ? PREFIX + to : null);
    }

    private static int offset(String token, Supplier<? extends RuntimeException> invalidToken) {
        if (!token.matches(PREFIX + "\\d{1,9}")) {
            throw invalidToken.get();
        }
        return Integer.parseInt(token.substring(PREFIX.length()));
    }
}
