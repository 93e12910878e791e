package io.github.emrlaunch.local.internal.stepfunctions;

import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.InputShape;
import java.util.regex.Pattern;

/**
 * The names of state machines and executions, which have the same rules, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html">StartExecution</a>. A name can contain
 * parentheses, exclamation marks, apostrophes and non-ASCII letters.
 */
final class StatesNames {
    private static final InputShape LENGTH = InputShape.structure().required("name", StatesShapes.NAME);
    private static final Pattern REFUSED = Pattern.compile("[\\p{IsWhite_Space}<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/"
            + "\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufffe\\uffff\\x{10FFFF}]");

    private StatesNames() {}

    static void check(String name) {
        LENGTH.check(AwsJson.object().put("name", name));
        if (REFUSED.matcher(name).find()) {
            throw AwsException.client("InvalidName", "Invalid Name: '" + name + "'");
        }
    }
}
