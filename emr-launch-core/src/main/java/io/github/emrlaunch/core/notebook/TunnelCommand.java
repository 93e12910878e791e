package io.github.emrlaunch.core.notebook;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.Tag;
import software.amazon.awscdk.Aws;

/**
 * The command that opens a tunnel to JupyterHub. It requests the host from EMR, since only a running cluster has one.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-jupyterhub-connect.html">Connect to JupyterHub</a>
 */
final class TunnelCommand {
    private static final int LOCAL_PORT = 10_501;
    private static final int HUB_PORT = 9443;

    private TunnelCommand() {}

    /**
     * Returns the command for the newest cluster of a launch function, by SSH. While it runs, JupyterHub is at
     * {@code https://localhost:10501}. Users enter passwords there, so the command identifies the cluster by its tag:
     * any principal that may launch a cluster can use the same name.
     */
    static String to(DefinitionName launchFunction, String keyPairName) {
        return toHost(
                launchFunction,
                "ssh -i '%s.pem' -N -L \"%d:$HOST:%d\" \"hadoop@$HOST\"".formatted(keyPairName, LOCAL_PORT, HUB_PORT));
    }

    /**
     * Returns the command for Session Manager, which requires the AWS CLI's plugin. The instance is found by its host
     * name, which works for groups and fleets.
     *
     * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html">Start a
     *     session (port forwarding)</a>
     */
    static String bySessionManager(DefinitionName launchFunction) {
        String instance = ("aws emr list-instances --region %s --cluster-id \"$ID\" --instance-states RUNNING "
                        + "--query \"[Instances[?PublicDnsName=='$HOST' || PrivateDnsName=='$HOST'].Ec2InstanceId][] | [0]\" --output text")
                .formatted(Aws.REGION);
        return toHost(
                launchFunction,
                ("aws ssm start-session --region %s --target \"$(%s)\" --document-name AWS-StartPortForwardingSession "
                                + "--parameters portNumber=%d,localPortNumber=%d")
                        .formatted(Aws.REGION, instance, HUB_PORT, LOCAL_PORT));
    }

    private static String toHost(DefinitionName launchFunction, String tunnel) {
        // The tag that a launch must set on its cluster, and that no other principal may set.
        String tag = "Key=='%s' && starts_with(Value, '%s')"
                .formatted(
                        Tag.EXECUTION_KEY,
                        Arns.regional(
                                "states",
                                "execution:%s:"
                                        .formatted(EmrLaunchFunctionDefinition.stateMachineName(launchFunction))));
        // Without JSON output, the CLI would apply the query to each page of clusters.
        String newestFirst = ("aws emr list-clusters --region %s --cluster-states RUNNING WAITING "
                        + "--query 'reverse(sort_by(Clusters, &Status.Timeline.CreationDateTime))[].Id' --output json | tr -d '[],\"'")
                .formatted(Aws.REGION);
        String host = ("aws emr describe-cluster --region %s --cluster-id \"$ID\" "
                        + "--query \"[Cluster] | [?Tags[?%s]] | [0].MasterPublicDnsName\" --output text")
                .formatted(Aws.REGION, tag);
        return ("HOST=; for ID in $(%s); do HOST=$(%s); [ \"$HOST\" = None ] || [ -z \"$HOST\" ] || break; HOST=; done; "
                        + "if [ -n \"$HOST\" ]; then %s; "
                        + "else echo 'No cluster of launch function %s runs: start it first' >&2; false; fi")
                .formatted(newestFirst, host, tunnel, launchFunction);
    }

    /**
     * Returns the command that saves the private key of a key pair from CloudFormation in the file that the tunnel
     * uses.
     */
    static String saveKey(String parameterName, String keyPairName) {
        return ("(umask 077 && aws ssm get-parameter --region %s --name '%s' --with-decryption --query Parameter.Value "
                        + "--output text > '%s.pem')")
                .formatted(Aws.REGION, parameterName, keyPairName);
    }
}
