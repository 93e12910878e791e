package io.github.emrlaunch.core.serverless;

import java.util.Arrays;
import java.util.List;

/** The engine of an application. */
public enum ApplicationType {
    /** Apache Spark. */
    SPARK,
    /** Apache Hive. */
    HIVE;

    /**
     * Returns the type with this name, ignoring case.
     *
     * @throws IllegalArgumentException when there is no such type
     */
    public static ApplicationType of(String name) {
        List<ApplicationType> types = Arrays.asList(values());
        return types.stream()
                .filter(type -> type.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "The type of an application must be one of %s, got: %s".formatted(types, name)));
    }
}
