package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Validation;
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
        EmrCode checked = Validation.required("code", code);
        return new ClusterCode(
                checked,
                Validation.list("jars", jars).stream().map(checked::uriOf).toList());
    }

    /** Code without jars. */
    static List<ClusterCode> all(List<EmrCode> code) {
        return Validation.list("code", code).stream()
                .map(one -> new ClusterCode(one, List.of()))
                .toList();
    }
}
