package io.github.emrlaunch.local.internal.deploy;

import io.github.emrlaunch.local.DeploymentException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The account and the region of a cloud assembly.
 *
 * @param account the account; empty when every stack is for any account
 * @param region the region; empty when every stack is for any region
 */
public record AssemblyEnvironment(Optional<String> account, Optional<String> region) {
    /**
     * Reads the environments of the stacks.
     *
     * @param account the account to use; null for the account of the stacks
     * @param region the region to use; null for the region of the stacks
     * @throws DeploymentException when the stacks have different accounts or regions and none is set
     */
    public static AssemblyEnvironment of(Path cloudAssembly, @Nullable String account, @Nullable String region) {
        List<Stack> stacks = CloudAssembly.stacks(cloudAssembly);
        return new AssemblyEnvironment(
                one("account", account, stacks, Stack::environmentAccount),
                one("region", region, stacks, Stack::environmentRegion));
    }

    private static Optional<String> one(
            String what, @Nullable String given, List<Stack> stacks, Function<Stack, @Nullable String> part) {
        if (given != null) {
            return Optional.of(given);
        }
        TreeSet<String> values = new TreeSet<>();
        for (Stack stack : stacks) {
            @Nullable String value = part.apply(stack);
            if (value != null) {
                values.add(value);
            }
        }
        if (values.size() > 1) {
            throw new DeploymentException("The stacks are for the " + what + "s " + values
                    + ", but the local emulator has one account and one region: choose one with ." + what + "(\""
                    + values.first() + "\")");
        }
        return values.stream().findFirst();
    }
}
