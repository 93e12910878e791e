package io.github.emrlaunch.local.internal.deploy;

import io.github.emrlaunch.local.DeploymentException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The account and the region that a cloud assembly is for.
 *
 * @param account empty where every stack is for any account
 * @param region empty where every stack is for any region
 */
public record AssemblyEnvironment(Optional<String> account, Optional<String> region) {
    /**
     * Reads the environments of the stacks.
     *
     * @param account the account that is asked for, null for that of the stacks
     * @param region the region that is asked for, null for that of the stacks
     * @throws DeploymentException when the stacks are for different accounts or regions, and nothing says which one is meant
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
                    + ", and the local emulator is one account in one region: say which by ." + what + "(\""
                    + values.first() + "\")");
        }
        return values.stream().findFirst();
    }
}
