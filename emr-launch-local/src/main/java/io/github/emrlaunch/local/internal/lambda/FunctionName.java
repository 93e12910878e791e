package io.github.emrlaunch.local.internal.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a function in a request: a name, an ARN, or a partial ARN that starts with the account, see {@code FunctionName} of <a
 * href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>.
 *
 * @param qualifier a version or an alias; null without one
 */
record FunctionName(String function, @Nullable String qualifier) {
    private static final Pattern NAME =
            Pattern.compile("(arn:[a-z-]+:lambda:([a-z0-9-]+):)?(?:(\\d{12}):)?(?:function:)?([A-Za-z0-9_.-]+)"
                    + "(?::([A-Za-z0-9$_-]+))?");

    /** Parses a name, with or without a qualifier. */
    static FunctionName parse(Account account, String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw Inputs.constraint(
                    "'" + name + "'", "FunctionName", "Member must satisfy regular expression pattern: " + NAME);
        }
        String region = matcher.group(2);
        if (region != null && !region.equals(account.region())) {
            throw AwsException.of(
                    "ResourceNotFoundException",
                    404,
                    "Functions from '" + region + "' are not reachable in this region ('" + account.region() + "')");
        }
        if (matcher.group(3) != null && !matcher.group(3).equals(account.id())) {
            throw AwsException.of("ResourceNotFoundException", 404, "Function not found: " + name);
        }
        return new FunctionName(matcher.group(4), matcher.group(5));
    }

    /** Reads the members {@code FunctionName} and {@code Qualifier} of a request. */
    static FunctionName of(Account account, JsonNode input) {
        FunctionName name = parse(account, Inputs.required(input, "FunctionName"));
        String qualifier = AwsJson.text(input, "Qualifier");
        if (qualifier == null) {
            return name;
        }
        if (name.qualifier != null && !name.qualifier.equals(qualifier)) {
            throw AwsException.client(
                    "InvalidParameterValueException",
                    "The derived qualifier from the function name does not match the specified qualifier.");
        }
        return new FunctionName(name.function, qualifier);
    }

    /** Returns the ARN of the function, or of the version or alias in the name. */
    String arn(Account account) {
        return account.arn("lambda", "function:" + function + (qualifier == null ? "" : ":" + qualifier));
    }
}
