package io.github.emrlaunch.local.internal.ssm;

import io.github.emrlaunch.local.internal.aws.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A parameter.
 *
 * @param versions the versions, at least one, the oldest first
 */
record Parameter(String name, List<ParameterVersion> versions, Map<String, String> tags) {
    private static final int MAX_VERSIONS = 100;

    Parameter {
        versions = List.copyOf(versions);
        tags = Map.copyOf(tags);
    }

    ParameterVersion latest() {
        return versions.get(versions.size() - 1);
    }

    /** Returns the version with this number or label. */
    Optional<ParameterVersion> version(String selector) {
        return versions.stream()
                .filter(version -> selector.equals(Long.toString(version.number()))
                        || version.labels().contains(selector))
                .findFirst();
    }

    /** Returns the parameter with one more version. Above 100 versions, the oldest is removed, unless it has a label. */
    Parameter with(ParameterVersion added) {
        List<ParameterVersion> kept = new ArrayList<>(versions);
        if (kept.size() == MAX_VERSIONS) {
            ParameterVersion oldest = kept.remove(0);
            if (!oldest.labels().isEmpty()) {
                throw AwsException.client(
                        "ParameterMaxVersionLimitExceeded",
                        "You attempted to create a new version of " + name
                                + " by calling the PutParameter API with the overwrite flag. Version " + oldest.number()
                                + ", the oldest version, can't be deleted because it has a label associated with it. Move the"
                                + " label to another version of the parameter, and try again.");
            }
        }
        kept.add(added);
        return new Parameter(name, kept, tags);
    }

    Parameter withEachVersion(UnaryOperator<ParameterVersion> change) {
        return new Parameter(name, versions.stream().map(change).toList(), tags);
    }

    Parameter withTags(Map<String, String> added) {
        Map<String, String> all = new TreeMap<>(tags);
        all.putAll(added);
        return new Parameter(name, versions, all);
    }

    Parameter withoutTags(List<String> keys) {
        Map<String, String> rest = new TreeMap<>(tags);
        rest.keySet().removeAll(keys);
        return new Parameter(name, versions, rest);
    }
}
