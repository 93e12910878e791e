package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.core.code.EmrCode;
import java.util.List;

/**
 * Code that clusters read, and which of it every Spark application gets.
 *
 * @param code the code
 * @param sparkJars the URIs of jars in it
 */
record ClusterCode(EmrCode code, List<String> sparkJars) {
    /**
     * Code with jars.
     *
     * @param jars their paths within the code
     * @throws IllegalArgumentException when the code has no such file
     */
    static ClusterCode jars(EmrCode code, List<String> jars) {
        return new ClusterCode(code, jars.stream().map(code::uriOf).toList());
    }
}
