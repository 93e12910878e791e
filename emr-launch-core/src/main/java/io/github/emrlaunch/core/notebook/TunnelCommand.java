package io.github.emrlaunch.core.notebook;

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

    /** Opens a tunnel to the newest cluster of this name: JupyterHub is at {@code https://localhost:10501} as long as it runs. */
    static String to(String clusterName, String keyPairName) {
        // Without JSON the query would be answered for each page of clusters.
        return ("ID=$(aws emr list-clusters --region %s --cluster-states RUNNING WAITING --query \"Clusters[?Name=='%s'] | [0].Id\" "
                        + "--output json | tr -d '\"') "
                        + "&& HOST=$(aws emr describe-cluster --region %s --cluster-id \"$ID\" --query Cluster.MasterPublicDnsName "
                        + "--output text) "
                        + "&& ssh -i '%s.pem' -N -L \"%d:$HOST:%d\" \"hadoop@$HOST\"")
                .formatted(Aws.REGION, clusterName, Aws.REGION, keyPairName, LOCAL_PORT, HUB_PORT);
    }

    /** Saves the private key of a pair that CloudFormation has made, where the tunnel looks for it. */
    static String saveKey(String parameterName, String keyPairName) {
        return ("(umask 077 && aws ssm get-parameter --region %s --name '%s' --with-decryption --query Parameter.Value "
                        + "--output text > '%s.pem')")
                .formatted(Aws.REGION, parameterName, keyPairName);
    }
}
