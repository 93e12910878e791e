package io.github.emrlaunch.local.junit;

import java.nio.file.Path;
import java.util.Map;

/** Supplies a cloud assembly. */
@FunctionalInterface
interface AppSource {
    /**
     * Returns the cloud assembly.
     *
     * @param context the context values of the CDK
     * @param folder a new folder that the assembly can be written to
     * @return the folder of the assembly
     */
    Path assembly(Map<String, Object> context, Path folder);
}
