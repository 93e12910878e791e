package io.github.emrlaunch.local.internal.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The rules of Parameter Store beyond the constraints of its model, see <a
 * href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html">PutParameter</a>.
 */
final class ParameterRules {
    private static final Pattern NAME = Pattern.compile("/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");
    private static final Pattern PATH = Pattern.compile("/|(/[A-Za-z0-9_.-]+)+/?");
    private static final Pattern IMAGE_ID = Pattern.compile("ami-[0-9a-f]{8}([0-9a-f]{9})?");
    private static final int MAX_LEVELS = 15;
    /** The maximum length of the ARN, which contains the name. */
    private static final int MAX_ARN_LENGTH = 1011;

    private static final int STANDARD_BYTES = 4096;
    private static final int ADVANCED_BYTES = 8192;
    private static final String ADVANCED_PAGE =
            "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html";
    private static final Set<String> DATA_TYPES = Set.of("text", "aws:ec2:image");

    private ParameterRules() {}

    static void checkName(String name, String arn) {
        String lower = name.toLowerCase(Locale.ROOT);
        String bare = lower.startsWith("/") ? lower.substring(1) : lower;
        boolean isPath = name.chars().filter(c -> c == '/').count() > 1;
        if (lower.startsWith("/aws") && isPath) {
            throw AwsException.client("AccessDeniedException", "No access to reserved parameter name: " + name + ".");
        }
        if ((bare.startsWith("aws") || bare.startsWith("ssm")) && !isPath) {
            throw AwsException.validation(
                    "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
        }
        if (bare.startsWith("aws")
                || bare.startsWith("ssm")
                || !NAME.matcher(name.replaceFirst("/$", "")).matches()) {
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
        if (arn.length() > MAX_ARN_LENGTH) {
            throw AwsException.validation("The ARN of the parameter must have at most " + MAX_ARN_LENGTH
                    + " characters, got " + arn.length());
        }
    }

    static void checkPath(String path) {
        if (!path.startsWith("/") || !PATH.matcher(path).matches()) {
            throw AwsException.validation(
                    "The parameter doesn't meet the parameter name requirements. The parameter name must"
                            + " begin with a forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). It"
                            + " must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore)."
                            + " Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol"
                            + " \"/\". Valid example: /get/parameters2-/by1./path0_.");
        }
    }

    /** Checks the spaces in a name. Leading and trailing spaces are removed; others are an error. */
    static void checkSpaces(String name) {
        if (name.strip().chars().anyMatch(Character::isWhitespace)) {
            throw AwsException.validation("Parameter name can't contain spaces: '" + name + "'");
        }
    }

    /** Returns the type of a new version. */
    static String type(JsonNode input, @Nullable ParameterVersion current) {
        String type = AwsJson.text(input, "Type");
        if (current == null) {
            if (type == null) {
                throw AwsException.validation("A parameter type is required when you create a parameter.");
            }
            return type;
        }
        if (type != null && !type.equals(current.type())) {
            throw AwsException.client(
                    "HierarchyTypeMismatchException",
                    "Parameter Store doesn't support changing a parameter type in a hierarchy: " + current.type()
                            + " to " + type + ". You must create a new, unique parameter.");
        }
        return current.type();
    }

    /** Checks the size of the value and returns the resulting tier of the parameter. */
    static String tier(JsonNode input, String value, String currentTier) {
        String asked = AwsJson.text(input, "Tier", currentTier);
        if (asked.equals("Standard") && currentTier.equals("Advanced")) {
            throw AwsException.validation(
                    "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the"
                            + " advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the"
                            + " advanced parameter and recreate it as a standard parameter.");
        }
        int size = value.getBytes(StandardCharsets.UTF_8).length;
        if (asked.equals("Standard") && size > STANDARD_BYTES) {
            throw AwsException.validation(
                    "Standard tier parameters support a maximum parameter value of " + STANDARD_BYTES
                            + " characters. To create a larger parameter value, upgrade the parameter to use the"
                            + " advanced-parameter tier. For more information, see " + ADVANCED_PAGE);
        }
        if (size > ADVANCED_BYTES) {
            throw AwsException.validation("Advanced tier parameters support a maximum parameter value of "
                    + ADVANCED_BYTES + " characters. For more information, see " + ADVANCED_PAGE);
        }
        return asked.equals("Advanced") || currentTier.equals("Advanced") || size > STANDARD_BYTES
                ? "Advanced"
                : "Standard";
    }

    static void checkValue(String value, String type, String dataType, @Nullable String allowedPattern) {
        if (value.contains("{{")) {
            throw AwsException.validation(
                    "Parameter value can't nest another parameter. Do not use \"{{}}\" in the value.");
        }
        if (!DATA_TYPES.contains(dataType)) {
            throw AwsException.validation(
                    "The following data type is not supported: " + dataType + " (Data type names are all lowercase.)");
        }
        if (dataType.equals("aws:ec2:image")
                && !(type.equals("String") && IMAGE_ID.matcher(value).matches())) {
            throw AwsException.validation("A parameter of data type aws:ec2:image is a String with the ID of an AMI.");
        }
        if (allowedPattern != null && !allowedPattern.isEmpty()) {
            checkPattern(value, allowedPattern);
        }
    }

    private static void checkPattern(String value, String allowedPattern) {
        try {
            if (!Pattern.compile(allowedPattern).matcher(value).matches()) {
                throw AwsException.client(
                        "ParameterPatternMismatchException",
                        "Parameter value, cannot be validated against allowedPattern: " + allowedPattern);
            }
        } catch (PatternSyntaxException e) {
            throw AwsException.client(
                    "InvalidAllowedPatternException", "The pattern " + allowedPattern + " is not a regular expression");
        }
    }

    /** Returns the encryption key of a new version; null for types that are not encrypted. */
    static @Nullable String keyId(JsonNode input, String type, @Nullable ParameterVersion current) {
        String asked = AwsJson.text(input, "KeyId");
        if (!type.equals("SecureString")) {
            if (asked != null) {
                throw AwsException.validation("KeyId is required for SecureString type parameter only.");
            }
            return null;
        }
        if (asked == null && current != null) {
            return current.keyId();
        }
        return asked == null ? "alias/aws/ssm" : asked;
    }
}
