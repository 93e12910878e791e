package io.github.emrlaunch.local.internal.ssm;

import io.github.emrlaunch.local.internal.aws.AwsException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Labels of versions, see <a
 * href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_LabelParameterVersion.html">LabelParameterVersion</a>.
 */
final class ParameterLabels {
    private static final Pattern LABEL = Pattern.compile("[A-Za-z_.-][A-Za-z0-9_.-]*");
    private static final int MAX_LABELS = 10;

    private ParameterLabels() {}

    /** Returns whether a label is valid. The response lists an invalid label; the request is not rejected. */
    static boolean isValid(String label) {
        String lower = label.toLowerCase(Locale.ROOT);
        return LABEL.matcher(label).matches() && !lower.startsWith("aws") && !lower.startsWith("ssm");
    }

    /** Attaches labels to a version and removes them from other versions. */
    static Parameter move(Parameter parameter, long version, List<String> labels) {
        Set<String> moved = new TreeSet<>(labels);
        Parameter labelled =
                parameter.withEachVersion(each -> each.number() == version ? each.with(moved) : each.without(moved));
        if (labelled.versions().stream().anyMatch(each -> each.labels().size() > MAX_LABELS)) {
            throw AwsException.client(
                    "ParameterVersionLabelLimitExceeded",
                    "A parameter version can have maximum " + MAX_LABELS
                            + " labels. Move one or more labels to another version and try again.");
        }
        return labelled;
    }

    static Parameter remove(Parameter parameter, long version, List<String> labels) {
        Set<String> removed = new TreeSet<>(labels);
        return parameter.withEachVersion(each -> each.number() == version ? each.without(removed) : each);
    }
}
