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
        return toHost(
                launchFunction,
                "ssh -i '%s.pem' -N -L \"%d:$HOST:%d\" \"hadoop@$HOST\"".formatted(keyPairName, LOCAL_PORT, HUB_PORT));
    }

    /**
     * The same by Session Manager, whose plugin the AWS CLI needs. The host's instance is found by its name: groups and fleets are asked for
     * alike then.
     *
     * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html">Start a session (port forwarding)</a>
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
                        + "if [ -n \"$HOST\" ]; then %s; "
                        + "else echo 'No cluster of launch function %s runs: start it first' >&2; false; fi")
                .formatted(newestFirst, host, tunnel, launchFunction);
    }

    /** Saves the private key of a pair that CloudFormation has made, where the tunnel looks for it. */
    static String saveKey(String parameterName, String keyPairName) {
        return ("(umask 077 && aws ssm get-parameter --region %s --name '%s' --with-decryption --query Parameter.Value "
                        + "--output text > '%s.pem')")
                .formatted(Aws.REGION, parameterName, keyPairName);
    }
}
