package io.github.emrlaunch.core.store;

import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionNotFoundException;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;

/**
 * Reads definitions as an app does, in a separate process, since the SDK gets the home directory and its variables from
 * the process.
 */
final class ReadDefinitions {
    private ReadDefinitions() {}

    /**
     * Prints the result or the error for each profile, one Base64 line each.
     *
     * @param profiles names of profiles; empty for the environment's credentials
     */
    public static void main(String... profiles) {
        for (String profile : profiles) {
            if (!profile.isEmpty()) {
                System.setProperty("aws.profile", profile);
            }
            System.out.println("> " + Base64.getEncoder().encodeToString(read().getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Reads in both ways and checks that the results are equal. */
    private static String read() {
        SynthParameterStore parameters = new SynthParameterStore("123456789012", "eu-west-1");
        String one = read(parameters, store -> {
            store.account(DefinitionType.EMR_PROFILE, DefinitionName.of("x"));
            return "read";
        });
        String several = read(parameters, store -> store.list(DefinitionType.EMR_PROFILE, "default")
                .toString());
        return one.equals("read") || one.equals(several) ? several : one + " / " + several;
    }

    private static String read(SynthParameterStore parameters, Function<DefinitionStore, String> reader) {
        try {
            return parameters.read("/p", reader);
        } catch (DefinitionNotFoundException e) {
            return "not found: " + e.getMessage();
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
