package io.github.emrlaunch.core.store;

import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionNotFoundException;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;

/** Reads definitions as an app does: in a process of its own, since the SDK has the home directory and its variables from there. */
final class ReadDefinitions {
    private ReadDefinitions() {}

    /**
     * Says for each profile what was read, or why not, each on one line in Base64.
     *
     * @param profiles names of profiles; empty for what the environment says
     */
    public static void main(String... profiles) {
        for (String profile : profiles) {
            if (!profile.isEmpty()) {
                System.setProperty("aws.profile", profile);
            }
            System.out.println("> " + Base64.getEncoder().encodeToString(read().getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Both ways to read have one answer, or say so. */
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
