package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Validation;
import java.util.List;

/**
 * Code that clusters read, and the jars in it that every Spark application gets.
 *
 * @param code the code
 * @param sparkJars the URIs of the jars
 */
record ClusterCode(EmrCode code, List<String> sparkJars) {
    /**
     * Creates code with jars.
     *
     * @param jars their paths within the code
     * @throws IllegalArgumentException if the code has no such file
     */
    static ClusterCode jars(EmrCode code, List<String> jars) {
        EmrCode checked = Validation.required("code", code);
        return new ClusterCode(
                checked,
                Validation.list("jars", jars).stream().map(checked::uriOf).toList());
    }

    /** Returns each code without jars. */
    static List<ClusterCode> all(List<EmrCode> code) {
        return Validation.list("code", code).stream()
                .map(one -> new ClusterCode(one, List.of()))
                .toList();
    }
}
