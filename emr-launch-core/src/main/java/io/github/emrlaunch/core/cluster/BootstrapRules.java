package io.github.emrlaunch.core.cluster;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules of bootstrap actions. */
final class BootstrapRules {
    /** https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-bootstrap.html, 2026-11-28. */
    private static final int MAX_ACTIONS = 16;

    /**
     * EMR answers "Invalid bootstrap action path, must be a location in Amazon S3" (https://github.com/Yelp/mrjob/issues/899); the CDK's
     * CfnCluster names "a local file system" besides. Published clusters have schemes of Hadoop, {@code file:/usr/share/aws/emr/…} and
     * {@code /usr/…} too; what EMR says of those is not known, and they pass.
     */
    private static final Pattern PATH = Pattern.compile("(?i)((s3|s3n|s3a)://[^/].*|file:/.+|/.+)", Pattern.DOTALL);

    /** The beginning of a token, whose value only the deployment knows. */
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

    /** Of what follows a value that only the deployment knows nothing can be said. */
    private static boolean mayBePath(RequestNode path) {
        String known = TOKEN.split(path.json().asText(), 2)[0];
        Matcher matcher = PATH.matcher(known);
        return matcher.matches() || (path.isUnresolved() && matcher.hitEnd());
    }
}
