package io.github.emrlaunch.core.cluster;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules for bootstrap actions. */
final class BootstrapRules {
    /** https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-bootstrap.html, 2026-11-28. */
    private static final int MAX_ACTIONS = 16;

    /**
     * EMR answers "Invalid bootstrap action path, must be a location in Amazon S3"
     * (https://github.com/Yelp/mrjob/issues/899); the CDK's CfnCluster also allows "a local file system". Published
     * clusters also use Hadoop's S3 schemes, {@code file:/usr/share/aws/emr/…} and {@code /usr/…}. EMR's answer to
     * those is not known, so they pass.
     */
    private static final Pattern PATH = Pattern.compile("(?i)((s3|s3n|s3a)://[^/].*|file:/.+|/.+)", Pattern.DOTALL);

    /** Matches the start of a token, whose value is known at deployment only. */
    private static final Pattern TOKEN = Pattern.compile("[$#]\\{Token\\[|\\{\\{resolve:");

    private BootstrapRules() {}

    static void check(RequestNode actions) {
        List<RequestNode> all = actions.elements();
        if (all.size() > MAX_ACTIONS) {
            throw actions.conflicts("has %d bootstrap actions, EMR allows %d".formatted(all.size(), MAX_ACTIONS));
        }
        for (RequestNode action : all) {
            RequestNode path = action.get("ScriptBootstrapAction").get("Path");
            if (path.isSet() && !mayBePath(path)) {
                throw path.violates("must be a location in S3, s3://BUCKET/KEY, or a file of the node, file:///PATH");
            }
        }
    }

    /** Returns whether the path may be valid. Text that follows a token cannot be checked. */
    private static boolean mayBePath(RequestNode path) {
        String known = TOKEN.split(path.json().asText(), 2)[0];
        Matcher matcher = PATH.matcher(known);
        return matcher.matches() || (path.isUnresolved() && matcher.hitEnd());
    }
}
