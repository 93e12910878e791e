package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stack of a cloud assembly, or a nested stack.
 *
 * @param environment such as {@code aws://123456789012/eu-central-1}, or with unknown parts
 * @param parameters the parameter values that the app or the parent stack sets
 * @param assets files and directories by their keys in the asset bucket
 */
record Stack(
        String name, String environment, JsonNode template, Map<String, String> parameters, Map<String, Path> assets) {
    Stack {
        parameters = Map.copyOf(parameters);
        assets = Map.copyOf(assets);
    }

    /** Returns whether it can be deployed to this account and region. */
    boolean isFor(Account account) {
        return isAnyOr(environmentAccount(), account.id()) && isAnyOr(environmentRegion(), account.region());
    }

    private static boolean isAnyOr(@Nullable String given, String own) {
        return given == null || given.equals(own);
    }

    /** Returns the account; null for any. */
    @Nullable String environmentAccount() {
        return part(0, "unknown-account");
    }

    /** Returns the region; null for any. */
    @Nullable String environmentRegion() {
        return part(1, "unknown-region");
    }

    private @Nullable String part(int index, String unknown) {
        String[] parts = environment.replace("aws://", "").split("/", 2);
        return parts.length < 2 || parts[index].equals(unknown) ? null : parts[index];
    }
}
