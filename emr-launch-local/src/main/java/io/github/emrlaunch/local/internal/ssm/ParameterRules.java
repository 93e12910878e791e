package io.github.emrlaunch.local.internal.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Parameter Store refuses, see <a
 * href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html">PutParameter</a>.
 */
final class ParameterRules {
    private static final Pattern NAME = Pattern.compile("/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");
    private static final int MAX_LEVELS = 15;
    private static final int STANDARD_BYTES = 4096;
    private static final int ADVANCED_BYTES = 8192;
    private static final String ADVANCED_PAGE =
            "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html";
    private static final Set<String> TYPES = Set.of("String", "StringList", "SecureString");
    private static final Set<String> TIERS = Set.of("Standard", "Advanced", "Intelligent-Tiering");

    private ParameterRules() {}

    static void checkName(String name) {
        String bare = name.toLowerCase(Locale.ROOT).replaceFirst("^/", "");
        if (bare.startsWith("aws")) {
            throw AwsException.client("AccessDeniedException", "No access to reserved parameter name: " + name + ".");
        }
        if (bare.startsWith("ssm") || !NAME.matcher(name.replaceFirst("/$", "")).matches()) {
            throw AwsException.validation(
                    "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as"
                            + " a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of"
                            + " letters, numbers and the following 3 symbols .-_");
        }
        if (name.endsWith("/")) {
            throw AwsException.validation("Parameter name must not end with slash.");
        }
        if (name.indexOf('/') > 0) {
            throw AwsException.validation("Parameter name must be a fully qualified name.");
        }
        if (name.chars().filter(c -> c == '/').count() > MAX_LEVELS) {
            throw AwsException.client(
                    "HierarchyLevelLimitExceededException",
                    "The hierarchy depth exceeds the maximum of " + MAX_LEVELS + " levels: " + name);
        }
    }

    static void checkType(String type) {
        if (!TYPES.contains(type)) {
            throw Inputs.constraint(
                    "'" + type + "'", "Type", "Member must satisfy enum value set: [SecureString, StringList, String]");
        }
    }

    /** Checks the value's size and returns the tier that the parameter ends up in. */
    static String checkValue(JsonNode input, String value, String currentTier) {
        if (value.isEmpty()) {
            throw Inputs.constraint("''", "Value", "Member must have length greater than or equal to 1");
        }
        if (value.contains("{{")) {
            throw AwsException.validation(
                    "Parameter value can't nest another parameter. Do not use \"{{}}\" in the value.");
        }
        String tier = AwsJson.text(input, "Tier", currentTier);
        if (!TIERS.contains(tier)) {
            throw Inputs.constraint(
                    "'" + tier + "'",
                    "Tier",
                    "Member must satisfy enum value set: [Standard, Intelligent-Tiering, Advanced]");
        }
        int size = value.getBytes(StandardCharsets.UTF_8).length;
        if (tier.equals("Standard") && size > STANDARD_BYTES) {
            throw AwsException.validation(
                    "Standard tier parameters support a maximum parameter value of " + STANDARD_BYTES
                            + " characters. To create a larger parameter value, upgrade the parameter to use the"
                            + " advanced-parameter tier. For more information, see " + ADVANCED_PAGE);
        }
        if (size > ADVANCED_BYTES) {
            throw AwsException.validation("Advanced tier parameters support a maximum parameter value of "
                    + ADVANCED_BYTES + " characters. For more information, see " + ADVANCED_PAGE);
        }
        return tier.equals("Advanced") || size > STANDARD_BYTES ? "Advanced" : "Standard";
    }
}
