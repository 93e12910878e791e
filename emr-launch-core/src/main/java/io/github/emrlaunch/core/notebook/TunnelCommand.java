package io.github.emrlaunch.core.notebook;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.Tag;
import software.amazon.awscdk.Aws;

/**
 * The command that opens a tunnel to JupyterHub. Only a running cluster has a host, so the command asks EMR for it.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-jupyterhub-connect.html">Connect to JupyterHub</a>
 */
final class TunnelCommand {
    private static final int LOCAL_PORT = 10_501;
    private static final int HUB_PORT = 9443;

    private TunnelCommand() {}

    /**
     * Opens a tunnel to the newest cluster of a launch function: JupyterHub is at {@code https://localhost:10501} as long as it runs. Users
     * type passwords there, so the cluster is known by its tag: anybody who may launch a cluster can give it the same name.
     */
    static String to(DefinitionName launchFunction, String keyPairName) {
        // The tag that a launch must give its cluster, and no other may.
        String tag = "Key=='%s' && starts_with(Value, '%s')"
                .formatted(
                        Tag.EXECUTION_KEY,
                        Arns.regional(
                                "states",
                                "execution:%s:"
                                        .formatted(EmrLaunchFunctionDefinition.stateMachineName(launchFunction))));
        // Without JSON the query would be answered for each page of clusters.
        String newestFirst = ("aws emr list-clusters --region %s --cluster-states RUNNING WAITING "
                        + "--query 'reverse(sort_by(Clusters, &Status.Timeline.CreationDateTime))[].Id' --output json | tr -d '[],\"'")
                .formatted(Aws.REGION);
        String host = ("aws emr describe-cluster --region %s --cluster-id \"$ID\" "
                        + "--query \"[Cluster] | [?Tags[?%s]] | [0].MasterPublicDnsName\" --output text")
                .formatted(Aws.REGION, tag);
        return ("HOST=; for ID in $(%s); do HOST=$(%s); [ \"$HOST\" = None ] || [ -z \"$HOST\" ] || break; HOST=; done; "
                        + "if [ -n \"$HOST\" ]; then ssh -i '%s.pem' -N -L \"%d:$HOST:%d\" \"hadoop@$HOST\"; "
                        + "else echo 'No cluster of launch function %s runs: start it first' >&2; false; fi")
                .formatted(newestFirst, host, keyPairName, LOCAL_PORT, HUB_PORT, launchFunction);
    }

    /** Saves the private key of a pair that CloudFormation has made, where the tunnel looks for it. */
    static String saveKey(String parameterName, String keyPairName) {
        return ("(umask 077 && aws ssm get-parameter --region %s --name '%s' --with-decryption --query Parameter.Value "
                        + "--output text > '%s.pem')")
                .formatted(Aws.REGION, parameterName, keyPairName);
    }
}
